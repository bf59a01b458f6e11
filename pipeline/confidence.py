"""How sure a row is, between 0 and 1: a logistic model over named features of the quote itself.

The weights (`models/confidence.toml`) are learnt by `python -m training.confidence` from annotated
articles: of rows at 0.9, about 90 % should have the right words and the right speaker. Measured in
`benchmarks/RESULTS.md`.
"""

import math
import tomllib
from functools import cache
from importlib.resources import files

from pipeline.records import Quote

DECIMALS = 3


def features(quote: Quote) -> frozenset[str]:
    """Return what speaks for or against a quote, by name."""
    speaker = quote.speaker
    found = {
        f"type={quote.type}",
        f"rule={quote.rule}",
        f"resolution={quote.resolution}",
        f"kind={speaker.kind if speaker else 'nobody'}",
    }
    if speaker:
        words = speaker.name.split()
        found.add("name: one word" if len(words) == 1 else "name: several words")
        if len(words) > 4:
            found.add("name: long")
        if not all(w[0].isupper() for w in words):
            found.add("name: lower case")
        if speaker.role:
            found.add("role")
    if len(quote.quote.split()) < 4:
        found.add("quote: short")
    if quote.mention and len(quote.mention.split()) > 12:
        found.add("mention: long")
    return frozenset(found)


def confidence(quote: Quote) -> float:
    """Return the chance that a quote is right end to end, rounded to three decimals."""
    weights = _weights()
    total = weights["bias"] + sum(weights.get(name, 0.0) for name in sorted(features(quote)))
    return round(1 / (1 + math.exp(-total)), DECIMALS)


@cache
def _weights() -> dict[str, float]:
    text = files("pipeline").joinpath("models", "confidence.toml").read_text(encoding="utf-8")
    weights: dict[str, float] = tomllib.loads(text)["weights"]
    return weights
