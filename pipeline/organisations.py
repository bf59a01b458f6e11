"""Institutions of one article: abbreviations and the names they stand for."""

from collections import Counter
from collections.abc import Sequence

import regex

from pipeline.entities import key
from pipeline.lexicon import alternatives, words
from pipeline.spelling import blend

# stand in an institution's name and give no letter to its abbreviation
SMALL = words("organisations", "small")
# Komisi Pemberantasan Korupsi (KPK)
INTRODUCED = regex.compile(
    rf"""
    (?P<name>(?: \p{{Lu}}[\w&/.-]*,?\s+ (?: (?:{alternatives(SMALL)})\s+ )? ){{1,9}})
    \(\s* (?P<short>\p{{Lu}}[\p{{L}}\d&/-]{{1,14}}) \s*\)
    """,
    regex.VERBOSE,
)
# PT Jasa Marga (Persero) Tbk
COMPANY = regex.compile(
    r"PT\s+(?P<name>\p{Lu}[\w-]*(?:\s+\p{Lu}[\w-]*){0,4}?)(?:\s*\(Persero\))?\s+Tbk\b"
)
LONGEST_INITIALS = 6
SHORTEST_BLEND = 6
BRACKETED = regex.compile(r"\s*\([^()]*\)")


class Institutions:
    """What abbreviations and first words of institutions stand for in an article."""

    def __init__(self, text: str, names: Sequence[str] = ()) -> None:
        """Collect the institutions of an article.

        Args:
            text: the article's text.
            names: institutions the name tagger sees in it, in text order.
        """
        self._full: dict[tuple[str, ...], str] = {}
        for match in INTRODUCED.finditer(text):
            name = _initialled(match["name"].split(), match["short"])
            if name:
                self._full.setdefault(key(match["short"]), name)

        self._names = Counter(name for name in names if len(key(name)) > 1 and "(" not in name)
        self._companies = {key(match["name"]): match[0] for match in COMPANY.finditer(text)}
        self._longer: dict[tuple[str, ...], Counter[str]] = {}
        for name in names:
            parts = key(name)
            if len(parts) > 1 and "(" not in name:
                self._longer.setdefault(parts[:1], Counter())[name] += 1

    def full(self, name: str) -> str:
        """Return the longest name of an institution, without the abbreviation in brackets."""
        bare = BRACKETED.sub("", name).strip() or name
        known = self._full.get(key(bare))
        if known is not None:
            return known
        longer = self._longer.get(key(bare), Counter())
        names = {key(name) for name in longer}
        # Kejaksaan is the Kejaksaan Tinggi Lampung where the article names no other
        if len(names) == 1:
            return max(longer, key=len)
        return self._companies.get(key(bare)) or self._spelt_out(bare)

    def _spelt_out(self, short: str) -> str:
        """Return the one institution whose initials or syllables a word is: MU, Kemenkeu."""
        form = short.casefold()
        if not form.isalpha():
            return short
        found = [name for name in self._names if _abbreviates(form, key(name))]
        if len({key(name) for name in found}) != 1:
            return short
        return max(found, key=lambda name: (self._names[name], name))


def _abbreviates(form: str, parts: tuple[str, ...]) -> bool:
    """Tell the initials of a name, small words aside, or a word made of its words' beginnings."""
    letters = [part for part in parts if part not in SMALL]
    if 2 <= len(form) == len(letters) <= LONGEST_INITIALS:
        return all(part[0] == c for c, part in zip(form, letters, strict=True))
    return len(form) >= SHORTEST_BLEND and parts[0][:2] == form[:2] and blend(form, letters)


def _initialled(parts: list[str], short: str) -> str | None:
    """Return the last words of a phrase that make an abbreviation; its first letter decides."""
    wanted = short[0].casefold()
    letters = [w for w in parts if w not in SMALL]
    upper = sum(c.isupper() for c in short)
    for count in (upper, upper - 1, upper + 1, len(letters)):
        if 0 < count <= len(letters):
            first = letters[-count]
            if first[0].casefold() == wanted:
                start = len(parts) - 1 - parts[::-1].index(first)
                return " ".join(parts[start:])
    # Dana Moneter Internasional (IMF): the abbreviation is of another language
    return " ".join(parts) if 1 < len(letters) <= 5 and short.isupper() else None
