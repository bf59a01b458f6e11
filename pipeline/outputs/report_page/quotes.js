// The table of quotes: search, filters, order, pages of fifty.
const ROWS = 50;
const ORDERS = {
  speaker: (quote) => quote.name.toLowerCase(),
  quote: (quote) => quote.words,
  type: (quote) => quote.type,
  outlet: (quote) => outletName(quote.outlet).toLowerCase(),
  date: (quote) => quote.day,
  confidence: (quote) => quote.confidence,
};

// `harga "beras naik"` -> harga, beras naik.
function searched(words) {
  return [...words.toLowerCase().matchAll(/"([^"]+)"?|(\S+)/g)].map((found) => (found[1] || found[2]).replaceAll('"', "")).filter(Boolean);
}

function matching() {
  const words = searched(asked("q"));
  const speaker = asked("speaker").trim().toLowerCase();
  const role = asked("role").trim().toLowerCase();
  const from = askedNumber("from") * 10;
  const number_ = (name) => (asked(name) === "" ? null : Number(asked(name)));
  const [outlet, person, institution] = ["outlet", "person", "institution"].map(number_);
  const article = asked("article") === "" ? null : run.article(asked("article"));
  return counted().filter((quote) => {
    if (quote.confidence < from) return false;
    if (outlet !== null && quote.outlet !== outlet) return false;
    if (person !== null && quote.person !== person) return false;
    if (institution !== null && quote.institution !== institution) return false;
    if (article !== null && quote.article !== article) return false;
    if (asked("type") && run.types[quote.type] !== asked("type")) return false;
    if (asked("class") && run.classes[quote.class] !== asked("class")) return false;
    if (asked("when") && !quote.day.startsWith(asked("when"))) return false;
    if (speaker && !quote.name.toLowerCase().includes(speaker)) return false;
    if (role && !quote.role.toLowerCase().includes(role)) return false;
    if (!words.length) return true;
    quote.all ??= `${quote.text}\n${quote.name}\n${quote.role}\n${title(quote.article)}`.toLowerCase();
    return words.every((word) => quote.all.includes(word));
  });
}

function ordered(quotes) {
  const down = asked("sort").startsWith("-");
  const name = asked("sort").replace("-", "");
  if (!Object.hasOwn(ORDERS, name)) return quotes;
  const key = ORDERS[name];
  const sign = down ? -1 : 1;
  const keyed = quotes.map((quote) => [key(quote), quote]);
  keyed.sort(([a, one], [b, other]) => {
    if (a === b) return one.index - other.index;
    // What is not told comes last in either direction.
    if (a === "" || b === "") return a === "" ? 1 : -1;
    return (typeof a === "string" ? a.localeCompare(b) : a - b) * sign;
  });
  return keyed.map(([, quote]) => quote);
}

function quotesView(main) {
  const wide = matchMedia("(min-width: 48rem)").matches;
  const again = () => (ask({ page: "" }), table());
  const names = [...new Set(ranked(group(counted(), (quote) => quote.person)).filter((one) => one.value >= 0).slice(0, 500).map((one) => run.people.name[one.value]))];
  const typing = (name) => {
    let waiting = 0;
    return (event) => {
      clearTimeout(waiting);
      ask({ [name]: event.target.value });
      waiting = setTimeout(again, 120);
    };
  };
  const slider = el("input", {
    type: "range",
    id: "from",
    min: "0",
    max: "100",
    step: "1",
    value: String(askedNumber("from")),
    oninput: (event) => {
      ask({ from: event.target.value === "0" ? "" : event.target.value });
      document.getElementById("from-shown").textContent = decimal(event.target.value / 100);
      again();
    },
  });
  main.append(
    el("h1", { tabindex: "-1" }, say("quotes")),
    el(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      el(
        "label",
        { class: "field search" },
        el("span", {}, say("search")),
        el("input", { type: "search", id: "q", value: asked("q"), placeholder: say("search_hint"), autocomplete: "off", oninput: typing("q") }),
      ),
      el(
        "details",
        { class: "more-filters", open: wide },
        el("summary", {}, say("filters")),
        el(
          "div",
          { class: "fields" },
          field("speaker", el("input", { type: "search", id: "speaker", list: "names", value: asked("speaker"), autocomplete: "off", oninput: typing("speaker") })),
          el("datalist", { id: "names" }, names.map((name) => el("option", { value: name }))),
          field("role", el("input", { type: "search", id: "role", value: asked("role"), autocomplete: "off", oninput: typing("role") })),
          selectOutlet(again),
          select("class", "class", run.classes.map((name) => [name, say(`class_${name}`)]), again),
          selectType(again),
          el("label", { class: "field" }, el("span", {}, say("confidence_from"), " ", el("output", { id: "from-shown" }, decimal(askedNumber("from") / 100))), slider),
        ),
      ),
    ),
    el("div", { id: "results" }),
  );
  table();
}

// Filters that have no control of their own: a person, an institution, a time, an article.
function chips() {
  const names = {
    person: (value) => run.people.name[Number(value)],
    institution: (value) => run.institutions[Number(value)],
    when: (value) => date(value, true),
    article: (value) => title(run.article(value)),
  };
  return Object.entries(names)
    .filter(([name]) => asked(name))
    .map(([name, of]) => {
      const words = `${say(name === "when" ? "date" : name)}: ${of(asked(name)) || asked(name)}`;
      return el(
        "button",
        { type: "button", class: "chip", "aria-label": say("remove_filter", { name: words }), onclick: () => (ask({ [name]: "", page: "" }), table(), focusHeading()) },
        words,
        el("span", { "aria-hidden": "true" }, " ×"),
      );
    });
}

const FILTERS = ["q", "speaker", "role", "outlet", "class", "type", "from", "person", "institution", "when", "article"];

function table() {
  const quotes = ordered(matching());
  const last = Math.max(0, Math.ceil(quotes.length / ROWS) - 1);
  const page = askedPage(last);
  const shown = quotes.slice(page * ROWS, (page + 1) * ROWS);
  const among = new Set(quotes.map((quote) => quote.article)).size;
  const summary = say(among === 1 ? "found_one" : "found", {
    n: number(quotes.length),
    all: number(counted().length),
    articles: number(among),
  });
  const clear = () => {
    ask(Object.fromEntries([...FILTERS, "page"].map((name) => [name, ""])));
    show();
  };
  announce(summary);
  document.getElementById("results").replaceChildren(
    el(
      "div",
      { class: "results-head" },
      el("p", { class: "summary" }, summary),
      chips(),
      FILTERS.some(asked) ? el("button", { type: "button", id: "clear", onclick: clear }, say("clear")) : null,
      quotes.length ? el("button", { type: "button", id: "download", onclick: () => download(quotes) }, say("download")) : null,
    ),
    quotes.length ? quoteTable(shown) : el("p", { class: "nothing" }, say("nothing")),
    last ? pager(page, last, quotes.length) : "",
  );
}

function quoteTable(shown) {
  const words = searched(asked("q"));
  const sort = asked("sort");
  const heading = (name) =>
    el(
      "th",
      { scope: "col", class: `column-${name}`, "aria-sort": sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none" },
      el(
        "button",
        {
          type: "button",
          id: `sort-${name}`,
          onclick: () => {
            const first = ["confidence", "date", "quote"].includes(name) ? `-${name}` : name;
            ask({ sort: sort === first ? (first[0] === "-" ? name : `-${name}`) : first, page: "" });
            table();
            document.getElementById(`sort-${name}`).focus();
          },
        },
        say(name),
      ),
    );
  return el(
    "table",
    { class: "quote-table cards" },
    el("caption", { class: "hidden" }, say("table_caption")),
    el("thead", {}, el("tr", {}, Object.keys(ORDERS).map(heading))),
    el(
      "tbody",
      {},
      shown.map((quote) => {
        const href = to("article", { id: run.articles.id[quote.article], quote: String(run.of[quote.article].indexOf(quote) + 1) });
        const link = el("a", { href, id: `row-${quote.index}`, "data-row": true, class: "said", title: title(quote.article) }, marked(quote.text, words));
        const click = (event) => {
          if (!event.target.closest("a, button") && !String(getSelection())) link.click();
        };
        return el(
          "tr",
          { onclick: click, class: run.articles.copy[quote.article] >= 0 ? "copy" : null },
          el(
            "th",
            { scope: "row", class: "column-speaker" },
            quote.name ? marked(quote.name, words) : el("em", { class: "quiet" }, say("no_speaker")),
            quote.role ? el("small", {}, marked(quote.role, words)) : null,
          ),
          el("td", { class: "column-quote" }, link),
          el("td", { class: "column-type" }, el("span", { class: `swatch ${run.types[quote.type]}`, "aria-hidden": "true" }), say(run.types[quote.type])),
          el("td", { class: "column-outlet" }, outletName(quote.outlet), badge(quote.article)),
          el("td", { class: quote.day ? "column-date" : "column-date undated" }, quote.day ? date(quote.day) : "–"),
          el("td", { class: "column-confidence number" }, decimal(quote.confidence / 1000), el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "meter", css: { width: `${quote.confidence / 10}%` } }))),
        );
      }),
    ),
  );
}

function badge(article) {
  const copy = run.articles.copy[article];
  return copy < 0 ? null : el("span", { class: "badge" }, say(run.copies[copy]));
}

function pager(page, last, all, redraw = table, size = ROWS) {
  const step = (name, key, target, possible) =>
    el(
      "button",
      {
        type: "button",
        id: name,
        disabled: !possible,
        onclick: () => {
          ask({ page: target ? String(target + 1) : "" });
          redraw();
          document.querySelector(".results-head").scrollIntoView({ block: "start" });
          const same = document.getElementById(name);
          (same && !same.disabled ? same : document.querySelector("[data-row]")).focus({ preventScroll: true });
        },
      },
      say(key),
    );
  return el(
    "nav",
    { class: "pager", "aria-label": say("pages") },
    step("previous", "previous_page", page - 1, page > 0),
    el("span", {}, say("page_of", { from: number(page * size + 1), to: number(Math.min(all, (page + 1) * size)), all: number(all) })),
    step("next", "next_page", page + 1, page < last),
  );
}

// What is shown, as a file; a cell that a spreadsheet would run gets an apostrophe.
function download(quotes) {
  const cell = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const lines = [["article_id", "outlet", "date", "title", "speaker", "role", "quote_type", "confidence", "quote"]];
  for (const quote of quotes) {
    const { id, outlets, title: titles } = run.articles;
    lines.push([id[quote.article], outlets[quote.outlet], quote.day, titles[quote.article], quote.name, quote.role, run.types[quote.type], (quote.confidence / 1000).toFixed(3), quote.text]);
  }
  const file = new Blob(["\ufeff", ...lines.map((line) => `${line.map(cell).join(",")}\n`)], { type: "text/csv" });
  const address = URL.createObjectURL(file);
  el("a", { href: address, download: `${run.run}-quotes.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
