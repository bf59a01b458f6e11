"""TEI: well-formed for any text, every character kept, every reference leads somewhere."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from made import TEXT, extraction
from runs import HOSTILE, article, hostile, quote, run_of

from pipeline.exports.formats import hand_over
from pipeline.exports.marked import MarkedArticle, MarkedQuote, read_marked
from pipeline.exports.tei import ID, NAMESPACE, write_tei
from pipeline.records import QuoteType, Span, SpeakerKind

TEI = f"{{{NAMESPACE}}}"
REFERENCES = ("who", "ref", "corresp", "ana", "next", "prev")


def written(run: Path, folder: Path) -> etree._Element:
    (path,) = hand_over(run, "tei", folder / "quotes.xml").files
    return etree.parse(path).getroot()


def body(article: etree._Element) -> etree._Element:
    return article.find(f"{TEI}text/{TEI}body")


def words(element: etree._Element) -> str:
    return "".join(element.itertext())


def check_references(corpus: etree._Element) -> None:
    ids = [element.get(ID) for element in corpus.iter() if element.get(ID)]
    assert len(ids) == len(set(ids))
    named = [
        reference
        for element in corpus.iter()
        for name in REFERENCES
        for reference in (element.get(name) or "").split()
    ]
    assert {reference.removeprefix("#") for reference in named} <= set(ids)


def test_who_said_what(tmp_path: Path) -> None:
    corpus = written(run_of(tmp_path / "run", extraction()), tmp_path)
    (one,) = corpus.findall(f"{TEI}TEI")
    people = {person.get(ID): words(person[0]) for person in one.iter(f"{TEI}person")}
    assert sorted(people.values()) == ["Budi Santoso", "warga"]
    said = [
        (words(e), e.get("direct"), e.get("ana"), people[e.get("who").removeprefix("#")])
        for e in one.iter(f"{TEI}said")
    ]
    assert said == [
        ("Terminal ini untuk warga", "true", "#direct", "Budi Santoso"),
        ("Kami jaga bersama", "true", "#direct", "Budi Santoso"),
        ("antrean masih panjang", "false", "#indirect", "warga"),
    ]
    assert [words(e) for e in one.iter(f"{TEI}rs")] == ["Budi", "nya", "warga"]
    assert [words(e) for e in one.iter(f"{TEI}seg")] == ["kata", "katanya", "Menurut"]
    assert words(one.find(f".//{TEI}occupation")) == "Kepala Dinas Perhubungan"
    check_references(corpus)


def test_the_sample_is_all_there(sample: tuple[Path, Any], tmp_path: Path) -> None:
    corpus = written(sample[0], tmp_path)
    articles = read_marked(sample[0])
    assert [words(body(one)) for one in corpus.iter(f"{TEI}TEI")] == [one.text for one in articles]
    quotes = [one for article in articles for one in article.quotes]
    assert len({e.get(ID) for e in corpus.iter(f"{TEI}said")}) == len(quotes) > 100
    check_references(corpus)


def test_hostile_text_is_text(tmp_path: Path) -> None:
    corpus = written(run_of(tmp_path / "run", hostile()), tmp_path)
    assert {etree.QName(element).namespace for element in corpus.iter()} == {NAMESPACE}
    assert corpus.find(f".//{TEI}script") is None
    legal = regex.sub("[\x0b\x01\ufffe]", "\N{REPLACEMENT CHARACTER}", HOSTILE)
    assert words(body(corpus.find(f"{TEI}TEI"))) == legal
    assert "<Header value='$text'/>" in words(corpus.find(f"{TEI}TEI/{TEI}teiHeader"))
    check_references(corpus)


def test_speakers_without_a_name_and_institutions(tmp_path: Path) -> None:
    from pipeline.records import Speaker

    text = "“Satu,” kata warga. “Dua,” kata BMKG. “Tiga.”"
    quotes = [
        quote(text, "Satu,", speaker=Speaker("warga", SpeakerKind.UNNAMED)),
        quote(text, "Dua,", speaker=Speaker("BMKG", SpeakerKind.ORG)),
        quote(text, "Tiga.", speaker=None),
    ]
    corpus = written(run_of(tmp_path / "run", article(text, quotes)), tmp_path)
    assert words(corpus.find(f".//{TEI}org/{TEI}orgName")) == "BMKG"
    assert corpus.find(f".//{TEI}person/{TEI}persName").get("type") == "description"
    assert [e.get("who") is None for e in corpus.iter(f"{TEI}said")] == [False, False, True]
    check_references(corpus)


def test_a_quote_that_reaches_behind_its_paragraph_stays_inside(tmp_path: Path) -> None:
    text = "Kami siap.\nKata Andi."
    said = quote(text, "Kami siap.\nKata")
    (path,) = hand_over(run_of(tmp_path, article(text, [said])), "tei", tmp_path / "a.xml").files
    first, second = body(etree.parse(path).getroot().find(f"{TEI}TEI"))
    assert [[child.tag for child in p] for p in (first, second)] == [[f"{TEI}said"]] * 2
    assert [words(first[0]), words(second[0])] == ["Kami siap.", "Kata"]


LETTERS = st.sampled_from("ab \n\r\t<&>]\"'\x00\x0b\ud800\ufffe\N{GRINNING FACE}“”")
TEXTS = st.text(LETTERS, min_size=1, max_size=40)


@st.composite
def articles(draw: st.DrawFn) -> MarkedArticle:
    """An article with quotes, mentions and cues anywhere: nested, crossing, over line breaks."""
    text = draw(TEXTS.filter(lambda text: text.strip("\n")))
    spans = (
        st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
        .map(lambda pair: Span(pair[0], max(pair[0] + 1, pair[1])))
        .filter(lambda span: span.of(text).strip("\n"))
    )
    quotes = tuple(
        MarkedQuote(
            quote_id=f"q{number}",
            type=draw(st.sampled_from(QuoteType)),
            span=draw(spans),
            mention=draw(st.none() | spans),
            cue=draw(st.none() | spans),
            speaker_id=draw(st.sampled_from([None, "s1"])),
            speaker=draw(TEXTS),
            speaker_kind=draw(st.sampled_from(SpeakerKind)),
            role=draw(st.none() | TEXTS),
            honorific=draw(st.none() | TEXTS),
            resolution="explicit",
            confidence=0.5,
        )
        for number in range(draw(st.integers(0, 4)))
    )
    name, title, outlet, url = (draw(TEXTS) for _ in range(4))
    return MarkedArticle(name, text, title, outlet, url, "", quotes)


@given(article=articles())
def test_any_spans_over_any_text(article: MarkedArticle, tmp_path: Path) -> None:
    (path,) = write_tei([article], tmp_path / "any.xml")
    corpus = etree.parse(path).getroot()
    check_references(corpus)
    text = words(body(corpus.find(f"{TEI}TEI")))
    legal = regex.sub("[\x00\x0b\ud800\ufffe]", "\N{REPLACEMENT CHARACTER}", article.text)
    assert text == legal
    pieces: dict[str, list[etree._Element]] = {}
    for element in body(corpus.find(f"{TEI}TEI")).iter(f"{TEI}said"):
        pieces.setdefault(element.get(ID).split(".")[0], []).append(element)
    for one in article.quotes:
        joined = "".join(words(element) for element in pieces.get(one.quote_id, ()))
        assert joined == one.span.of(legal).replace("\n", "")
        for first, second in pairwise(pieces.get(one.quote_id, ())):
            assert first.get("next") == f"#{second.get(ID)}"
            assert second.get("prev") == f"#{first.get(ID)}"


def test_the_text_of_an_article_stays_in_order(tmp_path: Path) -> None:
    corpus = written(run_of(tmp_path / "run", extraction()), tmp_path)
    assert words(body(corpus.find(f"{TEI}TEI"))) == TEXT


@pytest.mark.parametrize("count", [0, 3])
def test_an_article_a_tei(count: int, tmp_path: Path) -> None:
    found = [article("Satu baris.\n\nDua baris.", name=f"a{number}") for number in range(count)]
    corpus = written(run_of(tmp_path / "run", *found), tmp_path)
    assert len(corpus.findall(f"{TEI}TEI")) == count
    assert [words(p) for p in corpus.iter(f"{TEI}p") if "baris" in words(p)] == [
        "Satu baris.",
        "Dua baris.",
    ] * count
