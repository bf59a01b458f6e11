// The run: unpacked once; the texts of its articles when one is opened.
const run = {};
const packs = new Map();

async function unpack(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(plain).text());
}

async function load() {
  Object.assign(run, await unpack("data"));
  const { articles, speakers } = run;
  const columns = run.quotes;
  run.quotes = columns.text.map((text, index) => {
    const speaker = columns.speaker[index];
    const article = columns.article[index];
    return {
      index,
      article,
      speaker,
      text,
      person: speaker < 0 ? -1 : speakers.person[speaker],
      class: speaker < 0 ? -1 : speakers.class[speaker],
      institution: speaker < 0 ? -1 : speakers.institution[speaker],
      kind: speaker < 0 ? -1 : speakers.kind[speaker],
      name: speaker < 0 ? "" : speakers.name[speaker],
      role: speaker < 0 ? "" : speakers.role[speaker],
      outlet: articles.outlet[article],
      day: articles.day[article],
      type: columns.type[index],
      resolution: columns.resolution[index],
      words: columns.words[index],
      confidence: columns.confidence[index],
      spans: {
        quote: [columns.quote_start[index], columns.quote_end[index]],
        mention: [columns.mention_start[index], columns.mention_end[index]],
        cue: [columns.cue_start[index], columns.cue_end[index]],
      },
    };
  });
  run.of = articles.id.map(() => []);
  for (const quote of run.quotes) run.of[quote.article].push(quote);
  run.repeats = articles.id.map(() => []);
  articles.original.forEach((original, article) => {
    if (original >= 0) run.repeats[original].push(article);
  });
  run.near = articles.copy.filter((copy) => copy > 0).length;
  const place = new Map(articles.id.map((id, article) => [id, article]));
  run.article = (id) => (place.has(id) ? place.get(id) : -1);
  labels = run.labels;
  language = run.language;
}

// The text of an article, which lies in a pack with those beside it.
async function textOf(article) {
  let pack = 0;
  let first = 0;
  while (article >= first + run.packs[pack]) {
    first += run.packs[pack];
    pack += 1;
  }
  if (!packs.has(pack)) packs.set(pack, unpack(`pack-${pack}`));
  return (await packs.get(pack))[article - first];
}

const title = (article) => run.articles.title[article] || say("untitled");
const outletName = (outlet) => run.articles.outlets[outlet] || say("unnamed_outlet");

// The quotes and articles that count: all, or those of articles that nearly repeat no other.
function counted() {
  if (state.copies) return run.quotes;
  return run.quotes.filter((quote) => run.articles.copy[quote.article] < 1);
}

function group(quotes, key) {
  const groups = new Map();
  for (const quote of quotes) {
    const value = key(quote);
    let one = groups.get(value);
    if (!one) {
      one = { value, quotes: 0, words: 0, types: run.types.map(() => 0), articles: new Set() };
      groups.set(value, one);
    }
    one.quotes += 1;
    one.words += quote.words;
    one.types[quote.type] += 1;
    one.articles.add(quote.article);
  }
  return [...groups.values()];
}
