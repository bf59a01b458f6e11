"""Find the place that a person marked: by its offsets, or by its words where the offsets moved.

Label Studio counts code points; before 2022 it counted UTF-16 code units, as other tools in a
browser do, and all behind an emoji lies one place further for each. The words it keeps are those
the browser showed: white space run together, a line break written as a backslash and an n.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from pipeline.records import Span

# White space of a text, and a line break as Label Studio writes it.
_GAP = regex.compile(r"(?:\s|\\[nr])+")
_LAST_OF_ONE_UNIT = "\uffff"


class Alignment(StrEnum):
    """How a place was found, or why it was not."""

    EXACT = "exact"  # the offsets hold the words
    UTF_16 = "utf_16"  # they do, counted in UTF-16 code units
    MOVED = "moved"  # the words stand elsewhere; the nearest place was taken
    NOT_IN_TEXT = "not_in_text"
    AMBIGUOUS = "ambiguous"  # two places are equally near


@dataclass(frozen=True, slots=True)
class Place:
    """A span without white space at its ends, ``None`` where none was found."""

    span: Span | None
    alignment: Alignment


def realign(text: str, claim: Span | None, words: str) -> Place:
    """Find the span that a person marked.

    Args:
        text: the text that was labelled.
        claim: the span that its offsets name, if they name one.
        words: what was marked, as the tool kept it; empty where it kept none, and then the offsets
            are believed.
    """
    if claim is not None:
        inside = claim.end <= len(text)
        if inside and _same(claim.of(text), words or claim.of(text)):
            return _trimmed(text, claim, Alignment.EXACT)
        units = Span(_code_points(text, claim.start), _code_points(text, claim.end))
        if words and _same(units.of(text), words):
            return _trimmed(text, units, Alignment.UTF_16)
    spans = list(_standing(text, words))
    if not spans:
        return Place(None, Alignment.NOT_IN_TEXT)
    least = min(_distance(span, claim) for span in spans)
    nearest = [span for span in spans if _distance(span, claim) == least]
    if len(nearest) > 1:
        return Place(None, Alignment.AMBIGUOUS)
    return Place(nearest[0], Alignment.MOVED)


def _standing(text: str, words: str) -> Iterator[Span]:
    """Yield every place where the words stand, white space aside."""
    wanted = _GAP.sub("", words)
    gaps = {place for gap in _GAP.finditer(text) for place in range(*gap.span())}
    places = [place for place in range(len(text)) if place not in gaps]
    squeezed = _GAP.sub("", text)
    at = squeezed.find(wanted) if wanted else -1
    while at >= 0:
        yield Span(places[at], places[at + len(wanted) - 1] + 1)
        at = squeezed.find(wanted, at + 1)


def _distance(span: Span, claim: Span | None) -> int:
    return abs(span.start - claim.start) if claim else 0


def _same(one: str, other: str) -> bool:
    return _GAP.sub("", one) == _GAP.sub("", other) != ""


def _code_points(text: str, units: int) -> int:
    """Return how many characters so many UTF-16 code units are."""
    counted = 0
    for place, character in enumerate(text):
        if counted >= units:
            return place
        counted += 1 + (character > _LAST_OF_ONE_UNIT)
    return len(text)


def _trimmed(text: str, span: Span, alignment: Alignment) -> Place:
    covered = span.of(text)
    start = span.start + len(covered) - len(covered.lstrip())
    return Place(Span(start, start + len(covered.strip())), alignment)
