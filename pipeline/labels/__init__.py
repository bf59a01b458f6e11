"""What columns and their fixed values are called in a CSV file, in the reader's language.

The contract's names are English; ``id.toml`` holds the Indonesian ones. Every label stands for one
name and back, so that a file with labels is read as any other.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import pandas as pd

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one language.

    Attributes:
        columns: a label for each column's name.
        values: for each column of choices, a label for each of its values.
    """

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


@cache
def labels(language: Language) -> Labels:
    """Return the labels of a language; English ones are the names themselves, and not listed."""
    if language == "en":
        return Labels({}, {})
    text = (files("pipeline.labels") / f"{language}.toml").read_text(encoding="utf-8")
    return Labels(**tomllib.loads(text))


def read_cells(path: Path, rows: int | None = None) -> "pd.DataFrame":
    """Read a CSV table of kutipan's as text, under the names of the contract.

    Args:
        path: the file.
        rows: how many rows at most.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no table.
    """
    import pandas as pd

    cells = pd.read_csv(path, nrows=rows, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    return unlabelled(cells)


def unlabelled(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table as it was read from a CSV file under the names of the contract.

    Args:
        frame: cells as text; columns in whatever order.

    Returns:
        ``frame`` itself where its columns have no labels of another language.
    """
    for language in LANGUAGES:
        of = labels(language)
        names = {label: name for name, label in of.columns.items()}
        # `kutipan` alone may be a column of anybody's; a table of ours has its id as well
        if not {of.columns.get("article_id"), of.columns.get("person_id")} & set(frame.columns):
            continue
        frame = frame.rename(columns=names)
        for name, values in of.values.items():
            if name in frame.columns:
                back = {label: value for value, label in values.items()}
                frame[name] = frame[name].map(lambda cell, back=back: back.get(cell, cell))
    return frame
