// Elements, words and numbers. What comes from an article becomes text, never markup.
let labels = {};
let language = "en";

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "css") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child || child === 0));
  return element;
}

function say(key, values = {}) {
  return labels[key][language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const locale = () => (language === "id" ? "id-ID" : "en-GB");
const number = (value) => value.toLocaleString(locale());
const decimal = (value) =>
  value.toLocaleString(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = (part, all) =>
  (all ? part / all : 0).toLocaleString(locale(), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

// `day` is 2025-03-08, 2025-03 or 2025; it has no zone left.
function date(day, long = false) {
  const parts = day.split("-").map(Number);
  const shown = { timeZone: "UTC", year: "numeric" };
  if (parts.length > 1) shown.month = long ? "long" : "short";
  if (parts.length > 2) shown.day = "numeric";
  const moment = new Date(Date.UTC(parts[0], (parts[1] || 1) - 1, parts[2] || 1));
  // What stands in the address may be no day.
  return Number.isNaN(moment.getTime()) ? day : new Intl.DateTimeFormat(locale(), shown).format(moment);
}

// The words that were searched for, marked in a text.
function marked(text, words) {
  const wanted = words.filter(Boolean);
  if (!wanted.length) return [text];
  const low = text.toLowerCase();
  // Lower case may be longer than the text it is of: then no place in it can be trusted.
  if (low.length !== text.length) return [text];
  const pieces = [];
  let from = 0;
  while (from < text.length) {
    let at = -1;
    let size = 0;
    for (const word of wanted) {
      const place = low.indexOf(word, from);
      if (place >= 0 && (at < 0 || place < at || (place === at && word.length > size))) {
        at = place;
        size = word.length;
      }
    }
    if (at < 0) break;
    pieces.push(text.slice(from, at), el("mark", {}, text.slice(at, at + size)));
    from = at + size;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function announce(words) {
  document.getElementById("status").textContent = words;
}
