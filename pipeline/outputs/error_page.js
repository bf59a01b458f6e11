"use strict";
// Shows the articles and quotes that the filter asks for; without it the page shows them all.
const filter = document.getElementById("filter");
const articles = [...document.querySelectorAll("article")].map((article) => ({
  article,
  entry: document.querySelector(`li[data-article="${article.dataset.article}"]`),
  words: article.textContent.toLowerCase(),
  quotes: [...article.querySelectorAll("tbody")],
}));

function show() {
  const asked = new FormData(filter);
  const faults = asked.getAll("fault");
  const outlet = asked.get("outlet");
  const words = asked.get("words").trim().toLowerCase();
  let shown = 0;
  let counted = 0;
  for (const one of articles) {
    let here = 0;
    for (const quote of one.quotes) {
      const wrong = quote.dataset.faults.split(" ");
      quote.hidden = faults.length > 0 && !faults.some((fault) => wrong.includes(fault));
      here += quote.hidden ? 0 : 1;
    }
    const wanted =
      (faults.length === 0 || here > 0) &&
      (outlet === "all" || outlet === one.article.dataset.outlet) &&
      one.words.includes(words);
    one.article.hidden = one.entry.hidden = !wanted;
    shown += wanted ? 1 : 0;
    counted += wanted ? here : 0;
  }
  filter.querySelector("output").value = `${shown} of ${articles.length} articles, ${counted} quotes`;
}

filter.addEventListener("input", show);
filter.addEventListener("submit", (event) => event.preventDefault());
filter.addEventListener("reset", () => setTimeout(show));
filter.hidden = false;
show();
