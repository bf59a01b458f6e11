"""Learn whom `-nya`, `dia` or silence means: weights of the features of `resolution.antecedents`.

Every quote of the annotated articles that is found and has such a form teaches that its speaker
outweighs each other candidate (logistic regression on the differences, no intercept). Who has
spoken before is remembered as annotated.

Usage: python -m training.antecedents OUT.toml MODELS GOLD.jsonl...
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldArticle
from pipeline.evaluation.judge import right_rows
from pipeline.records import AnnotatedArticle, Attribution
from pipeline.resolution.antecedents import Candidate, crossed, form_of, weight
from pipeline.stages.attribute import attribute
from pipeline.stages.detect import detect
from pipeline.stages.resolve import Walk
from training import decisions

HEADER = """\
Whom a clitic, a pronoun or nothing at all means: weights by feature, in log-odds (see
pipeline/resolution/antecedents.py). Written by `python -m training.antecedents`;
{examples} quotes."""
# Inverse of the regularisation; between 0.03 and 1 the folds differ by less than half a point.
STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """A form that points, and of whom it may mean each who is right."""

    article: str
    form: str
    candidates: Sequence[Candidate]
    right: Sequence[bool]


def examples(gold: GoldArticle, article: AnnotatedArticle) -> Iterator[Example]:
    """Yield what an annotated article teaches, walking through it with who really spoke."""
    attributions = attribute(article, detect(article))
    walk = Walk(article, attributions)
    for number, attribution in enumerate(attributions):
        if not walk.points(number):
            walk.memory.hear(attribution, walk.answer(number).speaker)
            continue
        candidates = walk.antecedents.candidates(number, walk.memory)
        right = [_right(gold, attribution, c.speaker.name) for c in candidates]
        speaker = candidates[right.index(True)].speaker if any(right) else None
        walk.memory.hear(attribution, speaker)
        if any(right):
            yield Example(gold.article_id, form_of(attribution), candidates, right)


def _right(gold: GoldArticle, attribution: Attribution, name: str) -> bool:
    detection = attribution.detection
    words = detection.span.of(gold.text)
    return right_rows(gold, [Row(detection.type, words, detection.span, name, "", "")])[0]


def fit(found: Sequence[Example]) -> dict[str, float]:
    """Return the weights by feature."""
    differences: list[Counter[str]] = []
    shares: list[float] = []
    for example in found:
        named = [_named(example.form, c.features) for c in example.candidates]
        right = named[example.right.index(True)]
        wrong = [n for n, ok in zip(named, example.right, strict=True) if not ok]
        for other in wrong:
            difference = Counter(right)
            difference.subtract(other)
            differences.append(difference)
            shares.append(1 / len(wrong))
    names = sorted({name for difference in differences for name in difference})
    table = np.array([[float(d[name]) for name in names] for d in differences])
    # each pair both ways round, or there would be one class alone
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=3000).fit(
        np.vstack((table, -table)),
        np.repeat((True, False), len(table)),
        sample_weight=np.array(2 * shares),
    )
    return dict(zip(names, model.coef_[0], strict=True))


def _named(form: str, features: frozenset[str]) -> list[str]:
    return crossed(form, features)


def share_right(found: Sequence[Example], learnt: dict[str, float]) -> dict[str, float]:
    """Return the share of examples whose first choice is right, by form."""
    hits: dict[str, list[bool]] = {}
    for example in found:
        weighed = [weight(example.form, c.features, learnt) for c in example.candidates]
        hits.setdefault(example.form, []).append(example.right[weighed.index(max(weighed))])
    return {form: round(sum(ok) / len(ok), 3) for form, ok in sorted(hits.items())}


if __name__ == "__main__":
    found, out = decisions.lessons(__doc__, examples)
    decisions.learn(found, out, fit, share_right, HEADER)
