"""Learn how sure a row is: logistic regression on the named features of `resolution.confidence`.

Usage: python -m training.confidence OUT.toml MODELS GOLD.jsonl...
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldArticle
from pipeline.evaluation.judge import right_rows
from pipeline.records import AnnotatedArticle, Quote
from pipeline.stages.attribute import attribute
from pipeline.stages.detect import detect
from pipeline.stages.resolve import Walk
from pipeline.weights import BIAS
from training import decisions

HEADER = """\
How sure a row is: weights by feature, log-odds that words and speaker are right (see
pipeline/resolution/confidence.py). Written by `python -m training.confidence`; {rows} rows,
{right:.3f} of them right."""
STRENGTH = 1.0  # inverse of the regularisation
RAREST = 10


def as_row(quote: Quote) -> Row:
    """Return a quote as the evaluation reads it."""
    speaker = quote.speaker
    return Row(
        quote.type,
        quote.quote,
        quote.span,
        speaker.name if speaker else "",
        (speaker.role or "") if speaker else "",
        quote.cue or "",
    )


def judged(gold: GoldArticle, article: AnnotatedArticle) -> Iterator[tuple[frozenset[str], bool]]:
    """Yield the features of each quote found, and whether it is right end to end."""
    attributions = attribute(article, detect(article))
    walk = Walk(article, attributions)
    quotes: list[Quote] = []
    features: list[frozenset[str]] = []
    for attribution, answer in zip(attributions, walk.answers(), strict=True):
        quote = walk.quote(attribution, answer)
        quotes.append(quote)
        features.append(walk.evidence.features(quote, attribution, answer.margin))
    yield from zip(features, right_rows(gold, [as_row(q) for q in quotes]), strict=True)


def learn(found: Sequence[tuple[frozenset[str], bool]], out: Path) -> None:
    """Fit, and write the weights."""
    counts = Counter(name for features, _ in found for name in features)
    names = sorted(name for name, count in counts.items() if count >= RAREST)
    table = np.array([[name in features for name in names] for features, _ in found], dtype=float)
    right = np.array([ok for _, ok in found])
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(table, right)
    learnt = {BIAS: model.intercept_[0]} | dict(zip(names, model.coef_[0], strict=True))
    print(f"{len(found)} rows, {len(names)} features, {right.mean():.3f} right")
    decisions.write(out, HEADER.format(rows=len(found), right=right.mean()), learnt)


if __name__ == "__main__":
    learn(*decisions.lessons(__doc__, judged))
