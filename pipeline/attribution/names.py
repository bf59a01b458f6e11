"""Finding the personal name in a speaker's phrase.

The name tagger and the mention tagger lead; what they cut off or took in too much is put right by
the words around it: titles, positions, degrees, particles, capitals.
"""

from collections.abc import Callable, Sequence

import regex

from pipeline.attribution.phrases import (
    ORG_HEADS,
    ROLE_HEADS,
    Range,
    bracket_end,
    bracket_start,
    capital,
    kind,
    stops_short,
)
from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE
from pipeline.lexicon import normalise, words
from pipeline.records import Token

TRAILING = words("honorifics", "trailing")
RANKS_AND_TITLES = words("honorifics", "rank", "academic")
FRONT = RANKS_AND_TITLES | words("honorifics", "branch", "address")
NAMEABLE = words("roles", "nameable")
NAMES_TOO = (FRONT - ROLE_HEADS) | NAMEABLE
SUSPECTS = words("roles", "suspect")
PARTICLES = words("names", "particle")
ABBREVIATED = regex.compile(r"\p{Lu}\p{Ll}{0,3}\.|\p{Lu}")
INITIALS = regex.compile(r"\p{Lu}{1,4}")
# begin names, though TB is a title as well
NAME_INITIALS = regex.compile(r"FX|MS|TB")
INITIAL = regex.compile(r"\p{Lu}\.?")
ROMAN = regex.compile(r"[IVX]+")
NUMBER = regex.compile(r"[VX]|[IVX]{2,}")  # I Wayan is a name
# U-17 Diego Martinez, Pangdam I/BB
DIVISION = regex.compile(r"(?<!\p{Lu})\p{Lu}++-?\d+|(?<![IVX])[IVX]++/\p{L}+")
# SpPD, SpPD-KGEH, Sp.OG(K)
SPECIALIST = regex.compile(r"Sp\.?\p{Lu}{1,4}(?:-\p{Lu}+|\(\p{Lu}+\))?")
INSIDE = frozenset((APOSTROPHE, RIGHT_SINGLE, "-"))
LONGEST_BEFORE_ROLE = 4
ARTICLES = frozenset(("salah", "satu", "seorang", "yang", "juga"))


def name_range(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return the personal name in a phrase: what the taggers label, tidied at its ends."""
    before_comma = _before_role(tokens, first, last)
    if before_comma is not None:
        return before_comma
    runs = _runs(tokens, first, last, _name_part) or _runs(tokens, first, last, _person)
    if not runs:
        return _initials(tokens, first, last)
    # a role may hold a name of its own (UIN Syarif Hidayatullah, Zaki Mubarak): the last is meant
    start, end = runs[0] if runs[0][0] == first else runs[-1]
    if len(runs) > 1 and (start, end) == runs[-1] and _other_name(tokens, runs[-2][1], start):
        start, end = runs[-2]
    if (
        start - 2 >= first
        and normalise(tokens[start - 1].text) == "alias"
        and _person(tokens[start - 2])
    ):
        # Cyril Hakim alias Chico
        end = start - 1
        start = end - 1
        while start > first and tokens[start].name in ("I-PER", "E-PER"):
            start -= 1
    return extended(tokens, first, last, (start, end))


def _other_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell what introduces a second name of one person: ``Saifullah Yusuf atau Gus | Ipul``."""
    between = [normalise(t.text) for t in tokens[start:end] if t.text != ","]
    return between[:1] == ["atau"] and all(form in FRONT for form in between[1:])


def pair_range(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return two names that `dan` joins and nothing else stands beside: ``Andi dan Budi``."""
    for i in range(first + 1, last - 1):
        if normalise(tokens[i].text) == "dan":
            left = _runs(tokens, first, i, _name_part)
            right = _runs(tokens, i + 1, last, _name_part)
            joined = len(left) == len(right) == 1 and left[0] == (first, i) and right[0][0] == i + 1
            return (first, right[0][1]) if joined else None
    return None


def extended(tokens: Sequence[Token], first: int, last: int, name: Range) -> Range:
    """Take in what the taggers cut off a name: capitals that are no role, place or institution."""
    start, end = name
    while (
        end < last
        and not front(tokens[end])
        and not _degree(tokens, end)
        and (
            _unclaimed(tokens[end])
            or (
                INITIAL.fullmatch(tokens[end - 1].text) and capital(tokens[end]) and end - start > 1
            )
        )
    ):
        end += 1
    while (
        start > first
        and (
            not front(tokens[start - 1])
            or normalise(tokens[start - 1].text) in NAMEABLE
            or NAME_INITIALS.fullmatch(tokens[start - 1].text)
        )
        and _name_begins(tokens, start - 1, first)
    ):
        start -= 1
    return start, end


def name_before(tokens: Sequence[Token], role: int, end: int) -> int | None:
    """Return where a name begins that stands before a comma and a position.

    ``Jack Yang, | Wakil Presiden Tianneng``, ``Salwa (17), | siswi SMK``. Words with a capital are
    a name there if a tagger sees a person, if an age follows, or if they open the sentence and
    nobody is named behind the comma; where somebody is, only if all of them are seen as a name.

    Args:
        tokens: a sentence.
        role: first token of the position.
        end: the token behind it.
    """
    if role < 2 or tokens[role - 1].text != "," or not _opens_role(tokens, role):
        return None
    last = role - 1
    aged = False
    if tokens[last - 1].text == ")":
        last = bracket_start(tokens, last - 1) or 0
        aged = tokens[last + 1].text[:1].isdigit()
    first = last
    while first > 0 and last - first < LONGEST_BEFORE_ROLE and _name_like(tokens[first - 1]):
        first -= 1
    if first == last or front(tokens[first]):
        return None
    seen = [_person(t) or kind(t) == "PERSON" for t in tokens[first:last]]
    if any(kind(t) == "PERSON" for t in tokens[role:end]):
        return first if first == 0 and last > 1 and all(seen) else None
    opening = first == 0 and last > 1 and not any(_person(t) for t in tokens[role:end])
    return first if any(seen) or aged or opening else None


def _opens_role(tokens: Sequence[Token], at: int) -> bool:
    """Tell the head of a position, also behind `salah satu` or `seorang`."""
    while at < len(tokens) - 1 and normalise(tokens[at].text) in ARTICLES:
        at += 1
    return normalise(tokens[at].text) in ROLE_HEADS or kind(tokens[at]) in ("ROLE", "DESC")


def _name_like(token: Token) -> bool:
    return (
        capital(token)
        and (token.text.isalpha() or _abbreviated(token))
        and normalise(token.text) not in ORG_HEADS
        and token.name[2:] not in ("ORG", "LOC")
    )


def _before_role(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return the capitals before a comma and a position: ``Paulius Juta, | CEO Niaga``.

    An age in brackets may stand between; `selaku` stands for the comma as well.
    """
    while first < last and normalise(tokens[first].text) in FRONT:
        # Bu Ana, Kepala SD Negeri 1
        first += 1
    end = first
    while end < last and _name_like(tokens[end]) and not front(tokens[end]):
        end += 1
    behind = bracket_end(tokens, end) if end < last else None
    at = behind or end
    if not 0 < end - first <= LONGEST_BEFORE_ROLE or at + 1 >= last:
        return None
    if normalise(tokens[at].text) not in (",", "selaku") or not _opens_role(tokens, at + 1):
        return None
    known = any(_person(t) or kind(t) == "PERSON" for t in tokens[first:end])
    while end - first > 2 and _degree(tokens, end - 1):
        # Titis Rachmawati SH MH, kuasa hukum
        end -= 1
    return (first, end) if known or behind or end - first > 1 else None


def _initials(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """Return a person's initials behind a description: ``tersangka RM``, ``berinisial EW``."""
    for i in range(first + 1, last):
        before = normalise(tokens[i - 1].text)
        # warga | RW 003 has a number and is a place
        numbered = i + 1 < len(tokens) and tokens[i + 1].text.isdigit()
        if (
            INITIALS.fullmatch(tokens[i].text)
            and not numbered
            and (before in SUSPECTS or before in ("berinisial", "inisial"))
        ):
            return i, i + 1
    return None


def _name_begins(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell whether the word before a name belongs to it."""
    token = tokens[at]
    if NUMBER.fullmatch(token.text) and at > first and capital(tokens[at - 1]):
        # Wilayah V | Dian Patria
        return False
    if _abbreviated(token):
        return kind(token) != "ROLE" or INITIAL.fullmatch(token.text) is not None
    if tokens[at + 1].name in ("I-PER", "E-PER") and _person(token) and capital(token):
        # Fraksi PDI-P | TB Hasanuddin
        return not kind(token) or NAME_INITIALS.fullmatch(token.text) is not None
    return _unclaimed(token) and at > 0 and tokens[at - 1].text in (")", ",", "-", "|")


def _runs(
    tokens: Sequence[Token], first: int, last: int, part: Callable[[Token], bool]
) -> list[Range]:
    """Return the tidied runs of name tokens in a phrase."""
    found: list[Range] = []
    i = first
    while i < last:
        bracket = bracket_end(tokens, i)
        if bracket is not None or not part(tokens[i]):
            i = bracket or i + 1
            continue
        start = i
        while i < last and (part(tokens[i]) or _inside_name(tokens, i, last)):
            i += 1
        run = tidy(tokens, start, i) or _by_title(tokens, start, i)
        behind_comma = start > first and tokens[start - 1].text == ","
        degree = behind_comma and (
            (i - start == 1 and tokens[start].text.isupper())
            or normalise(tokens[start].text) in TRAILING
        )
        placed = start > first and normalise(tokens[start - 1].text) in ("di", "ke", "pada", "&")
        if run and not degree and not placed:
            found.append(run)
    return found


def _by_title(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """Return a name that is an address as well, where both taggers see a person: ``warga, Abi``."""
    token = tokens[start]
    alone = end - start == 1 and token.name == "S-PER" and token.label == "S-PERSON"
    named = alone and capital(token) and normalise(token.text) in NAMES_TOO
    return (start, end) if named else None


def tidy(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """Take off both ends of a run what is no name: titles, roles, degrees, words in lower case.

    In an article without capitals the case says nothing and is not asked.
    """
    cased = any(capital(t) for t in tokens)

    def foreign(i: int) -> bool:
        token = tokens[i]
        if normalise(token.text) in NAMEABLE and i + 1 < end and capital(token):
            # Imam Sofian, Putri Kusuma: a title that is a name where the tagger reads it as one
            return not _person(token) and kind(token) != "PERSON"
        return (
            front(token)
            or (cased and not capital(token))
            or not token.text[0].isalpha()
            or DIVISION.fullmatch(token.text) is not None
        )

    while start < end and (
        foreign(start) or (end - start > 2 and ROMAN.fullmatch(tokens[start].text))
    ):
        start += 1
    # Partai Gerindra Habiburokhman: the end of an institution before a person
    while (
        end - start > 1
        and tokens[start].name[2:] in ("ORG", "LOC")
        and any(_person(t) for t in tokens[start + 1 : end])
    ):
        start += 1
    while end > start and (
        (cased and not capital(tokens[end - 1]) and tokens[end - 1].text != ".")
        or (end - start > 1 and _degree(tokens, end - 1) and not _short(tokens, start, end))
        or tokens[end - 1].text in (",", "(", "-")
    ):
        end -= 1
    # Randuagung AKP Andi: a title inside a run ends what stood before the name
    for i in range(end - 2, start, -1):
        initial = INITIAL.fullmatch(tokens[i].text) and _person(tokens[i])  # Wenda R. Nabiel
        if normalise(tokens[i].text) in RANKS_AND_TITLES and tokens[i].text != "." and not initial:
            return tidy(tokens, i + 1, end)
    # Andi Kanit Reskrim: a position behind a name ends it
    for i in range(start + 1, end):
        form = normalise(tokens[i].text)
        if form in ROLE_HEADS and form not in NAMEABLE:
            return tidy(tokens, start, i)
    # Andi seraya tertawa: a word in lower case that joins no names ends the name
    if cased:
        for i in range(start, end):
            if tokens[i].text[:1].islower() and normalise(tokens[i].text) not in PARTICLES:
                return tidy(tokens, start, i) or tidy(tokens, i + 1, end)
    return (start, end) if end > start else None


def _degree(tokens: Sequence[Token], at: int) -> bool:
    """Tell a degree behind a name: ``S.H.`` in ``Andi, S.H., M.H.`` is one."""
    token = tokens[at]
    if SPECIALIST.fullmatch(token.text):
        return True
    # Ivan Pelealu SE, Andi MSi: without a comma only with a second capital
    return normalise(token.text) in TRAILING and (
        tokens[at - 1].text == "," or "." in token.text or sum(map(str.isupper, token.text)) > 1
    )


def _short(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell a name and a word that may be a degree or the name's rest: ``Kim SE`` and ``Li ST``."""
    return end - start == 2 and "." not in tokens[end - 1].text and tokens[end - 2].text != ","


def _person(token: Token) -> bool:
    return token.name[2:] == "PER"


def _name_part(token: Token) -> bool:
    label = kind(token)
    if label:
        return label == "PERSON" or (token.name[2:] == "PER" and label not in ("ROLE", "HON"))
    return token.name[2:] == "PER"


def _inside_name(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Tell what may stand between two words of a name: ``M . Nuh``, ``Ahmad bin Ali``."""
    if at + 1 >= last or not _name_part(tokens[at + 1]):
        return False
    if tokens[at].text == ".":
        return stops_short(tokens, at)
    return tokens[at].text in INSIDE or normalise(tokens[at].text) in PARTICLES


def front(token: Token) -> bool:
    """Tell what may stand before a name: a title, a rank, the head of a position."""
    form = normalise(token.text)
    return form in FRONT or form in ROLE_HEADS


def _abbreviated(token: Token) -> bool:
    """Tell an abbreviated first name: ``M. Nuh``, ``Moh. Hatta``."""
    return ABBREVIATED.fullmatch(token.text) is not None


def _unclaimed(token: Token) -> bool:
    return (
        capital(token)
        and token.name == "O"
        and not kind(token)
        and token.upos in ("PROPN", "X")
        and normalise(token.text) not in ORG_HEADS
        and not any(c.isdigit() for c in token.text)
    )
