"""Pairing quotation marks: every glyph, every way to lose one, and what is no quotation mark."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detection.marks import MARKS, Closure, Marked, pair, trim
from pipeline.records import Span


def paired(text: str) -> list[Marked]:
    """Pair the marks of a text of one paragraph a line."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        paragraphs.append(Span(at, at + len(line)))
        at += len(line) + 1
    return pair(text, paragraphs)


def inside(text: str) -> list[str]:
    """Return what stands between the marks of a text, where each is closed."""
    found = paired(text)
    assert {mark.closure for mark in found} <= {Closure.CLOSED}
    return [mark.inner.of(text) for mark in found]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        pytest.param('"', '"', id="straight"),
        pytest.param("“", "”", id="curly"),
        pytest.param("”", "”", id="same-glyph"),
        pytest.param("“", "“", id="same-glyph-opening"),
        pytest.param("“", '"', id="closed-by-straight"),
        pytest.param('"', "”", id="opened-by-straight"),
        pytest.param("„", "“", id="low-high"),
        pytest.param("„", "”", id="low-right"),
        pytest.param("«", "»", id="angle"),
        pytest.param("＂", "＂", id="full-width"),
        pytest.param("″", "″", id="prime"),
        pytest.param("``", "''", id="tex"),
        pytest.param("''", "''", id="two-single"),
        pytest.param("'", "'", id="single"),
        pytest.param("‘", "’", id="single-curly"),
        pytest.param("?", "?", id="damaged"),
        pytest.param('"', "?", id="closing-damaged"),
    ],
)
def test_two_quotes_whatever_their_glyphs(opening: str, closing: str) -> None:
    text = f"{opening}Kami siap,{closing} kata Andi. {opening}Besok pagi,{closing} ujarnya."
    assert inside(text) == ["Kami siap,", "Besok pagi,"]
    assert [mark.outer.of(text) for mark in paired(text)] == [
        f"{opening}{words},{closing}" for words in ("Kami siap", "Besok pagi")
    ]


def test_single_marks_are_told_from_double_ones() -> None:
    assert [mark.single for mark in paired("‘Kami siap,’ kata Andi.")] == [True]
    assert [mark.single for mark in paired("“Kami siap,” kata Andi.")] == [False]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('" Kami siap , " kata Andi .', [" Kami siap , "]),
        ('"Kami siap,"kata Andi. "Besok,"katanya.', ["Kami siap,", "Besok,"]),
        ('Kata dia, "Kami siap." "Besok," tambahnya.', ["Kami siap.", "Besok,"]),
        ('Ia pergi.("Kami siap")', ["Kami siap"]),
        ('"Kami siap" kata Andi', ["Kami siap"]),
    ],
    ids=["loose", "glued", "side-by-side", "in-brackets", "no-punctuation"],
)
def test_spacing_as_it_comes(text: str, quotes: list[str]) -> None:
    assert inside(text) == quotes


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('"Andi bilang “siap” kepada saya," kata Budi.', "Andi bilang “siap” kepada saya,"),
        ("“Andi bilang ‘siap’ kepada saya,” kata Budi.", "Andi bilang ‘siap’ kepada saya,"),
        ("“Andi bilang “siap” kepada saya,” kata Budi.", "Andi bilang “siap” kepada saya,"),
    ],
)
def test_a_quote_in_a_quote_is_none_of_its_own(text: str, quote: str) -> None:
    assert inside(text) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "Ma'ruf datang hari Jum'at membawa Qur'an.",
        "Ma’ruf datang hari Jum’at membawa Qur’an.",
        'Televisi 24" dijual murah.',
        "Tingginya 5'10\" tanpa sepatu.",
        "Apa kabar? Kami siap? Ya.",
        '"" kosong.',
        "Tanpa tanda apa pun.",
        "",
    ],
)
def test_what_is_no_quotation_mark(text: str) -> None:
    assert paired(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('"Televisi 24" dijual murah," kata Andi.', 'Televisi 24" dijual murah,'),
        ('"Apakah 50" cukup?" tanya Andi.', 'Apakah 50" cukup?'),
        ("'Kami siap,' kata Ma'ruf hari Jum'at.", "Kami siap,"),
        ("Program 'Jum'at Bersih' berjalan.", "Jum'at Bersih"),
    ],
)
def test_measures_and_apostrophes_close_no_quote(text: str, quote: str) -> None:
    assert inside(text) == [quote]


@pytest.mark.parametrize("mark", ['"', "“"])
def test_a_mark_that_is_never_closed_reaches_to_the_end_of_its_paragraph(mark: str) -> None:
    text = f"{mark}Kami siap. Besok kami berangkat.\nHujan turun."
    (found,) = paired(text)
    assert found.closure is Closure.UNCLOSED
    assert found.inner.of(text) == "Kami siap. Besok kami berangkat."


def test_a_quote_over_paragraphs_is_one_a_paragraph() -> None:
    text = "“Kami siap.\n“Besok kami berangkat,” kata Andi."
    assert [(mark.inner.of(text), mark.closure) for mark in paired(text)] == [
        ("Kami siap.", Closure.UNCLOSED),
        ("Besok kami berangkat,", Closure.CLOSED),
    ]


def test_a_mark_that_was_never_opened_is_told() -> None:
    text = 'Kami siap," kata Andi.'
    (found,) = paired(text)
    assert found.closure is Closure.UNOPENED
    assert found.inner.of(text) == "Kami siap,"


@pytest.mark.parametrize("mark", ['"', "”"])
def test_one_lost_mark_does_not_turn_the_others_inside_out(mark: str) -> None:
    lost = f"{mark}Kami siap, kata Andi. "
    others = [f"{mark}Besok ke-{n},{mark} kata Budi. " for n in range(4)]
    text = "".join([*others[:2], lost, *others[2:]]).strip()
    closed = [m.inner.of(text) for m in paired(text) if m.closure is Closure.CLOSED]
    assert closed == [f"Besok ke-{n}," for n in range(4)]


def test_trimming_takes_marks_and_spaces_off_both_ends() -> None:
    text = " “ Kami siap,” "
    assert trim(text, Span(0, len(text))).of(text) == "Kami siap,"
    assert trim('"""', Span(0, 3)).of('"""') == ""


@given(st.text(alphabet=[*MARKS, "?", "a", "B", " ", ".", ",", "4"], max_size=60))
def test_stretches_hold_their_words_and_never_overlap(text: str) -> None:
    found = pair(text, [Span(0, len(text))])
    for mark in found:
        assert mark.outer.covers(mark.inner)
        assert 0 <= mark.inner.start < mark.inner.end <= len(text)
    for before, after in pairwise(found):
        assert before.outer.end <= after.outer.start
