// The first page: how much, how, when, where, who, and how sure.
const SHOWN = 10;

function ranked(groups) {
  return groups.sort((a, b) => b.quotes - a.quotes || b.words - a.words || a.value - b.value);
}

function overview(main) {
  const quotes = counted();
  const { articles } = run;
  const people = ranked(group(quotes, (quote) => quote.person)).filter((one) => one.value >= 0);
  // One of identical texts counts, as with the quotes.
  const shown = articles.id.map((_, index) => index).filter((index) => articles.copy[index] !== 0 && (state.copies || articles.copy[index] < 0));
  const outlets = new Set(shown.map((index) => articles.outlet[index]).filter((outlet) => articles.outlets[outlet]));
  const days = shown.map((index) => articles.day[index]).filter(Boolean).sort();
  const words = quotes.reduce((sum, quote) => sum + quote.words, 0);
  main.append(
    el("h1", { tabindex: "-1" }, say("title")),
    el(
      "p",
      { class: "lede" },
      days.length ? `${say("lede_period", { from: date(days[0], true), to: date(days[days.length - 1], true) })}. ` : "",
      half(people, words),
    ),
    el(
      "dl",
      { class: "tiles" },
      [
        ["n_quotes", quotes.length],
        ["n_words", words],
        ["n_speakers", people.length],
        ["n_articles", shown.length],
        ["n_silent", shown.filter((index) => !run.of[index].length).length],
        ["n_outlets", outlets.size],
      ].map(([key, value]) => el("div", {}, el("dt", {}, say(key)), el("dd", {}, number(value)))),
    ),
    el(
      "div",
      { class: "panels" },
      byType(quotes),
      byPerson(people),
      byClass(quotes),
      byInstitution(quotes),
      byOutlet(quotes),
      byTime(quotes, days) || "",
      byConfidence(quotes),
    ),
  );
}

// How few speakers say half of it; nothing where most of it is nobody's.
function half(people, words) {
  let said = 0;
  let n = 0;
  for (const one of people.map((person) => person.words).sort((a, b) => b - a)) {
    if (said * 2 >= words || !words) break;
    said += one;
    n += 1;
  }
  if (!n || said * 2 < words) return "";
  return say(n === 1 ? "half_one" : "half", { n: number(n), all: number(people.length) });
}

function byType(quotes) {
  const types = run.types.map((_, index) => quotes.filter((quote) => quote.type === index).length);
  const all = quotes.length;
  return panel(
    "by_type",
    say("by_type_hint"),
    stack(types, all),
    el(
      "ul",
      { class: "shares" },
      run.types.map((type, index) =>
        el(
          "li",
          {},
          el(
            "a",
            { href: to("quotes", { type }), id: `type-${type}` },
            el("span", { class: `swatch ${type}`, "aria-hidden": "true" }),
            el("strong", {}, percent(types[index], all)),
            ` ${say(type)} `,
            el("small", {}, number(types[index])),
          ),
        ),
      ),
    ),
  );
}

function byTime(quotes, days) {
  const undated = quotes.filter((quote) => !quote.day).length;
  if (!days.length) return null;
  const first = new Date(days[0]);
  const last = new Date(days[days.length - 1]);
  const span = (last - first) / 86400000;
  const size = span <= 45 ? 10 : span <= 366 * 5 ? 7 : 4;
  const rows = [];
  const found = new Map(group(quotes.filter((quote) => quote.day), (quote) => quote.day.slice(0, size)).map((one) => [one.value, one]));
  const end = days[days.length - 1].slice(0, size);
  const moment = new Date(`${days[0].slice(0, size)}${size === 4 ? "-01-01" : size === 7 ? "-01" : ""}`);
  // A day that is no date would never meet the last; no axis is that long.
  for (let place = 0; place < 400; place += 1) {
    const value = moment.toISOString().slice(0, size);
    const one = found.get(value);
    rows.push({
      id: value,
      name: date(value, true),
      short: size === 4 ? value : size === 7 ? date(value).replace(/ (\d\d)(\d\d)$/, " ’$2") : date(value).replace(/ \d{4}$/, ""),
      href: to("quotes", { when: value }),
      types: one ? one.types : run.types.map(() => 0),
    });
    if (value >= end) break;
    if (size === 10) moment.setUTCDate(moment.getUTCDate() + 1);
    else if (size === 7) moment.setUTCMonth(moment.getUTCMonth() + 1);
    else moment.setUTCFullYear(moment.getUTCFullYear() + 1);
  }
  const by = say(size === 10 ? "by_day" : size === 7 ? "by_month" : "by_year");
  return panel("by_time", `${by}. ${undated ? say("undated", { n: number(undated) }) : ""}`, columns(rows, by));
}

function rest(groups, href) {
  const more = groups.length - SHOWN;
  return more > 0 ? el("p", { class: "more" }, el("a", { href }, say("and_more", { n: number(more) }))) : null;
}

function byOutlet(quotes) {
  const groups = ranked(group(quotes, (quote) => quote.outlet));
  const rows = groups.slice(0, SHOWN).map((one) => ({
    id: `outlet-${one.value}`,
    name: outletName(one.value),
    href: to("quotes", { outlet: String(one.value) }),
    types: one.types,
  }));
  return panel("by_outlet", say("by_outlet_hint"), bars(rows), rest(groups, to("who", { by: "outlet" })));
}

function byPerson(people) {
  const rows = people.slice(0, SHOWN).map((one) => ({
    id: `person-${one.value}`,
    name: run.people.name[one.value],
    note: roleOf(one.value),
    href: to("quotes", { person: String(one.value) }),
    types: one.types,
  }));
  return panel(
    "by_person",
    say("by_person_hint"),
    bars(rows),
    el("p", { class: "more" }, el("a", { href: to("who") }, say("all_of_them"))),
  );
}

// The role a person has most often.
function roleOf(person) {
  if (!run.roles) {
    const tallies = run.people.name.map(() => new Map());
    for (const quote of run.quotes) {
      if (quote.role) tallies[quote.person].set(quote.role, (tallies[quote.person].get(quote.role) || 0) + 1);
    }
    run.roles = tallies.map((tally) => [...tally].sort((a, b) => b[1] - a[1]).map(([role]) => role)[0] || "");
  }
  return run.roles[person];
}

function byInstitution(quotes) {
  const groups = ranked(group(quotes, (quote) => quote.institution)).filter((one) => one.value >= 0);
  const rows = groups.slice(0, SHOWN).map((one) => ({
    id: `institution-${one.value}`,
    name: run.institutions[one.value],
    href: to("quotes", { institution: String(one.value) }),
    types: one.types,
  }));
  return panel("by_institution", say("by_institution_hint"), bars(rows), rest(groups, to("who", { by: "institution" })));
}

function byClass(quotes) {
  const { faint } = GROUPS.class;
  const groups = ranked(group(quotes.filter((quote) => quote.class >= 0), (quote) => quote.class)).sort(
    (a, b) => faint(a.value) - faint(b.value),
  );
  const rows = groups.map((one) => ({
    id: `class-${one.value}`,
    name: say(`class_${run.classes[one.value]}`),
    faint: faint(one.value),
    href: to("quotes", { class: run.classes[one.value] }),
    types: one.types,
  }));
  return panel("by_class", say("by_class_hint"), bars(rows));
}

function byConfidence(quotes) {
  const rows = [...Array(10).keys()].map((tenth) => ({
    id: `tenth-${tenth}`,
    name: `${decimal(tenth / 10)}–${decimal((tenth + 1) / 10)}`,
    short: decimal(tenth / 10).slice(0, 3),
    href: to("quotes", { from: String(tenth * 10) }),
    from: decimal(tenth / 10),
    types: run.types.map(() => 0),
  }));
  for (const quote of quotes) rows[Math.min(9, Math.floor(quote.confidence / 100))].types[quote.type] += 1;
  return panel("by_confidence", say("by_confidence_hint"), columns(rows, say("by_confidence")));
}
