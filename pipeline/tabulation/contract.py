"""The tables' contract, derived from the columns: what must hold of a table before it is written.

A module of its own, for pandera is slow to import and only what writes or reads files needs it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pandas as pd

from pipeline.errors import PipelineError
from pipeline.records import LONGEST_CONTEXT
from pipeline.tabulation.columns import (
    DTYPES,
    JOIN,
    SPANS,
    TABLES,
    TOGETHER,
    Column,
    Kind,
)

_LONGEST_TOLD = 300


@contextmanager
def _unchanged(*names: str) -> Iterator[None]:
    """Put environment variables back to what they were."""
    before = {name: os.environ.get(name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# pandera sets these for Spark and leaves them: pyarrow then takes 07:45+07:00 for 07:45 UTC, also
# in the caller's own code.
with _unchanged("PYARROW_IGNORE_TIMEZONE", "SPARK_LOCAL_IP"):
    import pandera.pandas as pa


@cache
def checks(table: str) -> pa.DataFrameSchema:
    """Return the pandera schema of ``table``: columns, order, types and invariants."""
    return pa.DataFrameSchema(
        {column.name: _column(column) for column in TABLES[table]},
        checks=_row_checks(table),
        strict=True,
        ordered=True,
        name=table,
    )


def validate(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` where it keeps the contract of ``table``.

    Raises:
        PipelineError: naming the first broken checks and how many rows each fails in.
    """
    try:
        return checks(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as broken:
        told = JOIN.join(dict.fromkeys(_told(case) for case in _cases(broken)))
        raise PipelineError(
            f"the table {table} breaks its contract: {told[:_LONGEST_TOLD]}",
            "this is a fault of kutipan, not of your data; please report it with this line",
        ) from broken


def _cases(broken: pa.errors.SchemaErrors) -> list[dict[str, Any]]:
    return broken.failure_cases.to_dict("records")  # type: ignore[no-any-return]


def _told(case: Mapping[str, Any]) -> str:
    # A check of whole rows lists every column of a row that fails it.
    if case["schema_context"] == "Column":
        return f"{case['column']}: {case['check']}"
    return str(case["check"])


def _column(column: Column) -> pa.Column:
    tests = []
    if column.choices:
        tests.append(pa.Check.isin(column.choices))
    elif column.kind is Kind.TEXT and (column.nullable or column.key):
        tests.append(pa.Check.str_length(min_value=1))
    elif column.kind is Kind.WHOLE:
        tests.append(pa.Check.ge(0))
    elif column.kind is Kind.SHARE:
        tests.append(pa.Check.in_range(0, 1))
        tests.append(pa.Check(lambda share: share.round(3) == share, name="three_decimals"))
    if column.name == "context":
        tests.append(pa.Check.str_length(max_value=LONGEST_CONTEXT))
    return pa.Column(DTYPES[column.kind], tests, nullable=column.nullable, unique=column.key)


def _row_checks(table: str) -> list[pa.Check]:
    tests = []
    for field, start, end in SPANS.get(table, ()):
        tests.append(pa.Check(_ordered(start, end), name=f"{start} < {end}"))
        together = (start, end) if field is None else (field, start, end)
        tests.append(pa.Check(_null_together(together), name=f"{', '.join(together)} together"))
    for columns in TOGETHER.get(table, ()):
        tests.append(pa.Check(_null_together(columns), name=f"{', '.join(columns)} together"))
    return tests


def _ordered(start: str, end: str) -> Callable[[pd.DataFrame], pd.Series]:
    def test(frame: pd.DataFrame) -> pd.Series:
        missing = frame[start].isna() | frame[end].isna()
        return missing | (frame[start] < frame[end]).fillna(False).astype(bool)

    return test


def _null_together(columns: tuple[str, ...]) -> Callable[[pd.DataFrame], pd.Series]:
    def test(frame: pd.DataFrame) -> pd.Series:
        missing = frame[list(columns)].isna()
        return missing.all(axis=1) | ~missing.any(axis=1)

    return test
