"""Learn what is a statement and what a topic: weights of the features of `pipeline.reported`.

Every stretch of words that a cue of the annotated articles may report teaches whether it is one of
the quotes (logistic regression). What the mention tagger labels is no feature: it has learnt the
same articles by heart.

Usage: python -m training.statements OUT.toml MODELS GOLD.jsonl...
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.found import Row
from pipeline.gold import GoldArticle, read_gold
from pipeline.judge import found_rows
from pipeline.records import AnnotatedArticle
from pipeline.stages.detect import candidates
from pipeline.weights import BIAS, total
from training import weights
from training.antecedents import FOLDS, annotated

HEADER = """\
What is a statement: weights by feature, in log-odds (see pipeline/reported.py); above 0 it is one.
Written by `python -m training.statements`; {rows} stretches, {right:.3f} of them statements."""
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


def main() -> None:
    """Learn from annotated articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    args = parser.parse_args()
    articles = {a.article_id: a for path in args.gold for a in read_gold(path)}
    found = [
        stretch
        for article in annotated(list(articles.values()), args.models)
        for stretch in stretches(articles[article.clean.article.article_id], article)
    ]
    learn(found, args.out)


def learn(found: Sequence[Stretch], out: Path) -> None:
    """Cross-validate, fit all, and write the weights."""
    names = sorted({one.article for one in found})
    random.Random(3).shuffle(names)
    for fold in range(FOLDS):
        aside = set(names[fold::FOLDS])
        learnt = fit([one for one in found if one.article not in aside])
        rest = [one for one in found if one.article in aside]
        all_right = sum(one.right for one in rest)
        print(f"fold {fold}: kept {kept(rest, learnt)} of {all_right}, {len(rest) - all_right}")
    right = sum(one.right for one in found) / len(found)
    weights.write(out, HEADER.format(rows=len(found), right=right), fit(found))


if __name__ == "__main__":
    main()
