"""Weights of named features: bundled as TOML, summed as log-odds."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

BIAS = "bias"


@cache
def bundled(name: str) -> Mapping[str, float]:
    """Read ``models/NAME.toml``."""
    text = files("pipeline").joinpath("models", f"{name}.toml").read_text(encoding="utf-8")
    weights: dict[str, float] = tomllib.loads(text)["weights"]
    return weights


def total(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """Return the bias and the weights of ``features``, summed in one order whatever theirs."""
    return weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) for name in sorted(features))


def upto(number: float, *bounds: float) -> str:
    """Name the range that a number falls into: ``<= 3`` of 1 and 3, ``> 3`` where 3 is the last."""
    return next((f"<= {bound}" for bound in bounds if number <= bound), f"> {bounds[-1]}")
