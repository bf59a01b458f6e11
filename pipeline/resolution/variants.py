"""Which forms in one article may be one name: slips of the keyboard, initials, blends.

An article rarely has two persons of nearly one name; a corpus has: what joins people over articles
is `spelling`.
"""

from collections.abc import Sequence
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from pipeline.resolution.nicknames import APOSTROPHES
from pipeline.resolution.spelling import LETTERS

WORD = regex.compile(rf"[\w{APOSTROPHES}]+")
# Letters of one sound, in this order (Rizqy, Achmad, Rohmad, Anna).
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


@lru_cache(maxsize=1 << 12)  # asked again and again of the names of an article
def key(name: str) -> tuple[str, ...]:
    """Return a name's words, case-folded, without degrees' punctuation."""
    # Francesco 'Pecco' Bagnaia, but Ma'ruf
    words = (w.strip(APOSTROPHES) for w in WORD.findall(name))
    return tuple(w.casefold() for w in words if w)


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
    for old, new in LETTERS:
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
