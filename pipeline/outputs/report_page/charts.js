// Charts of plain elements: every bar is a link to the quotes it counts.
function typeParts(types) {
  const values = {};
  run.types.forEach((type, index) => (values[type] = number(types[index])));
  return say("bar_parts", values);
}

function stack(types, widest) {
  const all = types.reduce((sum, one) => sum + one, 0);
  return el(
    "span",
    { class: "stack", css: { width: `${widest ? (100 * all) / widest : 0}%` }, "aria-hidden": "true" },
    run.types.map((type, index) =>
      types[index] ? el("span", { class: `part ${type}`, css: { flexGrow: String(types[index]) } }) : null,
    ),
  );
}

// Rows of { name, href, types, note }: a bar each, parted by type.
function bars(rows) {
  const totals = rows.map((row) => row.types.reduce((sum, one) => sum + one, 0));
  const widest = Math.max(1, ...totals);
  return el(
    "ol",
    { class: "bars" },
    rows.map((row, place) =>
      el(
        "li",
        { class: row.faint ? "faint" : null },
        el(
          "a",
          { href: row.href, id: `bar-${row.id}`, title: typeParts(row.types) },
          el("span", { class: "bar-name" }, row.name, row.note ? el("small", {}, row.note) : null),
          el("span", { class: "bar-number" }, number(totals[place])),
          el("span", { class: "track" }, stack(row.types, widest)),
        ),
      ),
    ),
  );
}

// Columns of { name, short, href, types, from }: upright, for time and confidence. Where there is a
// `from`, a link leads to all from there on, and says so.
function columns(rows, description) {
  const totals = rows.map((row) => row.types.reduce((sum, one) => sum + one, 0));
  const highest = Math.max(1, ...totals);
  // As many words under the columns as there is room for.
  const step = Math.ceil(rows.length / (innerWidth < 600 && rows[0].short.length > 3 ? 5 : 12));
  return el(
    "div",
    { class: "columns-box", role: "group", "aria-label": description },
    el("p", { class: "highest", "aria-hidden": "true" }, number(highest)),
    el(
      "ol",
      { class: "columns" },
      rows.map((row, place) =>
        el(
          "li",
          {},
          el(
            totals[place] ? "a" : "span",
            {
              href: totals[place] ? row.href : null,
              id: totals[place] ? `column-${row.id}` : null,
              title: `${row.name}: ${number(totals[place])}`,
              "aria-label": say(row.from ? "opens_from" : "opens_quotes", { name: row.name, n: number(totals[place]), from: row.from }),
            },
            el(
              "span",
              { class: "upright", css: { height: `${(100 * totals[place]) / highest}%` } },
              run.types.map((type, index) =>
                row.types[index] ? el("span", { class: `part ${type}`, css: { flexGrow: String(row.types[index]) } }) : null,
              ),
            ),
          ),
          el("span", { class: "tick", "aria-hidden": "true" }, place % step === 0 ? row.short : ""),
        ),
      ),
    ),
  );
}

function legend() {
  return el(
    "p",
    { class: "legend" },
    run.types.map((type) => el("span", {}, el("span", { class: `swatch ${type}`, "aria-hidden": "true" }), say(type))),
  );
}

function panel(name, hint, ...content) {
  const id = `panel-${name}`;
  return el(
    "section",
    { class: `panel ${name}`, "aria-labelledby": id },
    el("h2", { id }, say(name)),
    hint ? el("p", { class: "hint" }, hint) : null,
    content,
  );
}
