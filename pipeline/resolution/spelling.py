"""When two spellings are one name: case, accents, punctuation, titles, degrees, old letters."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE
from pipeline.lexicon import table, words

_TITLES = words("joining", "title")
_DEGREES = words("honorifics", "trailing")
_SPELLINGS = {other: one for one, others in table("spellings").items() for other in others}
# Old spellings inside a word: Oegroseno, Pandjaitan, Sutjipto, Sjahrir.
_LETTERS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"))
# Inside one article: letters of one sound, in this order (Rizqy, Achmad, Rohmad, Anna).
_SOUNDS = tuple(
    (regex.compile(old), new)
    for old, new in (
        ("ph|v", "f"),
        ("q|kh|ch", "k"),
        (r"(?<=\w)(?:y|ie)\b", "i"),
        (r"d\b", "t"),
        ("z", "s"),
        (r"(\p{L})\1", r"\1"),
    )
)
_SIMILAR = 88
_SHORTEST = 5
_LONG = 7
_VOWELS = frozenset("aeiou")
# Djoko Susilo is not Joko Susilo; a third word leaves no doubt.
_SPELT_ALIKE = 3
_FULL = 2


def fold(name: str) -> str:
    """Return ``name`` without case, accents, punctuation and doubled space.

    Examples:
        ``Choe Son-hui`` and ``CHOE SON HUI``, ``Ma'ruf`` and ``Maruf``, ``Jürgen`` and ``Jurgen``
        are alike.
    """
    folded = name.casefold()
    if not folded.isascii():
        apart = unicodedata.normalize("NFKD", folded).casefold()
        folded = "".join(c for c in apart if not unicodedata.combining(c))
    # An apostrophe is part of the word (Jum'at, Al-Ma'arif), other punctuation parts words.
    folded = folded.replace(APOSTROPHE, "").replace(RIGHT_SINGLE, "")
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def untitled(name: str) -> str:
    """Return a name of two words or more without titles before it and degrees behind it.

    Examples:
        ``Ir. H. Joko Widodo`` -> ``Joko Widodo``; ``Ari Wibowo, S.H.`` -> ``Ari Wibowo``.
    """
    parts = name.replace(",", " ").split()
    while len(parts) > _FULL and fold(parts[0]) in _TITLES:
        parts = parts[1:]
    # Not Ma of Jack Ma: a degree has capitals or full stops.
    while len(parts) > _FULL and (
        parts[-1].casefold() in _DEGREES and ("." in parts[-1] or parts[-1].isupper())
    ):
        parts = parts[:-1]
    return " ".join(parts)


def respelt(folded: str) -> str:
    """Return a folded name of three words or more in one of its spellings.

    Examples:
        ``achmad rizal ramdhani`` -> ``ahmad rizal ramdhani``, ``luhut binsar pandjaitan`` ->
        ``luhut binsar panjaitan``; ``djoko susilo`` stays.
    """
    parts = folded.split()
    if full_words(folded) < _SPELT_ALIKE:
        return folded
    spelt = []
    for part in parts:
        part = _SPELLINGS.get(part, part)
        for old, new in _LETTERS:
            part = part.replace(old, new)
        spelt.append(part)
    return " ".join(spelt)


def full_words(folded: str) -> int:
    """Count the words of a folded name that are no initials (``M. Iqbal`` has one)."""
    return sum(len(word) > 1 for word in folded.split())


def misspelt(word: str, own: str) -> bool:
    """Tell two spellings of one word in one article: Rachmad and Racmad, not Rini and Rani."""
    if word[0] != own[0]:
        return False
    if sound(word) == sound(own):
        return True
    return min(len(word), len(own)) >= _SHORTEST and (
        fuzz.ratio(word, own) >= _SIMILAR or _slipped(word, own)
    )


@lru_cache(maxsize=10_000)
def sound(word: str) -> str:
    """Return what the spellings of one name share: Soeharto and Suharto, Achmad and Akhmad."""
    for old, new in _LETTERS:
        word = word.replace(old, new)
    for pattern, new in _SOUNDS:
        word = pattern.sub(new, word)
    return word


def _slipped(word: str, own: str) -> bool:
    """Tell a slip of the keyboard: Surhato for Suharto, Muhadjjr for Muhadjir.

    Neighbouring letters changed places, or one was hit for another; the last two letters tell men
    from women and brothers apart (Yulianto, Yulianti; Wahyudi, Wahyuni) unless a consonant stands
    for a vowel.
    """
    if len(word) != len(own) or len(word) < _LONG:
        return False
    differ = [i for i in range(len(word)) if word[i] != own[i]]
    if len(differ) == 1:
        odd = (word[differ[0]] in _VOWELS) != (own[differ[0]] in _VOWELS)
        return odd or differ[0] < len(word) - 2
    return differ[-1] < differ[0] + 3 and sorted(word) == sorted(own)


def part_of(words: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Tell whether words stand in a name in order, initials counting for what they begin."""
    if len(words) >= len(whole):
        # M. Nuh is Mohammad Nuh, and Mohammad Nuh M. Nuh
        return len(words) == len(whole) and all(
            w == own or initial(w, own) or initial(own, w)
            for w, own in zip(words, whole, strict=True)
        )
    rest = iter(whole)
    return all(any(w == own or initial(w, own) for own in rest) for w in words)


def initial(word: str, own: str) -> bool:
    """Tell whether a word is the initial of a name's word."""
    return len(word) == 1 and own.startswith(word)


def blend(form: str, words: Sequence[str]) -> bool:
    """Tell a word made of the beginnings of two or more words of a name: Jokowi of Joko Widodo."""

    def match(rest: str, at: int, used: int) -> bool:
        if used >= 2 and len(rest) <= 1:
            # Bamsoet: a last letter may come from anywhere
            return True
        return any(
            rest.startswith(words[i][:n]) and match(rest[n:], i + 1, used + 1)
            for i in range(at, len(words))
            for n in range(len(words[i]), 1, -1)
        )

    return match(form, 0, 0)
