"""From where somebody speaks: the class of a role, and the institution that it names.

Word lists decide, and where they know nothing the answer is ``OTHER`` or ``None``: a role is not a
person, and nothing else is concluded about one.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import regex

from pipeline.lexicon import normalise, table
from pipeline.records import SpeakerKind

# A role that the lists do not know; a named person without a role.
OTHER = "other"
NO_ROLE = "no_role"

_FORMER = "former"
# Who speaks for nobody else, whatever the role names: `warga Desa Ciwaru`, `istri anggota DPR`.
_OWN = frozenset({"citizens"})
_NO_MARKS = str.maketrans(",.", "  ")
_WORD = regex.compile(r"\w[\w&.@'’-]*")
# A second role (`guru besar UI sekaligus komisaris BRI`), what stands in brackets, a clause.
_PARTS = regex.compile(
    r"[,;/()]|\b(?:sekaligus|merangkap|yang|selaku|mewakili|saat|asal|kepada)\b",
    flags=regex.IGNORECASE,
)
_STATE = (" republik indonesia", " ri")
_Lists = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def classes() -> tuple[str, ...]:
    """Return every class, in the order of the word list, and last what the lists do not know."""
    return (*(key for key in table("role_classes") if key != _FORMER), OTHER, NO_ROLE)


def role_class(kind: str | None, role: str | None, speaker: str | None) -> str:
    """Return from which part of public life somebody speaks.

    Args:
        kind: person, institution or unnamed.
        role: the role, which decides where there is one.
        speaker: the name; of an institution or somebody without a name it says the class as well.
    """
    if role:
        return _class(role) or OTHER
    if kind in {SpeakerKind.ORG, SpeakerKind.UNNAMED} and speaker:
        return _class(speaker) or OTHER
    return NO_ROLE


def institution(kind: str | None, role: str | None, speaker: str | None) -> str | None:
    """Return the institution somebody speaks for as it is written, ``None`` where none is named.

    ``Kabid Humas Polda Metro Jaya`` -> ``Polda Metro Jaya``; ``Bupati Ciamis`` -> ``Pemerintah
    Kabupaten Ciamis``; an institution speaks for itself.
    """
    if kind == SpeakerKind.ORG and speaker:
        return speaker
    if not role or _class(role) in _OWN:
        return None
    for part in _parts(role):
        found = _named(part) or _held(part)
        if found:
            return found
    return None


def institution_key(name: str) -> str:
    """Return what two spellings of one institution share: ``KPK`` and its name in full."""
    bare = normalise(name.translate(_NO_MARKS))
    for ending in _STATE:
        bare = bare.removesuffix(ending)
    return _synonyms().get(bare, bare)


def _class(role: str) -> str | None:
    for part in _parts(role):
        words = _words(part)
        opening = _opening(_listed("role_classes"), words)
        while opening is not None and opening[1] == _FORMER:
            words = words[opening[0] :]
            opening = _opening(_listed("role_classes"), words)
        if opening is not None:
            return opening[1]
        named = _last(words)
        if named is not None:
            return named[1]
    return None


def _named(part: str) -> str | None:
    """Return the last institution of a role and what follows it."""
    words = _words(part)
    last = _last(words, after=1)
    return " ".join(words[last[0] :]) if last else None


def _held(part: str) -> str | None:
    """Return the institution of an office."""
    words = _words(part)
    former = _listed("role_classes", only=_FORMER)
    while words:
        held = _opening(_listed("offices"), words)
        if held is not None:
            size, body = held
            # `Polres` and `Kementerian` are not whole without a place or a portfolio; `Polri` is.
            if len(words) == size and body not in table("institutions"):
                return None
            title = body.upper() if body.startswith("tni") else body.title()
            return " ".join((title, *words[size:])).replace(" Dan ", " dan ")
        skipped = _opening(former, words)
        if skipped is None:
            return None
        words = words[skipped[0] :]
    return None


def _parts(role: str) -> Iterator[str]:
    return (part for part in _PARTS.split(role) if part.strip())


def _words(part: str) -> list[str]:
    return [word.rstrip("'’-") for word in _WORD.findall(part)]


@cache
def _listed(name: str, only: str | None = None) -> _Lists:
    """Return the entries of a word list by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, entries in table(name).items():
        if only is None or key == only:
            for entry in entries:
                words = tuple(entry.split())
                found.setdefault(words[0], []).append((words, key))
    return {first: sorted(rest, key=lambda one: -len(one[0])) for first, rest in found.items()}


def _opening(lists: _Lists, words: Sequence[str], start: int = 0) -> tuple[int, str] | None:
    """Return the longest entry that stands at ``start``: how many words, and of which list."""
    if start >= len(words):
        return None
    for entry, key in lists.get(_listed_as(words[start]), ()):
        here = words[start : start + len(entry)]
        if tuple(map(_listed_as, here)) == entry:
            return len(entry), key
    return None


def _listed_as(word: str) -> str:
    """Return a word as the lists have it: `PT.` is `pt` there."""
    return normalise(word.rstrip("."))


def _last(words: Sequence[str], after: int = 0) -> tuple[int, str] | None:
    """Return where the last institution begins, and its class."""
    found, start = None, 0
    while start < len(words):
        opening = _opening(_listed("institution_classes"), words, start)
        if opening is not None and start >= after:
            found = start, opening[1]
        start += opening[0] if opening else 1
    return found


@cache
def _synonyms() -> Mapping[str, str]:
    return {
        other: name for name, others in table("institutions").items() for other in (name, *others)
    }
