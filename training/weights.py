"""Weights of named features, written as TOML that a person can read."""

import json
from collections.abc import Mapping
from pathlib import Path


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
