"""Find articles that nearly repeat another: an agency's report in several papers, a later version.

Texts are compared by their sets of four words in a row. MinHash signatures, cut into bands, say
which earlier texts may be alike, and only those are compared, set with set (Leskovec, Rajaraman,
Ullman: Mining of Massive Datasets, 3). A band remembers no more than its latest texts, so time
grows with the number of texts, not with its square, even where all are of one form.
"""

import random
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt
import regex

if TYPE_CHECKING:
    import pandas as pd

Shingles = npt.NDArray[np.uint64]

# Of all runs of words in the two, the share that both have. Of 2,000 articles, reports printed
# twice had 0.71 and more.
ALIKE = 0.6
# Bulletins of one form (each day's price of gold) had up to 0.66; what tells them apart is their
# numbers. Of those of the text that has fewer, reports printed twice had 0.94 and more in common,
# bulletins 0.69 and less. Of a few numbers the share says nothing.
_SAME_NUMBERS = 0.8
_FEWEST_NUMBERS = 4
_RUN = 4
# A text of fewer words says too little: two weather warnings are not one report.
_FEWEST = 40
# At the threshold a pair is seen with a chance of 1 - (1 - 0.6 ** 3) ** 28 = 0.999.
_BANDS, _ROWS = 28, 3
# Of those that may be alike, so many are looked at; and so many of the latest are remembered for a
# band, since bulletins of one form share many. Lost is a report that is printed again only after
# as many others of its form in every band that the two share.
_CANDIDATES = 20

_WORD = regex.compile(r"\w+")
_NUMBER = regex.compile(r"\d[\d.,]*")
_chance = random.Random(0)
_FACTORS = tuple(
    (np.uint64(_chance.getrandbits(64) | 1), np.uint64(_chance.getrandbits(64)))
    for _ in range(_BANDS * _ROWS)
)
_PLACES = tuple(np.uint64(_chance.getrandbits(64) | 1) for _ in range(_RUN))


@dataclass(frozen=True, slots=True)
class _Text:
    """What of a text is compared."""

    shingles: Shingles
    numbers: frozenset[str]


def near_duplicates(texts: Iterable[str], alike: float = ALIKE) -> list[int | None]:
    """Say of each text which earlier one it nearly repeats.

    A text that repeats one is not compared with later ones, so every answer is an original.

    Args:
        texts: in the order in which they count as earlier, such as that of publication.
        alike: from which share of common runs of words on, 0 to 1, two texts are one report.

    Returns:
        For each text the place of the original it is most like, or ``None`` where it is one itself.
    """
    found: list[int | None] = []
    originals: dict[int, _Text] = {}
    buckets: dict[tuple[int, bytes], deque[int]] = {}
    for place, text in enumerate(texts):
        shingles = _shingles(text)
        if shingles is None:
            found.append(None)
            continue
        keys = _keys(shingles)
        one = _Text(shingles, _numbers(text))
        shared = Counter(earlier for key in keys for earlier in buckets.get(key, ()))
        candidates = [earlier for earlier, _ in shared.most_common(_CANDIDATES)]
        best = _best(one, candidates, originals, alike)
        found.append(best)
        if best is None:
            originals[place] = one
            for key in keys:
                buckets.setdefault(key, deque(maxlen=_CANDIDATES)).append(place)
    return found


def reprints(articles: "pd.DataFrame") -> dict[str, str]:
    """Return of which original each article is that nearly repeats one.

    Args:
        articles: rows of `articles`, each text once. What appeared first is the original; of what
            has no time or the same, what stands first.
    """
    ordered = articles.sort_values("published_at", kind="stable", na_position="last")
    ids = list(ordered["article_id"])
    found = near_duplicates(ordered["text"])
    return {key: ids[of] for key, of in zip(ids, found, strict=True) if of is not None}


def _shingles(text: str) -> Shingles | None:
    """Return a number for each run of words, each once and in order."""
    words = _WORD.findall(text.casefold())
    if len(words) < _FEWEST:
        return None
    numbers = np.fromiter((crc32(word.encode()) for word in words), np.uint64, len(words))
    last = len(words) - _RUN + 1
    runs = sum(
        (numbers[start : start + last] * factor for start, factor in enumerate(_PLACES)),
        start=np.zeros(last, np.uint64),
    )
    return np.unique(runs)


def _keys(shingles: Shingles) -> list[tuple[int, bytes]]:
    """Return the bands of the signature; two texts alike share at least one."""
    signature = np.array([(shingles * factor + shift).min() for factor, shift in _FACTORS])
    return [(band, rows.tobytes()) for band, rows in enumerate(signature.reshape(_BANDS, _ROWS))]


def _best(
    text: _Text, candidates: Sequence[int], originals: dict[int, _Text], alike: float
) -> int | None:
    """Return the candidate that is most like the text, the earliest of several."""
    shares = {
        one: _jaccard(text.shingles, originals[one].shingles)
        for one in sorted(candidates)  # `max` returns the first of equals
        if _same_numbers(text.numbers, originals[one].numbers)
    }
    best = max(shares, key=lambda one: shares[one], default=None)
    return best if best is not None and shares[best] >= alike else None


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.rstrip(".,") for number in _NUMBER.findall(text))


def _same_numbers(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer < _FEWEST_NUMBERS or len(one & other) >= _SAME_NUMBERS * fewer


def _jaccard(one: Shingles, other: Shingles) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
