"""What the learnt decisions have in common: their command line, articles, folds and tables.

A decision is a logistic regression over features that have names; its weights are written as TOML
that a person can read and edit.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.evaluation.gold import GoldArticle, read_gold
from pipeline.records import AnnotatedArticle, Article, CleanArticle
from pipeline.stages.annotate import Annotator
from pipeline.stages.clean import clean

FOLDS = 5


class Lesson(Protocol):
    """What one place in an article teaches."""

    @property
    def article(self) -> str:
        """The article's id, which keeps folds apart."""


T = TypeVar("T")
L = TypeVar("L", bound=Lesson)


def lessons(
    description: str | None, read: Callable[[GoldArticle, AnnotatedArticle], Iterable[T]]
) -> tuple[list[T], Path]:
    """Read the command line, annotate its articles, and return what they teach and where to.

    Args:
        description: of the command.
        read: what an annotated article teaches.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    args = parser.parse_args()
    annotator = Annotator(args.models)
    found: list[T] = []
    for gold in {a.article_id: a for path in args.gold for a in read_gold(path)}.values():
        cleaned = clean(Article(gold.article_id, gold.text, outlet=gold.outlet))
        # offsets count in the text as it was annotated
        if isinstance(cleaned, CleanArticle) and cleaned.article.text == gold.text:
            found.extend(read(gold, annotator.annotate([cleaned])[0]))
    return found, args.out


def folds(found: Sequence[L]) -> Iterator[tuple[list[L], list[L]]]:
    """Yield what to learn from and what to measure on, article by article, five times."""
    names = sorted({lesson.article for lesson in found})
    random.Random(3).shuffle(names)
    for fold in range(FOLDS):
        aside = set(names[fold::FOLDS])
        yield (
            [lesson for lesson in found if lesson.article not in aside],
            [lesson for lesson in found if lesson.article in aside],
        )


def learn(
    found: Sequence[L],
    out: Path,
    fit: Callable[[Sequence[L]], dict[str, float]],
    measure: Callable[[Sequence[L], dict[str, float]], object],
    header: str,
) -> None:
    """Cross-validate by article, fit all, and write the weights.

    Args:
        found: what there is to learn from.
        out: where the table of weights goes.
        fit: learns weights.
        measure: says how good weights are on what was left aside.
        header: the comment above the table; ``{examples}`` becomes their number.
    """
    for fold, (taught, aside) in enumerate(folds(found)):
        print(f"fold {fold}: {measure(aside, fit(taught))}", flush=True)
    learnt = fit(found)
    print(f"{len(found)} examples, {len(learnt)} weights")
    write(out, header.format(examples=len(found)), learnt)


def write(path: Path, header: str, weights: Mapping[str, float]) -> None:
    """Write weights under a comment, the features in the order of their names.

    Args:
        path: where to.
        header: comment lines, without their marks.
        weights: log-odds by feature.
    """
    lines = [f"# {line}" for line in header.splitlines()]
    lines += ["", "[weights]"]
    lines += [
        f"{json.dumps(name, ensure_ascii=False)} = {value:.4f}"
        for name, value in sorted(weights.items())
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
