"""Where a person marked: by offsets, by UTF-16 units, by the words; or nowhere, and why."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.exports.realign import Alignment, realign
from pipeline.records import Span

TEXT = "\N{GRINNING FACE}\N{PARTY POPPER} “Kami siap,” kata Andi.\n\nIa kata  orang  siap juga."

# News with letters of two UTF-16 units, odd spaces, line breaks and what Label Studio writes.
LETTERS = st.sampled_from("ab Kn\\\n\t\r\u00a0\u2028“”.\N{GRINNING FACE}\N{BLACK FLAG}é\u0301")
TEXTS = st.text(LETTERS, min_size=1, max_size=60)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def in_units(text: str, span: Span) -> Span:
    return Span(units(text[: span.start]), units(text[: span.end]))


def as_shown(words: str) -> str:
    """Return words as a browser shows them and Label Studio writes them down."""
    return " ".join(words.replace("\r", "\n").replace("\n", "\\n").split())


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, Span]:
    """A text and a stretch of it that begins and ends with something that can be seen."""
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    span = Span(start, draw(st.integers(start + 1, len(text))))
    words = span.of(text)
    assume(words == words.strip() and words.replace("\\", "").strip("nr \n\r\t\u00a0\u2028"))
    return text, span


@given(marked())
def test_offsets_in_code_points_are_found(case: tuple[str, Span]) -> None:
    text, span = case
    for words in (span.of(text), as_shown(span.of(text)), ""):
        place = realign(text, span, words)
        assert (place.span, place.alignment) == (span, Alignment.EXACT)


@given(marked())
def test_offsets_in_utf_16_units_are_found(case: tuple[str, Span]) -> None:
    text, span = case
    place = realign(text, in_units(text, span), as_shown(span.of(text)))
    # The same words may stand where the units would be code points.
    found = place.span
    assert found is not None
    assert "".join(as_shown(found.of(text)).split()) == "".join(as_shown(span.of(text)).split())
    if text.count(span.of(text)) == 1 and "\\" not in text and span.of(text).count(" ") == 0:
        assert found == span


@given(marked(), st.integers(-40, 80), st.integers(-5, 90))
def test_what_is_found_always_holds_the_words(case: tuple[str, Span], start: int, end: int) -> None:
    text, span = case
    claim = Span(start, end) if 0 <= start < end else None
    place = realign(text, claim, span.of(text))
    if place.span is None:
        assert place.alignment is Alignment.AMBIGUOUS
    else:
        found = place.span.of(text)
        assert "".join(as_shown(found).split()) == "".join(as_shown(span.of(text)).split())


@pytest.mark.parametrize(
    ("claim", "words", "found", "alignment"),
    [
        (Span(4, 14), "Kami siap,", "Kami siap,", Alignment.EXACT),
        (Span(3, 15), " “Kami siap,”", "“Kami siap,”", Alignment.EXACT),
        (Span(6, 16), "Kami siap,", "Kami siap,", Alignment.UTF_16),
        (Span(4, 14), "", "Kami siap,", Alignment.EXACT),
        (Span(16, 40), "kata Andi.\\n\\nIa kata", "kata Andi.\n\nIa kata", Alignment.MOVED),
        (Span(30, 50), "kata orang siap", "kata  orang  siap", Alignment.MOVED),
        (None, "juga", "juga", Alignment.MOVED),
        (None, "kata", None, Alignment.AMBIGUOUS),
        (Span(900, 904), "juga", "juga", Alignment.MOVED),
        (Span(4, 14), "Kami tidak siap", None, Alignment.NOT_IN_TEXT),
        (Span(900, 904), "", None, Alignment.NOT_IN_TEXT),
        (Span(4, 14), " \\n ", None, Alignment.NOT_IN_TEXT),
        (None, "", None, Alignment.NOT_IN_TEXT),
    ],
)
def test_by_hand(claim: Span | None, words: str, found: str | None, alignment: Alignment) -> None:
    place = realign(TEXT, claim, words)
    assert (place.span and place.span.of(TEXT), place.alignment) == (found, alignment)


def test_of_two_places_the_nearer_is_taken() -> None:
    first = TEXT.index("kata")
    second = TEXT.index("kata", first + 1)
    for start, expected in ((first + 1, first), (second - 1, second)):
        place = realign(TEXT, Span(start, start + 4), "kata")
        assert place.span == Span(expected, expected + 4)


def test_a_long_text_of_one_word_takes_no_time() -> None:
    text = "kata " * 200_000
    assert realign(text, Span(7, 11), "kata kata").alignment is Alignment.MOVED
