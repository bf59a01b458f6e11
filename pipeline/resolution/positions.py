"""Where a sentence may say what somebody is: the stretches that may be a position.

Many more than are positions: each place is read with several beginnings and ends, and
`pipeline.resolution.roles` weighs which of them says it best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.attribution.names import FRONT, NAMEABLE, TRAILING
from pipeline.attribution.phrases import (
    ATTACHING,
    CIRCUMSTANCE,
    CLAUSE_ENDS,
    COMMAS,
    DASHES,
    DEMONSTRATIVES,
    RANKS,
    ROLE_HEADS,
    bracket_end,
    bracket_start,
    capital,
    kind,
    named,
    spaced_dash,
)
from pipeline.lexicon import normalise, words
from pipeline.records import Token

BRANCHES = words("honorifics", "branch")
# between a position and the name behind it, titles aside: `warga | yang bernama | Andi`
NAMING = words("roles", "naming")
# between a name and the position behind it: `Andi, | yang juga | Ketua RT`
LINKING = words("roles", "linking")
# between a name and the position wherever in its sentence: `Andi resmi | menjabat | Ketua RT`
BECOMING = words("roles", "becoming")
# where a position may end or go on: `Ketua RT 05 | dan warga`
PARTING = words("roles", "parting")
BOUNDARIES = words("connectors", "boundary")
# ends of a position behind a name: `Ketua RT 05 | usai rapat`
STOPPING = (CIRCUMSTANCE - ATTACHING - {"yang", "ini"}) | BOUNDARIES
# open what any noun may say: `Andi, | seorang | perajin rotan`
DESCRIBING = frozenset(("sebagai", "selaku", "seorang"))
# Wakil Presiden | terpilih | Andi
ELECTED = frozenset(("terpilih",))
COMPANY = frozenset(("pt", "cv", "tbk"))
# PNDSekretaris, MenurutDirektur: the space before a position was lost
GLUED = regex.compile(r"(?<=\w)\p{Lu}\p{Ll}+$")
SHORTENED = RANKS | COMPANY
JOINED = LINKING | TRAILING | COMMAS | DASHES
ENDING = PARTING | CIRCUMSTANCE | {",", "(", ")"}
HEADS_AND_TITLES = ROLE_HEADS | FRONT
TITLES = FRONT | BRANCHES | NAMING | COMMAS
LONGEST, LONGEST_POINTING, LONGEST_LINK = 26, 18, 16


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens ``first`` to ``stop`` (exclusive) of a sentence, and the characters they are read as.

    ``start`` lies inside the first token where something was glued to a position.
    """

    first: int
    stop: int
    start: int
    end: int


def before(tokens: Sequence[Token], name: int) -> Iterator[Place]:
    """Yield what may be the position of whose name begins at ``name``: `Ketua RT 05, | Andi`."""
    stop = _titles(tokens, name)
    i = stop - 1
    while i >= 0 and stop - i <= LONGEST:
        token = tokens[i]
        opening = bracket_start(tokens, i) if token.text == ")" else None
        if opening is not None:
            i = opening - 1
            continue
        glued = GLUED.search(token.text)
        if glued and not token.text.isupper() and normalise(glued[0]) in ROLE_HEADS:
            yield Place(i, stop, token.start + glued.start(), tokens[stop - 1].end)
        if _ends_clause(tokens, i) or spaced_dash(tokens, i) or _other(token, tokens[name]):
            return
        if _predicate(tokens, i) and normalise(token.text) not in HEADS_AND_TITLES:
            return
        if normalise(token.text) in BOUNDARIES and not kind(token):
            return
        if normalise(token.text) == "kepada":
            # Kepada Kompas, Andi: to whom it was said
            return
        if _opens(tokens, i) or _first_capital(tokens, i, stop):
            yield Place(i, stop, token.start, tokens[stop - 1].end)
            for end in range(i + 1, stop):
                if normalise(tokens[end].text) == "yang":
                    yield Place(i, end, token.start, tokens[end - 1].end)
                    break
        i -= 1


def behind(tokens: Sequence[Token], name: int) -> Iterator[Place]:
    """Yield what may be the position of whose name ends before ``name``: `Andi, | Ketua RT 05`."""
    at = name
    while at < len(tokens) and at - name <= LONGEST_LINK:
        form = normalise(tokens[at].text)
        bracket = bracket_end(tokens, at)
        if bracket is not None:
            at = bracket
            continue
        if form in ("asal", "dari"):
            yield from _rightwards(tokens, at)
        # Andi, Sp. A, Ketua RT 05
        letter = len(form) == 1 and tokens[at].text.isupper()
        shortened = tokens[at].text == "." and not _ends_clause(tokens, at)
        part = kind(tokens[at]) == "PERSON" and tokens[at - 1].text != ","
        if not (letter or shortened or part or form in JOINED):
            break
        at += 1
    if at < len(tokens) and (at > name or kind(tokens[at]) in ("ROLE", "DESC")):
        described = normalise(tokens[at - 1].text) in DESCRIBING and tokens[at].upos == "NOUN"
        if _opens(tokens, at) or _first_capital(tokens, at, len(tokens)) or described:
            yield from _rightwards(tokens, at)


def pointing(tokens: Sequence[Token]) -> Iterator[Place]:
    """Yield descriptions that point back: `| pelatih asal Spanyol | itu`."""
    for stop, demonstrative in enumerate(tokens):
        if demonstrative.text.casefold() not in DEMONSTRATIVES:
            continue
        for i in range(stop - 1, max(-1, stop - LONGEST_POINTING), -1):
            token = tokens[i]
            if _ends_clause(tokens, i) or _other(token, demonstrative):
                break
            if normalise(token.text) in DEMONSTRATIVES or _predicate(tokens, i):
                break
            if _opens(tokens, i):
                yield Place(i, stop, token.start, tokens[stop - 1].end)


def becoming(tokens: Sequence[Token]) -> Iterator[Place]:
    """Yield what may be somebody's position by a verb: `resmi menjabat | Ketua RT 05`."""
    for at, verb in enumerate(tokens):
        if verb.text.casefold() not in BECOMING:
            continue
        at += 1
        while at < len(tokens) and normalise(tokens[at].text) in LINKING:
            at += 1
        if at < len(tokens) and _opens(tokens, at):
            yield from _rightwards(tokens, at)


def _titles(tokens: Sequence[Token], name: int) -> int:
    """Return where the titles and joining words before a name begin."""
    stop = name
    while stop > 0:
        token = tokens[stop - 1]
        form = normalise(token.text)
        if (
            form in TITLES
            or kind(token) == "HON"
            or (stop > 1 and f"{normalise(tokens[stop - 2].text)} {form}" in FRONT)
            or (token.text == "." and stop > 1 and _titled(tokens[stop - 2]))
        ):
            stop -= 1
            continue
        opening = bracket_start(tokens, stop - 1) if token.text == ")" else None
        if not opening or normalise(tokens[opening - 1].text) not in FRONT:
            break
        # Mayor Jenderal TNI (Mar) Andi
        stop = opening
    return stop


def _titled(token: Token) -> bool:
    form = normalise(token.text)
    return form in FRONT or f"{form}." in FRONT


def _rightwards(tokens: Sequence[Token], first: int) -> Iterator[Place]:
    """Yield a position that begins at ``first``, with every end that it may have."""
    relative = False
    for i in range(first, min(first + LONGEST, len(tokens))):
        token = tokens[i]
        form = normalise(token.text)
        ended = (
            _ends_clause(tokens, i)
            or _other(token, tokens[first])
            or (form in STOPPING and not relative and not kind(token))
        )
        person = named(token) and kind(token) not in ("ROLE", "DESC")
        verb = token.upos in ("VERB", "AUX", "SCONJ") and not capital(token) and not kind(token)
        parts = form in ENDING
        unlabelled = i > first and kind(tokens[i - 1]) in ("ROLE", "DESC") and not kind(token)
        if i > first and (ended or person or verb or parts or unlabelled):
            yield Place(first, i, tokens[first].start, tokens[i - 1].end)
        if ended or (i > first and (person or (verb and form != "yang")) and not relative):
            return
        relative = relative or form == "yang"
    if i == len(tokens) - 1:
        yield Place(first, i + 1, tokens[first].start, token.end)


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """Tell where a position may begin: at a listed word, or where the tagger's label does."""
    token = tokens[at]
    form = normalise(token.text)
    if form in ROLE_HEADS:
        return not (named(token) and form in NAMEABLE)
    label = kind(token)
    begins = token.label[:1] in ("B", "S") or at == 0 or kind(tokens[at - 1]) != label
    return label in ("ROLE", "DESC") and begins and token.text[:1].isalnum()


def _other(token: Token, own: Token) -> bool:
    """Tell a cue, or a statement that a position does not itself stand in."""
    if token.label[2:] == "SAID":
        return own.label[2:] != "SAID"
    return token.label[2:] == "CUE"


def _first_capital(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Tell the first of several capitals: `Jasamarga Regional Division Head`."""
    return (
        capital(tokens[at])
        and not named(tokens[at])
        and at + 1 < stop
        and capital(tokens[at + 1])
        and (at == 0 or not capital(tokens[at - 1]))
    )


def _predicate(tokens: Sequence[Token], at: int) -> bool:
    """Tell a verb that is none of a description: `yang membela Milan` holds one of its own."""
    token = tokens[at]
    if token.upos not in ("VERB", "AUX", "SCONJ") or capital(token) or kind(token):
        return False
    before_it = [normalise(t.text) for t in tokens[max(0, at - 3) : at]]
    form = normalise(token.text)
    # juru | bicara
    headed = " ".join((*before_it[-1:], form)) in ROLE_HEADS
    return not (headed or form in ELECTED or "yang" in (*before_it, form))


def _ends_clause(tokens: Sequence[Token], at: int) -> bool:
    """Tell a mark behind which somebody else's position stands; a stop may shorten a title."""
    if tokens[at].text not in CLAUSE_ENDS or kind(tokens[at]):
        return False
    if tokens[at].text != "." or at == 0:
        return True
    form = normalise(tokens[at - 1].text)
    return form not in SHORTENED and len(form) > 2
