"""Learn what a person is said to be: weights of the features of `pipeline.resolution.roles`.

Every person of the annotated articles who speaks teaches that the position annotated outweighs each
other candidate (logistic regression on the differences, no intercept), the more the more quotes
there are and the farther the other is from what is annotated.

Usage: python -m training.roles OUT.toml MODELS GOLD.jsonl...
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.evaluation.gold import GoldArticle
from pipeline.evaluation.judge import name_words, same_role
from pipeline.records import AnnotatedArticle
from pipeline.resolution.roles import Candidate
from pipeline.stages.attribute import attribute
from pipeline.stages.detect import detect
from pipeline.stages.resolve import Walk
from pipeline.weights import total
from training import decisions

HEADER = """\
What a person is said to be: weights by feature, in log-odds (see
pipeline/resolution/roles.py). Written by `python -m training.roles`; {examples} persons."""
STRENGTH = 0.2
# What the same words are worth more, where half of them are worth one.
EXACT = 0.5
# Somebody quoted often teaches no more than this many times.
MOST_QUOTES = 3
# Few are without a position, and they teach that many times as much: in the folds a sixth less
# roles are given where there is none.
NOTHING = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A person, the positions annotated at the quotes, and what each candidate is worth by them."""

    article: str
    annotated: Sequence[str]
    candidates: Sequence[Candidate]
    worth: Sequence[float]


def examples(gold: GoldArticle, article: AnnotatedArticle) -> Iterator[Example]:
    """Yield what an annotated article teaches."""
    walk = Walk(article, attribute(article, detect(article)))
    roles = walk.roles(walk.answers())
    for person in walk.registry.people:
        annotated = [
            q.role for q in gold.quotes if name_words(q.speaker) == name_words(person.name)
        ]
        candidates = roles.candidates(person)
        if annotated and len(candidates) > 1:
            worth = [sum(_worth(role, c.text) for role in annotated) for c in candidates]
            yield Example(
                gold.article_id, annotated, candidates, [w / len(annotated) for w in worth]
            )


def _worth(annotated: str, found: str | None) -> float:
    exact, half = same_role(annotated, found or "")
    return half + EXACT * exact


def fit(found: Sequence[Example]) -> dict[str, float]:
    """Return the weights by feature."""
    differences: list[Counter[str]] = []
    shares: list[float] = []
    for example in found:
        best = max(example.worth)
        right = example.candidates[example.worth.index(best)]
        wrong = [
            (c, best - w)
            for c, w in zip(example.candidates, example.worth, strict=True)
            if w < best
        ]
        for other, loss in wrong:
            difference = Counter(right.features)
            difference.subtract(other.features)
            differences.append(difference)
            share = min(len(example.annotated), MOST_QUOTES) * loss / len(wrong)
            shares.append(share if right.text else share * NOTHING)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(differences)
    # each other pair the other way round, or there would be one class alone
    signs = np.where(np.arange(len(differences)) % 2 == 0, 1.0, -1.0)
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=3000).fit(
        diags(signs) @ table, signs > 0, sample_weight=np.array(shares)
    )
    names = vectorizer.get_feature_names_out()
    return dict(zip(names, model.coef_[0], strict=True))


def figures(found: Sequence[Example], learnt: dict[str, float]) -> dict[str, float]:
    """Return the worth of the choices over all quotes as a share of what the best are worth."""
    got = best = 0.0
    for example in found:
        weighed = [total(learnt, c.features) for c in example.candidates]
        got += len(example.annotated) * example.worth[weighed.index(max(weighed))]
        best += len(example.annotated) * max(example.worth)
    return {"of the best": round(got / best, 3)}


if __name__ == "__main__":
    found, out = decisions.lessons(__doc__, examples)
    decisions.learn(found, out, fit, figures, HEADER)
