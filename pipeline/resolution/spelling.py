"""Which spellings are one name wherever they stand: case, accents, titles, degrees, old letters.

What may be one name inside an article alone is `variants`' to say.
"""

import unicodedata

from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE
from pipeline.lexicon import table, words

_TITLES = words("joining", "title")
_DEGREES = words("honorifics", "trailing")
_SPELLINGS = {other: one for one, others in table("spellings").items() for other in others}
# Old spellings inside a word: Oegroseno, Pandjaitan, Sutjipto, Sjahrir.
LETTERS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"))
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
        for old, new in LETTERS:
            part = part.replace(old, new)
        spelt.append(part)
    return " ".join(spelt)


def full_words(folded: str) -> int:
    """Count the words of a folded name that are no initials (``M. Iqbal`` has one)."""
    return sum(len(word) > 1 for word in folded.split())
