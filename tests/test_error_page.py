"""The page of errors: what it shows, that it is whole in itself, and that articles stay text."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from test_evaluate import GOLD, TEXT, as_row, write_gold, write_rows

from pipeline.errors import OutputError
from pipeline.evaluation.evaluate import evaluate
from pipeline.outputs.error_page import write_error_page

EVIL = '</td></div><script>alert(1)</script><img src=x onerror=alert(1)>"\' onclick="x {{ 7*7 }}'
# Elements that have no end.
VOID = {"meta", "input", "br", "img", "link"}


class Page(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and the text in them."""

    def __init__(self, content):
        super().__init__()
        self.elements = []
        self.texts = {}
        self.open = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, place in self.open:
            self.texts[place] = self.texts.get(place, "") + data

    def all(self, tag, **wanted):
        """Return the attributes and the text of the elements that have these attributes."""
        return [
            (attributes, self.texts.get(place, ""))
            for place, (name, attributes) in enumerate(self.elements)
            if name == tag
            and all(value in (attributes.get(key) or "").split() for key, value in wanted.items())
        ]


@pytest.fixture
def page(tmp_path):
    """Write the page of rows against articles, and read it as a browser does."""

    def of(rows, articles=GOLD, more=()):
        gold = write_gold(tmp_path / "gold.jsonl", articles)
        found = write_rows(tmp_path / "quotes.csv", rows, more)
        out = tmp_path / "errors.html"
        write_error_page(evaluate(gold, found), out, gold=gold, predicted=found)
        assert not [path for path in tmp_path.iterdir() if path.suffix == ".new"]
        return Page(out.read_text(encoding="utf-8"))

    return of


@pytest.fixture
def right():
    return [as_row(article, quote) for article in GOLD for quote in article["quotes"]]


def faults(page):
    return [body["data-faults"] for body, _ in page.all("tbody") if "data-faults" in body]


def test_each_article_shows_its_text_whole_with_both_readings_marked(page, right):
    right[1] |= {"quote": "beras akan turun", "quote_start": right[1]["quote_start"] + 6}
    shown = page([*right[:2], as_row(GOLD[0], right_quote("hadir"))])
    ((_, text),) = shown.all("div", **{"class": "text"})
    assert re.sub("[1-5]✗?", "", text) == TEXT
    gold = [words for _, words in shown.all("span", **{"class": "gold"})][2:]
    found = [words for _, words in shown.all("span", **{"class": "found"})][2:]
    assert gold == ["Panen tahun ini baik", "harga ", "beras akan turun", "Jangan panik", "senang"]
    assert found == ["hadir", "Panen tahun ini baik", "beras akan turun"]
    assert faults(shown) == ["spurious", "", "boundary", "missed", "missed"]


def right_quote(words):
    start = TEXT.index(words)
    return {"type": "direct", "quote": words, "start": start, "end": start + len(words),
            "speaker": "Warga"}  # fmt: skip


def test_what_is_wrong_stands_beside_what_was_annotated(page, right):
    right[2] |= {"speaker": "Budi Gunawan", "rule": "cue_after", "resolution": "short_name",
                 "confidence": "0.625"}  # fmt: skip
    shown = page(right, more=["rule", "resolution", "confidence"])
    (body,) = [text for at, text in shown.all("tbody") if at.get("data-faults") == "speaker"]
    assert "speakerBudi SantosoBudi Gunawan" in body
    assert "✗ speaker" in body
    assert "cue_after, short_name, confidence 0.62" in body
    assert "Kepala Dinas Pangan" not in body
    assert faults(shown) == ["", "", "speaker", ""]


def test_articles_with_most_errors_come_first(page, right):
    other = GOLD[0] | {"id": "b", "outlet": "warta"}
    shown = page(right, [*GOLD, other])
    assert [text.split()[0] for _, text in shown.all("h2")] == ["b", "a"]
    counted = [text for _, text in shown.all("p", **{"class": "count"})]
    assert counted == ["4 of 4 quotes wrong", "Nothing wrong."]
    assert [one["data-outlet"] for one, _ in shown.all("article")] == ["is warta", "is harian"]


def test_the_filter_offers_every_fault_with_its_count_and_every_outlet(page, right):
    shown = page(right[1:])
    offered = {box["value"] for box, _ in shown.all("input", type="checkbox")}
    assert offered == {"missed", "spurious", "boundary", "type", "speaker", "role", "mention",
                       "cue"}  # fmt: skip
    assert "missed 1" in {" ".join(text.split()) for _, text in shown.all("label")}
    assert [one["value"] for one, _ in shown.all("option")] == ["all", "is harian"]


def test_the_figures_stand_on_top(page, right):
    shown = page(right)
    captions = [text for _, text in shown.all("caption")]
    assert captions == [
        "Quotes", "Speaker right, by kind", "Speaker right, by what names it", "Other",
        "Speakers, B³", "Outlets",
    ]  # fmt: skip
    resolved = page([right[0] | {"resolution": "nya"}], more=["resolution"])
    (resolution,) = [text for _, text in resolved.all("table") if "by resolution" in text]
    assert "nya" in resolution


def test_links_lead_to_places_of_the_page_and_nothing_is_fetched(page, right):
    shown = page([*right[1:], right[0] | {"quote": "tidak ada", "quote_start": ""}])
    names = {attributes["id"] for _, attributes in shown.elements if "id" in attributes}
    targets = [a["href"] for a, _ in shown.all("a")]
    assert len(targets) > 8
    assert all(target[0] == "#" and target[1:] in names for target in targets)
    assert not any("src" in attributes for _, attributes in shown.elements)
    assert not any(tag in {"link", "img", "iframe", "object"} for tag, _ in shown.elements)
    assert "(not in the text)" in "".join(text for _, text in shown.all("tbody"))


def test_a_hostile_article_stays_text(page):
    start = TEXT.index("hadir")
    article = GOLD[0] | {
        "id": EVIL,
        "outlet": EVIL,
        "text": TEXT + EVIL,
        "quotes": [
            quote | {"speaker": EVIL, "role": EVIL, "mention": EVIL, "cue": EVIL}
            for quote in GOLD[0]["quotes"]
        ],
    }
    row = as_row(article, article["quotes"][0], speaker=EVIL + "x", cue="x" + EVIL, role="<b>")
    more = dict.fromkeys(("mention", "resolution", "rule"), EVIL)
    stray = {"quote": EVIL, "quote_start": start, "quote_end": start + 9}
    shown = page([row | more, row | more | stray], [article], more=more)

    assert [tag for tag, _ in shown.elements if tag in {"script", "img", "b"}] == ["script"]
    assert not [name for _, at in shown.elements for name in at if name.startswith("on")]
    ((_, text),) = shown.all("div", **{"class": "text"})
    assert EVIL in text
    ((heading, said),) = shown.all("h2")
    assert heading == {}
    assert said == f"{EVIL} {EVIL}"
    assert shown.all("article")[0][0]["data-outlet"] == f"is {EVIL}"


def test_only_the_script_of_the_page_may_run(page, right):
    shown = page(right)
    ((_, script),) = shown.all("script")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [at["content"] for at, _ in shown.all("meta") if "http-equiv" in at]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_half_a_surrogate_pair_does_not_stop_it(tmp_path):
    gold, out = tmp_path / "gold.jsonl", tmp_path / "errors.html"
    gold.write_text('{"id": "a", "text": "Hujan \\ud83d.", "quotes": []}\n', encoding="ascii")
    write_error_page(evaluate(gold, gold), out, gold=gold, predicted=gold)
    assert "Hujan ?." in out.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path, right):
    gold = write_gold(tmp_path / "gold.jsonl", GOLD)
    evaluation = evaluate(gold, gold)
    with pytest.raises(OutputError, match="absent") as raised:
        write_error_page(evaluation, tmp_path / "absent" / "e.html", gold=gold, predicted=gold)
    assert raised.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]
