"""Institutions of one article: abbreviations and the names they stand for."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import regex

from pipeline.lexicon import alternatives, words
from pipeline.resolution.variants import blend, key

# stand in an institution's name and give no letter to its abbreviation
SMALL = words("organisations", "small")
HEADS = words("organisations", "head")
SHORT = r"\p{Lu}[\p{L}\d&-]{1,14}"
# Komisi Pemberantasan Korupsi (KPK), Badan Pangan Dunia (Food and Agriculture Organization/FAO)
INTRODUCED = regex.compile(
    rf"""
    (?P<name>
        (?: \p{{Lu}}[\w&/.-]{{0,30}}+,?+\s++ (?: (?:{alternatives(SMALL)})\s++ )? ){{1,9}}
    )
    (?: \(\s*+ (?: \p{{Lu}}[^()/\s]*+(?:\s[^()/\s]++){{0,8}}\s?/\s? )?
            (?P<short>{SHORT}(?:/{SHORT})?) \s*+\)
    |   (?P<joined>alias|atau)\s++ (?P<short>{SHORT})(?![\w-]) )
    """,
    regex.VERBOSE,
)
# PT Jasa Marga (Persero) Tbk
COMPANY = regex.compile(
    r"PT\s+(?P<name>\p{Lu}[\w-]*(?:\s+\p{Lu}[\w-]*){0,4}?)(?:\s*\(Persero\))?\s+Tbk\b"
)
# Dewan Pimpinan Pusat PKS, whatever the taggers see of it
CAPITALS = regex.compile(
    rf"(?<!\w)\p{{Lu}}\w++(?:\s(?:(?:{alternatives(SMALL)})\s)?\p{{Lu}}[\w-]*+){{1,8}}"
)
LONGEST_INITIALS = 6
# a blend by itself, and one beside other words of its name: Sulut in Pengprov Sulut
SHORTEST_BLEND, SHORTEST_BESIDE = 6, 4
# Komisi Pemberantasan Korupsi | atau KPK
OR_SHORT = regex.compile(r"(?<=\w)\s++atau\s++\p{Lu}[\w-]*+$")
BRACKETED = regex.compile(r"\s*\([^()]*\)")


class Institutions:
    """What abbreviations and first words of institutions stand for in an article."""

    def __init__(self, text: str, names: Sequence[str] = ()) -> None:
        """Collect the institutions of an article.

        Args:
            text: the article's text.
            names: institutions the name tagger sees in it, in text order.
        """
        self._text = text
        self._full: dict[tuple[str, ...], str] = {}
        for match in INTRODUCED.finditer(text):
            parts = match["name"].split()
            # what `atau` joins may be two; `Siti Aminah alias Uni` is nobody's institution
            exact = match["joined"] == "atau" or (
                match["joined"] is not None and not _head_among(parts)
            )
            name = _initialled(parts, match["short"], exact)
            if name:
                self._full.setdefault(key(match["short"]), name)

        bare = (BRACKETED.sub("", name).strip() for name in names)
        self._names = Counter(name for name in bare if len(key(name)) > 1 and "(" not in name)
        self._companies = {key(match["name"]): match[0] for match in COMPANY.finditer(text)}
        self._longer: dict[tuple[str, ...], Counter[str]] = {}
        for name in names:
            parts = key(name)
            if len(parts) > 1 and "(" not in name:
                self._longer.setdefault(parts[:1], Counter())[name] += 1
        self._found: dict[str, str] = {}

    def full(self, name: str) -> str:
        """Return the longest name of an institution, without the abbreviation in brackets."""
        if name not in self._found:
            self._found[name] = self._longest(name)
        return self._found[name]

    def _longest(self, name: str) -> str:
        bare = OR_SHORT.sub("", BRACKETED.sub("", name).strip()) or name
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
        """Return the one institution that a short form stands for: MU, Kemenkeu, Kementerian ESDM.

        Single words are its initials or made of its syllables; of several words, each stands for
        itself or is short for some that follow one another.
        """
        parts = key(short)
        if not all(part.isalpha() for part in parts):
            return short
        found = [name for name in self._names if _stands_for(parts, key(name))]
        if not found and len(parts) > 1:
            found = [name for name, whole in self._headed if _stands_for(parts, whole)]
        if len({key(name) for name in found}) != 1:
            return self._grown(short)
        return max(found, key=lambda name: (self._names[name], name))

    @cached_property
    def _headed(self) -> list[tuple[str, tuple[str, ...]]]:
        """Capitals of the text that the head of an institution opens, with every end, and keys."""
        found: dict[str, tuple[str, ...]] = {}
        for match in CAPITALS.finditer(self._text):
            words = match[0].split()
            if words[0].casefold() in HEADS:
                names = (" ".join(words[:end]) for end in range(2, len(words) + 1))
                found |= {name: key(name) for name in names if name not in found}
        return list(found.items())

    def _grown(self, short: str) -> str:
        """Return a name whose last word is short for words the article has behind the first.

        `Kementerian ESDM`, where `ESDM` was introduced behind `Energi dan Sumber Daya Mineral`.
        """
        head, _, last = short.rpartition(" ")
        known = self._full.get(key(last)) if head else None
        if known is None:
            return short
        grown = known if key(known)[: len(key(head))] == key(head) else f"{head} {known}"
        return grown if regex.search(regex.escape(grown), self._text, regex.IGNORECASE) else short


def _stands_for(short: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Tell a short form of a name, word by word: `Pengprov Sulut`, `DPP PKS`, `Kemenkeu`."""
    if len(short) == 1:
        return _abbreviates(short[0], parts)
    if len(short) >= len(parts):
        return False

    def match(at: int, begin: int) -> bool:
        if at == len(short):
            return begin == len(parts)
        if begin < len(parts) and short[at] == parts[begin] and match(at + 1, begin + 1):
            return True
        return any(
            _abbreviates(short[at], parts[begin:end], SHORTEST_BESIDE) and match(at + 1, end)
            for end in range(begin + 2, min(len(parts), begin + LONGEST_INITIALS + 2) + 1)
        )

    return match(0, 0)


def _abbreviates(form: str, parts: tuple[str, ...], shortest: int = SHORTEST_BLEND) -> bool:
    """Tell the initials of a name, small words aside, or a word made of its words' beginnings."""
    letters = [part for part in parts if part not in SMALL]
    if 2 <= len(form) == len(letters) <= LONGEST_INITIALS:
        return all(part[0] == c for c, part in zip(form, letters, strict=True))
    return len(form) >= shortest and parts[0][:2] == form[:2] and blend(form, letters)


def _blended(form: str, letters: Sequence[str]) -> bool:
    return letters[0][:2] == form[:2] and blend(form, letters)


def _begun(form: str, letters: Sequence[str]) -> bool:
    return letters[0][:2] == form[:2]


def _head_among(parts: Sequence[str]) -> bool:
    return any(part.casefold() in HEADS for part in parts)


def _initialled(parts: list[str], short: str, exact: bool = False) -> str | None:
    """Return the last words of a phrase that make an abbreviation; its first letter decides.

    Args:
        parts: the words before the abbreviation.
        short: the abbreviation.
        exact: whether its letters must be those of the words.
    """
    wanted = short[0].casefold()
    letters = [w for w in parts if w not in SMALL]
    upper = sum(c.isupper() for c in short)
    if not (exact or short.isupper()):
        # Bawaslu, KontraS: syllables say where the name begins
        for test in (_blended, _begun):
            for first in range(len(letters) - 1):
                if test(short.casefold(), [w.casefold() for w in letters[first:]]):
                    return " ".join(parts[parts.index(letters[first]) :])
    for count in (upper, upper - 1, upper + 1, len(letters)):
        if not 0 < count <= len(letters) or letters[-count][0].casefold() != wanted:
            continue
        start = len(parts) - 1 - parts[::-1].index(letters[-count])
        if "".join(w[0] for w in letters[-count:]).casefold() == short.casefold():
            return " ".join(parts[start:])
        if not exact:
            # Asosiasi Bulu Tangkis Malaysia alias BAM: an English abbreviation
            heads = (i for i in range(start) if parts[i].casefold() in HEADS)
            return " ".join(parts[next(heads, start) :])
    # Dana Moneter Internasional (IMF): the abbreviation is of another language
    foreign = 1 < len(letters) <= 5 and short.isupper() and not exact
    return " ".join(parts) if foreign else None
