"""Find articles that nearly repeat another: an agency's report in several papers, a later version.

Texts are compared by their sets of four words in a row. MinHash signatures, cut into bands, say
which earlier texts may be alike, and only those are compared, set with set: time grows with the
number of texts, not with its square (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3).
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
import regex

Shingles = npt.NDArray[np.uint64]

# Of all runs of words in the two, the share that both have. Of 2,000 articles, reports printed
# twice had 0.71 and more; bulletins of one form (each day's price of gold) had up to 0.56.
ALIKE = 0.6
_RUN = 4
# A text of fewer words says too little: two weather warnings are not one report.
_FEWEST = 40
# At the threshold a pair is seen with a chance of 1 - (1 - 0.6 ** 3) ** 28 = 0.999.
_BANDS, _ROWS = 28, 3
# Of those that may be alike, so many are looked at: bulletins of one form stay cheap.
_CANDIDATES = 20

_WORD = regex.compile(r"\w+")
_chance = random.Random(0)
_FACTORS = tuple(
    (np.uint64(_chance.getrandbits(64) | 1), np.uint64(_chance.getrandbits(64)))
    for _ in range(_BANDS * _ROWS)
)
_PLACES = tuple(np.uint64(_chance.getrandbits(64) | 1) for _ in range(_RUN))


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
    originals: dict[int, Shingles] = {}
    buckets: dict[tuple[int, bytes], list[int]] = {}
    for place, text in enumerate(texts):
        shingles = _shingles(text)
        if shingles is None:
            found.append(None)
            continue
        keys = _keys(shingles)
        shared = Counter(one for key in keys for one in buckets.get(key, ()))
        candidates = [one for one, _ in shared.most_common(_CANDIDATES)]
        best = _best(shingles, candidates, originals, alike)
        found.append(best)
        if best is None:
            originals[place] = shingles
            for key in keys:
                buckets.setdefault(key, []).append(place)
    return found


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
    shingles: Shingles, candidates: Sequence[int], originals: dict[int, Shingles], alike: float
) -> int | None:
    """Return the candidate that is most like the text, the earliest of several."""
    shares = {
        one: _jaccard(shingles, originals[one])
        for one in sorted(candidates)  # `max` returns the first of equals
    }
    best = max(shares, key=lambda one: shares[one], default=None)
    return best if best is not None and shares[best] >= alike else None


def _jaccard(one: Shingles, other: Shingles) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
