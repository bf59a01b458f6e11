"""Institutions of one article: abbreviations and the names they stand for."""

from collections import Counter
from collections.abc import Sequence

import regex

from pipeline.entities import key

# Komisi Pemberantasan Korupsi (KPK)
INTRODUCED = regex.compile(
    r"(?P<name>(?:\p{Lu}[\w&/.-]*,?\s+(?:(?:dan|untuk|bagi|atas|of|the|for|and|di)\s+)?){1,9})\(\s*(?P<short>\p{Lu}[\p{L}\d&/-]{1,14})\s*\)"
)
SMALL = frozenset(("dan", "untuk", "bagi", "atas", "of", "the", "for", "and", "di"))


class Institutions:
    """What abbreviations and first words of institutions stand for in an article.

    Args:
        text: the article's text.
        names: institutions the name tagger sees in it, in text order.
    """

    def __init__(self, text: str, names: Sequence[str] = ()) -> None:
        self._full: dict[tuple[str, ...], str] = {}
        for match in INTRODUCED.finditer(text):
            name = _initialled(match["name"].split(), match["short"])
            if name:
                self._full.setdefault(key(match["short"]), name)

        self._longer: dict[tuple[str, ...], Counter[str]] = {}
        for name in names:
            words = key(name)
            if len(words) > 1 and "(" not in name:
                self._longer.setdefault(words[:1], Counter())[name] += 1

    def full(self, name: str) -> str:
        """Return the longest name of an institution, without the abbreviation in brackets."""
        bare = regex.sub(r"\s*\([^()]*\)", "", name).strip() or name
        known = self._full.get(key(bare))
        if known is not None:
            return known
        longer = self._longer.get(key(bare), Counter())
        names = {key(name) for name in longer}
        # Kejaksaan is the Kejaksaan Tinggi Lampung where the article names no other
        return max(longer, key=len) if len(names) == 1 else bare


def _initialled(words: list[str], short: str) -> str | None:
    """Return the last words of a phrase whose initials make the abbreviation; the first letter decides."""
    wanted = short[0].casefold()
    letters = [w for w in words if w not in SMALL]
    upper = sum(c.isupper() for c in short)
    for count in (upper, upper - 1, upper + 1, len(letters)):
        if 0 < count <= len(letters):
            first = letters[-count]
            if first[0].casefold() == wanted:
                start = len(words) - 1 - words[::-1].index(first)
                return " ".join(words[start:])
    # Dana Moneter Internasional (IMF): the abbreviation is of another language
    return " ".join(words) if 1 < len(letters) <= 5 and short.isupper() else None
