// Who speaks how much: shares of quotes and of words, by person, role class, institution or outlet.
const STEP = 25;
const GROUPS = {
  person: { key: (quote) => quote.person, name: (value) => run.people.name[value], none: "no_speaker" },
  class: {
    key: (quote) => quote.class,
    name: (value) => say(`class_${run.classes[value]}`),
    none: "no_speaker",
    asked: (value) => run.classes[value],
    faint: (value) => ["other", "no_role"].includes(run.classes[value]),
  },
  institution: {
    key: (quote) => quote.institution,
    name: (value) => run.institutions[value],
    none: "no_institution",
  },
  outlet: { key: (quote) => quote.outlet, name: outletName, none: "unnamed_outlet" },
};

const grouped = () => (Object.hasOwn(GROUPS, asked("by")) ? asked("by") : "person");

function who(main) {
  const by = grouped();
  main.append(
    el("h1", { tabindex: "-1" }, say("who")),
    el("p", { class: "lede", id: "who-lede" }),
    el(
      "form",
      { class: "filters", onsubmit: (event) => event.preventDefault() },
      el(
        "fieldset",
        { class: "choice" },
        el("legend", {}, say("group_by")),
        Object.keys(GROUPS).map((name) =>
          el(
            "label",
            {},
            el("input", {
              type: "radio",
              name: "by",
              value: name,
              checked: name === by,
              onchange: () => {
                ask({ by: name, find: "" });
                document.getElementById("find").value = "";
                shares();
              },
            }),
            el("span", {}, say(name)),
          ),
        ),
      ),
      field("find_name", el("input", { type: "search", id: "find", value: asked("find"), oninput: asking("find", shares) })),
      selectOutlet(shares),
      selectType(shares),
    ),
    el("div", { id: "shares" }),
    el("p", { class: "hint" }, say("adds_up")),
  );
  shares();
}

function field(key, control) {
  return el("label", { class: "field" }, el("span", {}, say(key)), control);
}

const asking = (name, then) => (event) => {
  ask({ [name]: event.target.value });
  then();
};

function select(key, name, options, then) {
  return field(
    key,
    el(
      "select",
      { id: `select-${name}`, onchange: asking(name, then) },
      el("option", { value: "" }, say("any")),
      options.map(([value, words]) => el("option", { value, selected: asked(name) === value }, words)),
    ),
  );
}

function selectOutlet(then) {
  const names = run.articles.outlets.map((_, index) => [String(index), outletName(index)]);
  return select("outlet", "outlet", names.sort((a, b) => a[1].localeCompare(b[1])), then);
}

const selectType = (then) => select("type", "type", run.types.map((type) => [type, say(type)]), then);

function shares(shown = STEP) {
  const by = grouped();
  const grouping = GROUPS[by];
  const quotes = counted().filter(
    (quote) =>
      (!asked("outlet") || quote.outlet === Number(asked("outlet"))) &&
      (!asked("type") || run.types[quote.type] === asked("type")),
  );
  const words = quotes.reduce((sum, quote) => sum + quote.words, 0);
  const order = asked("order") === "words" ? "words" : "quotes";
  const groups = ranked(group(quotes, grouping.key)).sort((a, b) => b[order] - a[order]);
  const faint = (value) => value < 0 || (grouping.faint && grouping.faint(value));
  const rows = [...groups.filter((one) => !faint(one.value)), ...groups.filter((one) => faint(one.value))];
  const wanted = asked("find").trim().toLowerCase();
  const found = rows.filter((one) => !wanted || nameIn(grouping, one.value).toLowerCase().includes(wanted));
  // Those who are not named may be most of all; the bars compare those who are.
  const named = groups.filter((one) => !faint(one.value));
  const widest = Math.max(1e-9, ...named.map((one) => Math.max(one.quotes / (quotes.length || 1), one.words / (words || 1))));
  document.getElementById("who-lede").textContent = say("who_lede", { quotes: number(quotes.length), words: number(words) });
  const sorting = (key, name) =>
    el(
      "th",
      { scope: "col", "aria-sort": order === name ? "descending" : "none", class: "measure" },
      el("button", { type: "button", id: `order-${name}`, onclick: () => (ask({ order: name }), shares(), document.getElementById(`order-${name}`).focus()) }, say(key)),
    );
  const meter = (part, all, kind, bar) =>
    el(
      "td",
      { class: "measure", "data-name": say(kind === "words" ? "share_of_words" : "share_of_quotes") },
      el("span", { class: "share" }, percent(part, all)),
      el("small", {}, number(part)),
      bar ? el("span", { class: "track" }, el("span", { class: `meter ${kind}`, css: { width: `${(100 * part) / (all || 1) / widest}%` } })) : null,
    );
  const table = el(
    "table",
    { class: "share-table cards" },
    el("caption", { class: "hidden" }, say("who")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say(by)), sorting("share_of_quotes", "quotes"), sorting("share_of_words", "words"), el("th", { scope: "col", class: "number" }, say("in_articles")))),
    el(
      "tbody",
      {},
      found.slice(0, shown).map((one) =>
        el(
          "tr",
          { class: faint(one.value) ? "faint" : null },
          el(
            "th",
            { scope: "row" },
            one.value < 0 && by !== "outlet"
              ? nameIn(grouping, one.value)
              : el("a", { "data-row": true, id: `share-${by}-${one.value}`, href: hrefOf(by, grouping, one.value) }, nameIn(grouping, one.value)),
            by === "person" && one.value >= 0 && run.people.unsure[one.value]
              ? el("span", { class: "unsure", role: "img", "aria-label": say("unsure_person"), title: say("unsure_person") }, " ⚠")
              : null,
            by === "person" && one.value >= 0 ? el("small", {}, roleOf(one.value)) : null,
          ),
          meter(one.quotes, quotes.length, "quotes", !faint(one.value)),
          meter(one.words, words, "words", !faint(one.value)),
          el("td", { class: "number", "data-name": say("in_articles") }, number(one.articles.size)),
        ),
      ),
    ),
  );
  const more = found.length - shown;
  const box = document.getElementById("shares");
  box.replaceChildren(
    table,
    more > 0
      ? el("p", {}, el("button", { type: "button", id: "more", onclick: () => shares(shown + 4 * STEP) }, say("show_more", { n: number(Math.min(more, 4 * STEP)) })))
      : "",
  );
}

const nameIn = (grouping, value) => (value < 0 ? say(grouping.none) : grouping.name(value));

function hrefOf(by, grouping, value) {
  const other = { outlet: asked("outlet"), type: asked("type") };
  return to("quotes", { ...other, [by]: grouping.asked ? grouping.asked(value) : String(value) });
}
