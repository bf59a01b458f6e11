"""Learn what is a statement and what a topic: weights of the features of `detection.reported`.

Every stretch of words that a cue of the annotated articles may report teaches whether it is one of
the quotes (logistic regression). What the mention tagger labels is no feature: it has learnt the
same articles by heart.

Usage: python -m training.statements OUT.toml MODELS GOLD.jsonl...
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldArticle
from pipeline.evaluation.judge import found_rows
from pipeline.records import AnnotatedArticle
from pipeline.stages.detect import candidates
from pipeline.weights import BIAS, total
from training import decisions

HEADER = """\
What is a statement: weights by feature, in log-odds (see pipeline/detection/reported.py);
above 0 it is one. Written by `python -m training.statements`; {rows} stretches,
{right:.3f} of them statements."""
STRENGTH = 1.0  # inverse of the regularisation
RAREST = 4
# A topic taken for a statement costs as much as a statement missed: kept from here on.
LEAST = 0.35


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a cue may report; ``article`` keeps folds apart."""

    article: str
    features: frozenset[str]
    right: bool


def stretches(gold: GoldArticle, article: AnnotatedArticle) -> Iterator[Stretch]:
    """Yield what the cues of an annotated article may report, and whether they do."""
    for detection, features in candidates(article):
        words = detection.span.of(gold.text)
        row = Row(detection.type, words, detection.span, "", "", "")
        yield Stretch(gold.article_id, features, found_rows(gold, [row])[0])


def fit(found: Sequence[Stretch]) -> dict[str, float]:
    """Return the weights by feature."""
    counts = Counter(name for one in found for name in one.features)
    names = sorted(name for name, count in counts.items() if count >= RAREST)
    table = np.array([[name in one.features for name in names] for one in found], dtype=float)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(table, [one.right for one in found])
    bias = model.intercept_[0] - np.log(LEAST / (1 - LEAST))
    return {BIAS: float(bias)} | dict(zip(names, model.coef_[0], strict=True))


def kept(found: Sequence[Stretch], learnt: dict[str, float]) -> tuple[int, int]:
    """Return how many statements are kept, and how many topics with them."""
    taken = [one.right for one in found if total(learnt, one.features) > 0]
    return sum(taken), len(taken) - sum(taken)


def learn(found: Sequence[Stretch], out: Path) -> None:
    """Cross-validate, fit all, and write the weights."""
    for fold, (taught, aside) in enumerate(decisions.folds(found)):
        right = sum(one.right for one in aside)
        taken = kept(aside, fit(taught))
        print(f"fold {fold}: kept {taken} of {right}, {len(aside) - right}", flush=True)
    share = sum(one.right for one in found) / len(found)
    decisions.write(out, HEADER.format(rows=len(found), right=share), fit(found))


if __name__ == "__main__":
    learn(*decisions.lessons(__doc__, stretches))
