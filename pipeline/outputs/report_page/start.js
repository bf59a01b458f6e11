// Draws what the address asks for, keeps the way back, and listens to the keys.
const DRAW = { overview, who, quotes: quotesView, articles: articlesView, article: articleView, about };
let letters = true;
let drawing = 0;
// What a key wants focused in the view it opens.
let wish = "";

function about(main) {
  const words = (key) => el("p", {}, say(key, { alike: run.alike }));
  main.append(
    el("h1", { tabindex: "-1" }, say("about")),
    el(
      "div",
      { class: "prose" },
      el("h2", {}, say("about_what")),
      words("about_what_text"),
      el("h2", {}, say("about_private")),
      words("about_private_text"),
      el("h2", {}, say("about_terms")),
      el(
        "dl",
        { class: "terms" },
        ["direct", "mixed", "indirect", "mention", "cue", "role"].map((term) =>
          el("div", {}, el("dt", {}, say(term)), el("dd", {}, say(`about_${term}`))),
        ),
      ),
      el("h2", {}, say("about_counting")),
      ["about_people", "about_classes", "about_copies"].map(words),
    ),
  );
}

function frame() {
  document.documentElement.lang = language;
  document.title = `${say("title")} – ${run.run}`;
  document.querySelector(".skip").textContent = say("skip");
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", say("sections"));
  const here = state.view === "article" ? "articles" : state.view;
  nav.replaceChildren(
    ...VIEWS.map((view) => el("a", { href: to(view), id: `nav-${view}`, "aria-current": view === here ? "page" : null }, say(view))),
  );
  document.getElementById("tools").replaceChildren(
    ...(run.near
      ? [
          el(
            "label",
            { class: "check", title: say("count_copies_hint", { n: number(run.near) }) },
            el("input", { type: "checkbox", id: "copies", checked: state.copies, onchange: (event) => (ask({ copies: event.target.checked ? "" : "no", page: "" }), show({ keep: "copies" })) }),
            el("span", {}, say("count_copies")),
          ),
        ]
      : []),
    el(
      "span",
      { class: "languages", role: "group", "aria-label": say("language") },
      ["en", "id"].map((one) =>
        el(
          "button",
          {
            type: "button",
            id: `lang-${one}`,
            lang: one,
            "aria-pressed": String(one === language),
            "aria-label": one === "en" ? "English" : "Bahasa Indonesia",
            onclick: () => (ask({ lang: one === run.language ? "" : one }), show({ keep: `lang-${one}` })),
          },
          one.toUpperCase(),
        ),
      ),
    ),
    el("button", { type: "button", id: "keys-open", "aria-haspopup": "dialog", onclick: keys }, say("keys"), " ", el("kbd", { "aria-hidden": "true" }, "?")),
  );
  document.getElementById("footer").replaceChildren(
    el("p", {}, say("private_hint"), " ", el("a", { href: to("about"), id: "private" }, say("private_link")), "."),
    el("p", {}, say("written_by", { version: run.version, run: run.run })),
  );
}

function focusHeading() {
  const heading = document.querySelector("main h1");
  if (heading) heading.focus({ preventScroll: true });
}

// `keep` stays focused where the page is only drawn anew.
async function show({ keep = "", first = false } = {}) {
  const turn = ++drawing;
  readState();
  frame();
  const main = document.createElement("div");
  const place = scrollY;
  await DRAW[state.view](attached(main));
  if (turn !== drawing) return;
  const back = history.state;
  if (keep) {
    const same = document.getElementById(keep);
    if (same) same.focus({ preventScroll: true });
    scrollTo(0, place);
  } else if (back && back.focus && document.getElementById(back.focus)) {
    scrollTo(0, back.y);
    document.getElementById(back.focus).focus({ preventScroll: true });
    document.getElementById(back.focus).scrollIntoView({ block: "nearest" });
  } else {
    scrollTo(0, 0);
    const wished = wish && document.getElementById(wish);
    if (wished) wished.focus();
    else if (!first) focusHeading();
    wish = "";
    if (state.view === "article" && asked("quote")) point(Number(asked("quote")), `text-${asked("quote")}`, false);
  }
}

// The views look for their own parts by id, so they are drawn where they will stand.
function attached(main) {
  document.getElementById("main").replaceChildren(main);
  return main;
}

function keys() {
  const dialog = document.getElementById("keys");
  const list = [
    ["/", "key_search"],
    ["1 – 5", "key_sections"],
    ["j  k", "key_next"],
    ["Enter", "key_open"],
    ["[  ]", "key_articles"],
    ["b  Esc", "key_back"],
    ["?", "key_help"],
  ];
  dialog.replaceChildren(
    el("h2", { id: "keys-title" }, say("keys_title")),
    el("dl", {}, list.map(([key, meaning]) => el("div", {}, el("dt", {}, key.split("  ").map((one) => el("kbd", {}, one))), el("dd", {}, say(meaning))))),
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: letters, onchange: (event) => (letters = event.target.checked) }), el("span", {}, say("keys_on"))),
    el("form", { method: "dialog" }, el("button", {}, say("close"))),
  );
  dialog.showModal();
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  row.focus();
  row.scrollIntoView({ block: "nearest" });
  if (row.classList.contains("numeral")) point(Number(row.textContent), row.id);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const writing = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])");
  if (writing || !letters) return;
  const go = (id) => document.getElementById(id) && document.getElementById(id).click();
  const act = {
    "/": () => {
      if (state.view === "quotes") document.getElementById("q").focus();
      else {
        wish = "q";
        go("nav-quotes");
      }
    },
    j: () => step(1),
    k: () => step(-1),
    b: () => history.back(),
    Escape: () => state.view === "article" && go("back"),
    "[": () => go("before"),
    "]": () => go("after"),
    "?": keys,
  }[event.key];
  const view = VIEWS[Number(event.key) - 1];
  if (!act && !view) return;
  event.preventDefault();
  if (act) act();
  else go(`nav-${view}`);
}

// Before a step forward: what had the focus and where the page stood, for the way back.
function leave(id = "") {
  history.replaceState({ ...history.state, focus: id, y: scrollY }, "");
}

function click(event) {
  const link = event.target.closest('a[href^="#"]:not(.numeral)');
  if (!link) return;
  if (link.matches(".skip")) {
    event.preventDefault();
    document.getElementById("main").focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  leave(link.id);
  stepped = true;
}

// Whether the last change of the address was a link of this page; then Back stays in it.
let stepped = false;

async function start() {
  try {
    await load();
  } catch (error) {
    const main = document.getElementById("main");
    main.textContent = main.dataset.failed.replace("{reason}", error.message);
    return;
  }
  history.scrollRestoration = "manual";
  document.addEventListener("click", click, true);
  document.addEventListener("keydown", press);
  window.addEventListener("hashchange", () => {
    if (stepped && !history.state) history.replaceState({ inside: true }, "");
    stepped = false;
    show();
  });
  await show({ first: true });
  document.documentElement.dataset.ready = "yes";
}

start();
