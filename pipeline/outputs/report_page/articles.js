// The articles: a list, and one of them with its quotes marked in place.
function articlesView(main) {
  const again = () => (ask({ page: "" }), articleList());
  main.append(
    el("h1", { tabindex: "-1" }, say("articles")),
    el(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      field("find_article", el("input", { type: "search", id: "find", value: asked("find"), autocomplete: "off", oninput: asking("find", again) })),
      selectOutlet(again),
      run.articles.copy.some((copy) => copy >= 0)
        ? el(
            "label",
            { class: "check" },
            el("input", { type: "checkbox", id: "only", checked: asked("only") === "copies", onchange: (event) => (ask({ only: event.target.checked ? "copies" : "" }), again()) }),
            el("span", {}, say("only_copies")),
          )
        : null,
    ),
    el("div", { id: "results" }),
  );
  articleList();
}

function articleList() {
  const { articles } = run;
  const wanted = asked("find").trim().toLowerCase();
  const found = articles.id
    .map((_, index) => index)
    .filter(
      (index) =>
        (state.copies || articles.copy[index] < 1) &&
        (asked("outlet") === "" || articles.outlet[index] === Number(asked("outlet"))) &&
        (asked("only") !== "copies" || articles.copy[index] >= 0) &&
        (!wanted || `${articles.title[index]}\n${articles.id[index]}\n${outletName(articles.outlet[index])}`.toLowerCase().includes(wanted)),
    );
  const last = Math.max(0, Math.ceil(found.length / ROWS) - 1);
  const page = askedPage(last);
  const summary = say("articles_found", { n: number(found.length), all: number(articles.id.length) });
  announce(summary);
  document.getElementById("results").replaceChildren(
    el("div", { class: "results-head" }, el("p", { class: "summary" }, summary)),
    found.length
      ? el(
          "ul",
          { class: "article-list" },
          found.slice(page * ROWS, (page + 1) * ROWS).map((index) =>
            el(
              "li",
              {},
              el("a", { href: to("article", { id: articles.id[index] }), id: `article-${index}`, "data-row": true }, articles.title[index] || articles.id[index]),
              badge(index),
              el(
                "p",
                {},
                [outletName(articles.outlet[index]), articles.day[index] ? date(articles.day[index]) : say("undated_article"), `${number(run.of[index].length)} ${say("n_quotes")}`].join(" · "),
              ),
            ),
          ),
        )
      : el("p", { class: "nothing" }, say("no_article")),
    last ? pager(page, last, found.length, articleList) : "",
  );
}

async function articleView(main) {
  const index = run.article(asked("id"));
  if (index < 0) {
    main.append(el("h1", { tabindex: "-1" }, say("article")), el("p", {}, say("no_article")), el("p", {}, el("a", { href: to("articles") }, say("articles"))));
    return;
  }
  const { articles } = run;
  const text = await textOf(index);
  const quotes = run.of[index];
  const beside = (place, key, id) =>
    place >= 0 && place < articles.id.length
      ? el("a", { href: to("article", { id: articles.id[place] }), id, rel: id === "before" ? "prev" : "next" }, say(key))
      : null;
  main.append(
    el(
      "nav",
      { class: "around", "aria-label": say("article") },
      history.state && history.state.inside
        ? el("button", { type: "button", id: "back", onclick: () => history.back() }, `← ${say("back")}`)
        : el("a", { href: to("quotes"), id: "back", class: "button" }, `← ${say("quotes")}`),
      beside(index - 1, "previous_article", "before"),
      beside(index + 1, "next_article", "after"),
    ),
    el("h1", { tabindex: "-1" }, articles.title[index] || articles.id[index]),
    el(
      "p",
      { class: "byline" },
      outletName(articles.outlet[index]),
      " · ",
      articles.day[index] ? date(articles.day[index], true) : say("undated_article"),
      // Only an address of the web: any other would be the article's to choose.
      /^https?:\/\//i.test(articles.url[index])
        ? [" · ", el("a", { href: articles.url[index], rel: "noopener noreferrer external", target: "_blank" }, `${say("at_the_source")} ↗`)]
        : null,
      badge(index),
    ),
    ...copyNote(index),
    el(
      "div",
      { class: "reading" },
      el(
        "div",
        { class: "page-text" },
        el(
          "p",
          { class: "legend", "aria-label": say("legend") },
          run.types.map((type) => el("span", { class: `q ${type}` }, say(type))),
          el("span", { class: "who-mark" }, say("mention")),
          el("span", { class: "cue-mark" }, say("cue")),
        ),
        el("div", { class: "text", lang: "id" }, paragraphs(text, quotes)),
      ),
      el(
        "aside",
        { "aria-label": say("in_this_article") },
        el("h2", {}, say("in_this_article"), " ", el("small", {}, number(quotes.length))),
        quotes.length ? el("ol", { class: "known" }, quotes.map((quote, place) => card(quote, place + 1))) : el("p", {}, say("no_quotes_here")),
      ),
    ),
  );
}

function copyNote(index) {
  const { articles } = run;
  const link = (article) => el("a", { href: to("article", { id: articles.id[article] }) }, `${title(article)} (${outletName(articles.outlet[article])})`);
  const notes = [];
  if (articles.copy[index] >= 0) {
    const [before, after] = say(`${run.copies[articles.copy[index]]}_to`, { title: "\u0000" }).split("\u0000");
    notes.push(el("p", { class: "note" }, before, link(articles.original[index]), after));
  }
  if (run.repeats[index].length) {
    notes.push(
      el(
        "details",
        { class: "note" },
        el("summary", {}, say("copied_by", { n: number(run.repeats[index].length) })),
        el("ul", {}, run.repeats[index].map((article) => el("li", {}, link(article), badge(article)))),
      ),
    );
  }
  return notes;
}

// The text cut wherever something begins or ends, a paragraph for each of its lines.
function paragraphs(text, quotes) {
  const cuts = new Set([0, text.length]);
  const opening = new Map();
  const covers = [];
  quotes.forEach((quote, place) => {
    for (const [kind, [start, end]] of Object.entries(quote.spans)) {
      if (start < 0) continue;
      cuts.add(start);
      cuts.add(end);
      const name = { quote: `q ${run.types[quote.type]}`, mention: "who-mark", cue: "cue-mark" }[kind];
      covers.push({ start, end, name, place: place + 1 });
      if (kind === "quote") opening.set(start, [...(opening.get(start) || []), place + 1]);
    }
  });
  for (const line of text.matchAll(/\n/g)) cuts.add(line.index).add(line.index + 1);
  covers.sort((a, b) => a.start - b.start);
  const borders = [...cuts].sort((a, b) => a - b);
  const found = [];
  let paragraph = el("p");
  let open = [];
  let next = 0;
  for (let at = 0; at + 1 < borders.length; at += 1) {
    const [start, end] = [borders[at], borders[at + 1]];
    const piece = text.slice(start, end);
    if (piece === "\n") {
      if (paragraph.hasChildNodes()) found.push(paragraph);
      paragraph = el("p");
      continue;
    }
    while (next < covers.length && covers[next].start <= start) open.push(covers[next++]);
    open = open.filter((cover) => cover.end > start);
    for (const place of opening.get(start) || []) paragraph.append(numeral(quotes[place - 1], place));
    if (!open.length) {
      paragraph.append(piece);
      continue;
    }
    const classes = new Set(open.flatMap((cover) => cover.name.split(" ")));
    paragraph.append(
      el("span", { class: [...classes].join(" "), "data-of": [...new Set(open.map((cover) => cover.place))].join(" ") }, piece),
    );
  }
  if (paragraph.hasChildNodes()) found.push(paragraph);
  return found;
}

// A link and not a button: a button would be parted from the words it is of at the end of a line.
const numeral = (quote, place) =>
  el(
    "a",
    {
      href: to("article", { id: asked("id"), quote: String(place) }),
      class: `numeral ${run.types[quote.type]}`,
      id: `text-${place}`,
      "data-row": true,
      "aria-label": say("to_the_card", { n: place, speaker: quote.name || say("no_speaker") }),
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        point(place, `card-${place}`);
      },
    },
    String(place),
  );

function card(quote, place) {
  return el(
    "li",
    { class: run.types[quote.type], "data-card": String(place) },
    el("button", { type: "button", class: `numeral ${run.types[quote.type]}`, id: `card-${place}`, "aria-label": say("to_the_place", { n: place }), onclick: () => point(place, `text-${place}`) }, String(place)),
    el(
      "div",
      {},
      el("strong", {}, quote.name || say("no_speaker")),
      quote.role ? el("span", { class: "role" }, quote.role) : null,
      el("small", {}, [say(run.types[quote.type]), `${say("confidence").toLowerCase()} ${decimal(quote.confidence / 1000)}`].join(" · "), el("br"), `${say("named_as").toLowerCase()} ${say(`resolution_${run.resolutions[quote.resolution]}`)}`),
      quote.person >= 0
        ? el("a", { href: to("quotes", { person: String(quote.person) }), id: `all-${place}` }, say("all_of_speaker", { name: run.people.name[quote.person] }))
        : null,
    ),
  );
}

// Marks one quote, its speaker and cue, in the text and beside it, and brings `target` into view.
function point(place, target, smooth = true) {
  for (const one of document.querySelectorAll(".pointed")) one.classList.remove("pointed");
  for (const one of document.querySelectorAll("[data-of]")) {
    if (one.dataset.of.split(" ").includes(String(place))) one.classList.add("pointed");
  }
  const known = document.querySelector(`[data-card="${place}"]`);
  if (known) known.classList.add("pointed");
  ask({ quote: String(place) });
  const element = document.getElementById(target);
  if (!element) return;
  const calm = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  element.focus({ preventScroll: true });
  // On a wide screen both sides are seen: the other follows.
  const side = document.querySelector("aside");
  if (known && side && getComputedStyle(side).overflowY === "auto") {
    side.scrollTop = known.offsetTop - side.clientHeight / 3;
  }
}
