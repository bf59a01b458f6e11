"""Pairing quotation marks, whatever glyphs an outlet uses and however they were damaged.

Each mark of a paragraph may open, close, or be no mark at all. What stands beside it and its glyph
give each reading a weight; the heaviest consistent reading of the whole paragraph wins (Viterbi
over three states: outside, inside, and inside a quote within a quote), so that one lost mark does
not turn every later quote inside out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from pipeline.lexicon import alternatives, words
from pipeline.records import Span
from pipeline.spans import reaching

QUOTATION_MARK = '"'
LEFT_DOUBLE = "\N{LEFT DOUBLE QUOTATION MARK}"
RIGHT_DOUBLE = "\N{RIGHT DOUBLE QUOTATION MARK}"
LOW_DOUBLE = "\N{DOUBLE LOW-9 QUOTATION MARK}"
HIGH_REVERSED = "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}"
LEFT_ANGLE = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
RIGHT_ANGLE = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
FULLWIDTH = "\N{FULLWIDTH QUOTATION MARK}"
DOUBLE_PRIME = "\N{DOUBLE PRIME}"
APOSTROPHE = "'"
LEFT_SINGLE = "\N{LEFT SINGLE QUOTATION MARK}"
RIGHT_SINGLE = "\N{RIGHT SINGLE QUOTATION MARK}"

OPENING = LEFT_DOUBLE + LOW_DOUBLE + HIGH_REVERSED + LEFT_ANGLE
CLOSING = RIGHT_DOUBLE + RIGHT_ANGLE
DOUBLES = QUOTATION_MARK + OPENING + CLOSING + FULLWIDTH + DOUBLE_PRIME
SINGLES = APOSTROPHE + LEFT_SINGLE + RIGHT_SINGLE
ACCENTS = "\N{GRAVE ACCENT}\N{ACUTE ACCENT}"
MARKS = DOUBLES + SINGLES + ACCENTS

DOUBLE = regex.compile(rf"[{DOUBLES}]|[{SINGLES}{ACCENTS}]{{2}}")
# ‘Kami siap,’ kata Andi — but neither Jum'at nor Qur’an
SINGLE_OPEN = regex.compile(rf"(?<![\w{SINGLES}])[{SINGLES}](?=[\w\[(])")
SINGLE_CLOSE = regex.compile(rf"(?<=[\w,.!?)\]…])[{SINGLES}](?![\w{SINGLES}])")
# ?Kami siap,? kata Andi: the marks were lost in a change of encoding
DAMAGED_OPEN = regex.compile(r"(?:(?<=^|\n)|(?<=[\s(]))\?(?=\p{Lu})")
DAMAGED_CLOSE = regex.compile(r"(?<=[,.!?])\?(?=\s|$)")
BEFORE_CUE = regex.compile(
    rf"\W{{0,3}}(?:(?:demikian|begitu)\s+)?(?:{alternatives(words('cues', 'bare'))})(?:nya)?\b",
    regex.IGNORECASE,
)

UNPAIRED = -2.5
IGNORED = -3.0
NESTED = -1.5
LEFT_OPEN = -1.25
NEVER = -1e9


class Closure(StrEnum):
    """How a marked stretch ends."""

    CLOSED = "closed"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between quotation marks.

    ``inner`` excludes the marks, ``outer`` includes them; where a mark is missing, both end at the
    limit of the search (the paragraph, or the next mark).
    """

    inner: Span
    outer: Span
    closure: Closure = Closure.CLOSED
    single: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: float
    closes: float
    ignored: float


def pair(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """Find the marked stretches of a text, outermost ones alone, in text order."""
    found: list[Marked] = []
    for paragraph in paragraphs:
        doubles = _read(_doubles(text, paragraph), paragraph)
        damaged = [] if doubles else _read(_damaged(text, paragraph), paragraph)
        found.extend(doubles or damaged)
        covered = [m.outer for m in doubles or damaged]
        starts = [span.start for span in covered]
        found.extend(
            m
            for m in _singles(text, paragraph)
            if not any(
                m.outer.overlaps(c) for c in reaching(starts, covered, m.outer.start, m.outer.end)
            )
        )
    return sorted(found, key=lambda m: m.outer)


def _doubles(text: str, paragraph: Span) -> list[_Mark]:
    """Weigh the double marks of a paragraph."""
    marks = []
    for match in DOUBLE.finditer(text, paragraph.start, paragraph.end):
        start, end = match.span()
        before = text[start - 1] if start > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        glyph = match[0]
        opens = closes = 0.0
        if before.isspace() or before in "([-–—/:":
            opens += 2.0 if not after.isspace() else 0.0
            closes -= 1.5
        elif before in ".,!?…;":
            closes += 2.5
            opens += 0.5 if not after.isspace() else -2.0
        else:
            closes += 1.5 if not after.isalnum() else 0.0
        if after.isspace():
            opens -= 2.0
            closes += 0.5 if not before.isspace() else 0.0
        elif after.isalnum():
            closes -= 1.0
            opens += 0.5 if after.isupper() else 0.0
        elif after in ".,!?;:)":
            closes += 1.0
            opens -= 2.0
        if BEFORE_CUE.match(text, end, min(end + 40, paragraph.end)):
            closes += 1.5
        if glyph in OPENING:
            opens += 1.5
            closes -= 1.0
        elif glyph in CLOSING:
            closes += 1.5
            opens -= 0.5
        # 5'10" and 24" are measures
        ignored = (
            0.0
            if before.isdigit() and glyph in QUOTATION_MARK + DOUBLE_PRIME and not after.isalpha()
            else IGNORED
        )
        marks.append(_Mark(start, end, opens, closes, ignored))
    if marks:
        # "Kami siap,? ujar Andi: only the closing mark was damaged
        damaged = [
            _Mark(*match.span(), NEVER, 2.0, 0.0)
            for match in DAMAGED_CLOSE.finditer(text, paragraph.start, paragraph.end)
            if BEFORE_CUE.match(text, match.end())
        ]
        marks = sorted([*marks, *damaged], key=lambda m: m.start)
    return marks


def _damaged(text: str, paragraph: Span) -> list[_Mark]:
    """Find question marks that stand where quotation marks stood."""
    limits = (paragraph.start, paragraph.end)
    opens = [_Mark(*m.span(), 2.0, NEVER, 0.0) for m in DAMAGED_OPEN.finditer(text, *limits)]
    closes = [_Mark(*m.span(), NEVER, 2.0, 0.0) for m in DAMAGED_CLOSE.finditer(text, *limits)]
    if not opens or not closes:
        return []
    return sorted(opens + closes, key=lambda m: m.start)


def _read(marks: list[_Mark], paragraph: Span) -> list[Marked]:
    """Choose the heaviest reading of a paragraph's marks and return its stretches."""
    scores = [0.0, NEVER, NEVER]
    back: list[list[tuple[float, int, str]]] = []
    for mark in marks:
        outside, inside, nested = scores
        best = [
            max(
                (outside + mark.ignored, 0, "ignored"),
                (outside + UNPAIRED + mark.closes, 0, "unopened"),
                (inside + mark.closes, 1, "close"),
            ),
            max(
                (outside + mark.opens, 0, "open"),
                (inside + mark.ignored, 1, "ignored"),
                (inside + UNPAIRED + mark.opens, 1, "reopen"),
                (nested + mark.closes, 2, "ignored"),
            ),
            max(
                (inside + NESTED + mark.opens, 1, "ignored"),
                (nested + mark.ignored, 2, "ignored"),
            ),
        ]
        back.append(best)
        scores = [score for score, _, _ in best]
    state = max(range(3), key=lambda i: scores[i] + LEFT_OPEN * i)
    roles: list[str] = []
    for best in reversed(back):
        _, state, role = best[state]
        roles.append(role)
    return _stretches(marks, roles[::-1], paragraph)


def _stretches(marks: list[_Mark], roles: list[str], paragraph: Span) -> list[Marked]:
    """Turn the roles of marks into stretches."""
    found: list[Marked] = []
    opened: _Mark | None = None
    last_end = paragraph.start
    for mark, role in zip(marks, roles, strict=True):
        if role == "reopen" and opened is not None:
            found.append(
                _marked(opened.start, opened.end, mark.start, mark.start, Closure.UNCLOSED)
            )
        if role in ("open", "reopen"):
            opened = mark
        elif role == "close" and opened is not None:
            found.append(_marked(opened.start, opened.end, mark.start, mark.end, Closure.CLOSED))
            opened, last_end = None, mark.end
        elif role == "unopened":
            found.append(_marked(last_end, last_end, mark.start, mark.end, Closure.UNOPENED))
            last_end = mark.end
    if opened is not None:
        found.append(
            _marked(opened.start, opened.end, paragraph.end, paragraph.end, Closure.UNCLOSED)
        )
    return [m for m in found if m.inner.start < m.inner.end]


def _marked(outer_start: int, start: int, end: int, outer_end: int, closure: Closure) -> Marked:
    return Marked(Span(start, end), Span(outer_start, outer_end), closure)


def _singles(text: str, paragraph: Span) -> list[Marked]:
    """Pair single marks: each opening one with the next closing one."""
    found: list[Marked] = []
    closes = [m.start() for m in SINGLE_CLOSE.finditer(text, paragraph.start, paragraph.end)]
    at = 0
    last = paragraph.start
    for match in SINGLE_OPEN.finditer(text, paragraph.start, paragraph.end):
        if match.start() < last:
            continue
        while at < len(closes) and closes[at] <= match.start():
            at += 1
        if at == len(closes):
            break
        inner = Span(match.end(), closes[at])
        if inner.start < inner.end:
            found.append(Marked(inner, Span(match.start(), closes[at] + 1), single=True))
        last = closes[at] + 1
    return found


def trim(text: str, span: Span) -> Span:
    """Take white space and quotation marks off both ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in MARKS):
        end -= 1
    return Span(start, end)
