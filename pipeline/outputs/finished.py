"""A finished run read back: its tables, made sure to fit together, and how it was made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import InputError
from pipeline.outputs.tables import read_run
from pipeline.tabulation.schema import check_offsets

RECORD = "run.json"
_ANEW = "Run kutipan anew with the same --out."


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """The tables of a run that its quotes are shown and handed on from."""

    quotes: pd.DataFrame
    speakers: pd.DataFrame
    people: pd.DataFrame
    articles: pd.DataFrame


def read_finished(run: Path) -> FinishedRun:
    """Read the tables of a run, from Parquet or CSV.

    Raises:
        InputError: ``run`` is no folder of a run, a table of it is missing or broken, or the tables
            do not fit together: an article is missing, or offsets do not hold the words.
    """
    tables = FinishedRun(*read_run(run, *(field.name for field in fields(FinishedRun))))
    if "text" not in tables.articles:
        raise InputError(
            f"the table of articles in {run} has no column `text`",
            "Quotes are found in their place: give the folder as `kutipan run` wrote it.",
        )
    if not tables.quotes["article_id"].isin(tables.articles["article_id"]).all():
        raise InputError(
            f"{run} has quotes of an article that its table of articles does not hold",
            "The tables are of two runs, or one was edited: run kutipan anew.",
        )
    faults = check_offsets(tables)
    if len(faults):
        raise InputError(
            f"the offsets of quote {faults['quote_id'].iloc[0]} in {run} do not hold its words",
            "CSV for spreadsheets (--excel) has an apostrophe before some cells: give a folder "
            "with the Parquet files of the run, or make the run again without --excel.",
        )
    return tables


def read_arguments(run: Path) -> Mapping[str, Any]:
    """Return what `kutipan run` was called with; nothing where a folder has no ``run.json``.

    Raises:
        InputError: ``run.json`` cannot be read.
    """
    path = run / RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return dict(record["arguments"])
    except FileNotFoundError:
        return {}
    except (KeyError, TypeError) as error:
        raise InputError(f"{path} was not written by kutipan", _ANEW) from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}", _ANEW) from error
