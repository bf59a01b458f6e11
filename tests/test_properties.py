"""What holds for any text: no crash, right spans, and neighbours that do not matter."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction, Quote, Reject, Resolution, SpeakerKind, Stage

NAMES = ("Rendra Kusuma", "Sulastri", "Ma'ruf Nuraini", "Kapolres AKBP Yoga Pratama", "BMN", "RM")
MARKS = ('"', "“", "”", "'", "‘", "’", "«", "»", "„", "``", "''", "?", '""', "´")
CUES = (
    "kata",
    "ujarnya",
    "katanya",
    "kata dia",
    "mengatakan bahwa",
    "menurut",
    "Menurutnya,",
    "dikatakan",
    "meminta agar",
    "jelas",
    "demikian",
)
CLAUSES = (
    "Kami sudah menurunkan tiga alat berat",
    "harga cabai naik dua kali lipat",
    "warga mengungsi ke balai desa",
    "Ia menambahkan",
    "Kepala Dinas Perhubungan Tanjungsari",
    "Baca juga: Jalan Ditutup",
    "(45), warga Desa Karangpucung",
    "Selasa (4/3/2025)",
)
SPACES = (" ", "", "  ", "\n", "\n\n", "\t", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\r\n")
ODD = (
    ",",
    ".",
    ",.",
    "...",
    "–",
    "(",
    ")",
    "\x00",
    "\N{OBJECT REPLACEMENT CHARACTER}",
    "🌧️",
    "👩‍🚒",
    "مرحبا",
    "שלום",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{COMBINING ACUTE ACCENT}",
    "&quot;",
    "â€œ",
    "漢字",
    "A" * 300,
)

PIECES = st.one_of(*(st.sampled_from(pool) for pool in (NAMES, MARKS, CUES, CLAUSES, SPACES, ODD)))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Text put together from what news is made of, mostly in a wrong order."""
    pieces = draw(st.lists(PIECES, max_size=40))
    joint = draw(st.sampled_from((" ", "", "\n")))
    return joint.join(pieces)


@st.composite
def quoted(draw: st.DrawFn) -> str:
    """A few sentences that look like speech, so that quotes are found and not only survived."""
    sentences = []
    for _ in range(draw(st.integers(1, 5))):
        clause, cue = draw(st.sampled_from(CLAUSES)), draw(st.sampled_from(CUES))
        name, mark = draw(st.sampled_from(NAMES)), draw(st.sampled_from(MARKS))
        space = draw(st.sampled_from(SPACES))
        sentences.append(f"{mark}{clause},{mark}{space}{cue} {name}.{space}")
    return "".join(sentences)


ANY_TEXT = st.one_of(texts(), quoted(), st.text(max_size=200))


def one(extractor: QuoteExtractor, text: str) -> Extraction | Reject:
    """Extract one text."""
    return extractor.extract([Article(article_id="a", text=text)])[0]


def comparable(result: Extraction | Reject) -> tuple[Quote, ...] | Reject:
    """What must not depend on the batch: the quotes, or why there are none."""
    return replace(result, article_id="") if isinstance(result, Reject) else result.quotes


def check(result: Extraction | Reject) -> None:
    """Check all that the records promise about one result."""
    if isinstance(result, Reject):
        assert result.stage is Stage.CLEAN, f"{result.reason}: {result.detail}"
        return
    text = result.clean.text
    for quote in result.quotes:
        assert quote.span.of(text) == quote.quote != ""
        for words, span in ((quote.mention, quote.mention_span), (quote.cue, quote.cue_span)):
            assert (words is None) == (span is None)
            assert span is None or (span.of(text) == words and words)
        assert 0.0 <= quote.confidence <= 1.0
        assert quote.confidence == round(quote.confidence, 3)
        assert len(quote.context) <= 400
        assert quote.rule
        if quote.speaker is None:
            assert quote.resolution is Resolution.UNRESOLVED
        else:
            assert quote.speaker.name
            assert quote.speaker.role != ""
            assert quote.speaker.kind is SpeakerKind.PERSON or quote.speaker.role is None
    starts = [(quote.span, quote.type) for quote in result.quotes]
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)
    for stretch in (*result.clean.furniture, *result.clean.paragraphs):
        assert 0 <= stretch.start < stretch.end <= len(text)
    for reject in result.rejects:
        assert reject.reason
        assert reject.span is None or reject.span.of(text)


@given(text=ANY_TEXT)
@example(text="")
@example(text=" \n\t ")
@example(text='"')
@example(text='"""')
@example(text="“”")
@example(text='"," kata .')
@example(text="kata")
@example(text="katanya")
@example(text="\x00\x00")
@example(text='"Kami\x00siap," kata Rendra.')
@example(text="\ud800 kata Rendra")
@settings(max_examples=120)
def test_never_crashes_and_spans_hold(extractor: QuoteExtractor, text: str) -> None:
    """Any text gives valid quotes, or is left out in cleaning with a reason."""
    check(one(extractor, text))


@given(text=ANY_TEXT, others=st.lists(ANY_TEXT, min_size=1, max_size=6), data=st.data())
@settings(max_examples=40)
def test_neighbours_do_not_matter(
    extractor: QuoteExtractor, text: str, others: list[str], data: st.DataObject
) -> None:
    """An article gives the same quotes alone and among others, wherever it stands."""
    place = data.draw(st.integers(0, len(others)))
    batch = [*others[:place], text, *others[place:]]
    articles = [Article(article_id=str(n), text=item) for n, item in enumerate(batch)]
    together = extractor.extract(articles)
    assert len(together) == len(batch)
    assert comparable(together[place]) == comparable(one(extractor, text))


@given(text=quoted())
@settings(max_examples=20)
def test_twice_is_once(extractor: QuoteExtractor, text: str) -> None:
    """The same text gives the same quotes a second time."""
    assert comparable(one(extractor, text)) == comparable(one(extractor, text))


@pytest.mark.parametrize("joint", ["\n\n", "\n", " "])
@pytest.mark.parametrize("mark", ['""', "“”", "””", "''", "‘’", "«»"])
def test_plain_quote_is_found_whatever_its_marks(
    extractor: QuoteExtractor, mark: str, joint: str
) -> None:
    """The simplest article of all, in every style of marks and paragraphs."""
    opening, closing = mark
    before = "Hujan turun sejak pagi di Kabupaten Randuagung."
    words = "Kami sudah menyiapkan dua puluh perahu karet,"
    after = "Jalan raya ditutup."
    speech = f"{opening}{words}{closing} kata Komandan Tim SAR Rendra Kusuma."
    result = one(extractor, joint.join([before, speech, after]))
    assert isinstance(result, Extraction)
    assert [(q.quote.strip(","), q.speaker and q.speaker.name) for q in result.quotes] == [
        (words.strip(","), "Rendra Kusuma")
    ]
