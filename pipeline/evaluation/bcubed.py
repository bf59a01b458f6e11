"""B-cubed: whether the quotes of one speaker are kept together and those of two kept apart.

A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference Chains", LREC 1998, Workshop on
Linguistic Coreference.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.evaluation.judge import Pair, name_words

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BCubed:
    """B-cubed over so many quotes; to four decimals, 0 of none."""

    quotes: int
    precision: float
    recall: float

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return round(2 * self.precision * self.recall / total, 4) if total else 0.0


def b_cubed(articles: Iterable[Sequence[Pair]]) -> BCubed:
    """Measure how the matched quotes of each article are grouped by speaker.

    Of the matched quotes of an article, let G(q) be those whose annotated speaker has the name that
    the annotated speaker of q has, and P(q) those whose predicted speaker has the name that the
    predicted speaker of q has. Names are compared as the evaluation compares those of persons: by
    their words, without case, punctuation and titles. A quote without a speaker is a group of its
    own. The precision of q is the share of P(q) that is in G(q), its recall the share of G(q) that
    is in P(q); both are averaged over the matched quotes of all articles, and F is the harmonic
    mean of the two averages. The names themselves may be wrong, only the grouping counts; quotes
    missed or spurious are in no group.

    Args:
        articles: the matched quotes, article by article.
    """
    precision = recall = 0.0
    quotes = 0
    for pairs in articles:
        gold = _groups([pair.gold.speaker for pair in pairs])
        predicted = _groups([pair.row.speaker for pair in pairs])
        in_gold, in_predicted = Counter(gold), Counter(predicted)
        shared = Counter(zip(gold, predicted, strict=True))
        for g, p in zip(gold, predicted, strict=True):
            precision += shared[g, p] / in_predicted[p]
            recall += shared[g, p] / in_gold[g]
        quotes += len(pairs)
    if not quotes:
        return BCubed(0, 0.0, 0.0)
    return BCubed(quotes, round(precision / quotes, 4), round(recall / quotes, 4))


def _groups(speakers: Sequence[str]) -> list[Names | int]:
    """Return what stands for the group of each quote: a name, or its place where it has none."""
    return [name_words(speaker) or place for place, speaker in enumerate(speakers)]
