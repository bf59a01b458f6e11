"""Learn how sure a row is: logistic regression on the named features of `pipeline.confidence`.

Usage: python -m training.confidence GOLD.jsonl MODELS OUT.toml
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.confidence import features
from pipeline.extractor import QuoteExtractor, Settings
from pipeline.found import Row
from pipeline.gold import read_gold
from pipeline.judge import right_rows
from pipeline.records import Article, Extraction, Quote

HEADER = """\
# Weights of the confidence of a row, by feature (see pipeline/confidence.py): log-odds that words
# and speaker are right. Written by `python -m training.confidence`; {rows} rows, {right:.3f} of
# them right.

[weights]
"""


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


def judged_quotes(gold: Path, extractor: QuoteExtractor) -> list[tuple[Quote, bool]]:
    """Extract from annotated articles and tell of each quote whether it is right end to end."""
    articles = read_gold(gold)
    found: list[tuple[Quote, bool]] = []
    for article in articles:
        (result,) = extractor.extract(
            [Article(article.article_id, article.text, outlet=article.outlet)]
        )
        if isinstance(result, Extraction):
            right = right_rows(article, [as_row(q) for q in result.quotes])
            found.extend(zip(result.quotes, right, strict=True))
    return found


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    judged = judged_quotes(args.gold, QuoteExtractor(Settings(models=args.models)))
    named = [features(quote) for quote, _ in judged]
    names = sorted(set().union(*named))
    table = np.array([[name in row for name in names] for row in named], dtype=float)
    right = np.array([ok for _, ok in judged])
    model = LogisticRegression(C=0.5, max_iter=2000).fit(table, right)
    lines = [f'"bias" = {model.intercept_[0]:.4f}']
    lines += [
        f'"{name}" = {weight:.4f}' for name, weight in zip(names, model.coef_[0], strict=True)
    ]
    args.out.write_text(
        HEADER.format(rows=len(judged), right=right.mean()) + "\n".join(lines) + "\n",
        encoding="utf-8",
    )
    print(f"{len(judged)} rows, {len(names)} features, {right.mean():.3f} right")


if __name__ == "__main__":
    main()
