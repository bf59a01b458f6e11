// Where the reader is: all of it stands behind the # of the address, so that it can be kept and sent.
const state = { view: "overview", asked: new URLSearchParams(), copies: true };
const VIEWS = ["overview", "who", "quotes", "articles", "about"];

function readState() {
  const [view, asked = ""] = location.hash.slice(1).split(/\?(.*)/s);
  state.view = VIEWS.includes(view) || view === "article" ? view : "overview";
  state.asked = new URLSearchParams(asked);
  state.copies = state.asked.get("copies") !== "no";
  language = ["en", "id"].includes(state.asked.get("lang")) ? state.asked.get("lang") : run.language;
}

// The address of a view; copies and language go along.
function to(view, asked = {}) {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== "" && value !== undefined) kept.set(name, value);
  if (!state.copies) kept.set("copies", "no");
  if (language !== run.language) kept.set("lang", language);
  const words = kept.toString();
  return `#${view}${words ? `?${words}` : ""}`;
}

// Changes what is asked without a step of the browser's history: each letter typed would be one.
function ask(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === "" || value === null) state.asked.delete(name);
    else state.asked.set(name, value);
  }
  const words = state.asked.toString();
  history.replaceState(history.state, "", `#${state.view}${words ? `?${words}` : ""}`);
}

const asked = (name) => state.asked.get(name) || "";
const askedNumber = (name) => Number(asked(name)) || 0;
// The page that is asked for, from 0, or the nearest that there is.
const askedPage = (last) => Math.min(last, Math.max(1, Math.floor(askedNumber("page"))) - 1);
