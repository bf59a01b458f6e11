"""Places that the taggers take into a name: ``Wali Kota Medan | Syahrul``."""

from collections.abc import Sequence
from functools import lru_cache

import regex

from pipeline.attribution.names import front
from pipeline.attribution.phrases import Range, capital
from pipeline.lexicon import alternatives, normalise, words
from pipeline.records import Token

PLACES = alternatives(words("names", "place"))
KNOWN_PLACES = words("places")
WORD = r"[\w'’.-]*\w"
PLACED = regex.compile(
    rf"(?<!\w)(?:{PLACES})\s+(?=({WORD})(?:\s+({WORD}))?(?:\s+({WORD}))?)", regex.IGNORECASE
)
SHORTEST_WITH_PLACE = 3


def without_place(text: str, tokens: Sequence[Token], first: int, name: Range) -> Range:
    """Give back a place that the taggers took into a name: ``Kepala Pelabuhan Teluk | Syahrul``.

    They see one sentence; elsewhere the article says `di Teluk`, `Kabupaten Randuagung`, or the
    place is known to all: `Wali Kota Medan | Syahrul`.

    Args:
        text: the article's text.
        tokens: the tokens of the name's sentence.
        first: first token of the phrase that holds the name.
        name: the name.
    """
    start, end = name
    if end - start < 2 or start == first:
        return name
    before = tokens[start - 1]
    placed = capital(before) or before.text == ")" or end - start >= SHORTEST_WITH_PLACE
    if placed and normalise(tokens[start].text) in KNOWN_PLACES:
        return without_place(text, tokens, first, (start + 1, end))
    if not capital(before):
        return name
    word, then = tokens[start].text.casefold(), tokens[start + 1].text.casefold()
    place: tuple[str, ...] = (word,)
    if not front(tokens[start - 1]):
        place = (tokens[start - 1].text.casefold(), word)
    elif end - start < SHORTEST_WITH_PLACE:
        return name
    return (start + 1, end) if _places(text).get(place, {then}) - {then} else name


@lru_cache(maxsize=8)
def _places(text: str) -> dict[tuple[str, ...], set[str]]:
    """Return what a text names behind `di`, `Kabupaten` …: one or two words, and what follows."""
    found: dict[tuple[str, ...], set[str]] = {}
    for match in PLACED.finditer(text):
        one, two, three = (match[i].casefold() if match[i] else "" for i in (1, 2, 3))
        found.setdefault((one,), set()).add(two)
        if two:
            found.setdefault((one, two), set()).add(three)
    return found
