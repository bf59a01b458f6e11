"""The tables' contract, derived from the columns: order, types, checks, and the data dictionary."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow

from pipeline.columns import DTYPES, JOIN, LONGEST_CONTEXT, SPANS, TABLES, TOGETHER, Column, Kind
from pipeline.errors import PipelineError

_LONGEST_TOLD = 300


class HasTables(Protocol):
    """What ``check_offsets`` looks at."""

    @property
    def quotes(self) -> pd.DataFrame:
        """The quotes."""

    @property
    def articles(self) -> pd.DataFrame:
        """The articles with their texts."""


def names(table: str) -> list[str]:
    """Return the column names of ``table`` in their order."""
    return [column.name for column in TABLES[table]]


def dtypes(table: str) -> dict[str, str]:
    """Return the pandas type of every column of ``table``."""
    return {column.name: DTYPES[column.kind] for column in TABLES[table]}


def empty(table: str) -> pd.DataFrame:
    """Return ``table`` without rows, typed."""
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in dtypes(table).items()})


def typed(table: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Make a frame of ``rows`` with the columns, order and types of ``table``.

    Half a surrogate pair, which no file can hold, becomes U+FFFD: one character as before, so that
    offsets stay right.
    """
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [_storable(row[column.name]) for row in rows], dtype=DTYPES[column.kind]
            )
            for column in TABLES[table]
        }
    )


@cache
def arrow_schema(table: str) -> arrow.Schema:
    """Return the arrow schema of ``table``.

    It carries the pandas types, so that ``pd.read_parquet`` gives ``Int64`` and not floats.
    """
    return arrow.Schema.from_pandas(empty(table), preserve_index=False)


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


def check_offsets(tables: HasTables) -> pd.DataFrame:
    """Compare every span with what the article's text holds there.

    Returns:
        One row a fault: ``quote_id``, ``field`` (quote, mention, cue), ``said``, ``found``; no rows
        where all is right. An article that is missing counts as empty text.
    """
    texts: dict[str, str] = dict(
        zip(tables.articles["article_id"], tables.articles["text"], strict=True)
    )
    quotes = tables.quotes
    of = [texts.get(article, "") for article in quotes["article_id"]]
    faults: list[tuple[str, str, str, str]] = []
    for field, start, end in SPANS["quotes"]:
        if field is None:
            continue
        given = quotes[field].notna() | quotes[start].notna()
        rows = zip(
            quotes["quote_id"],
            quotes[field].fillna(""),
            quotes[start].fillna(0),
            quotes[end].fillna(0),
            of,
            given,
            strict=True,
        )
        faults += [
            (key, field, said, text[first:last])
            for key, said, first, last, text, there in rows
            if there and text[first:last] != said
        ]
    return pd.DataFrame(faults, columns=["quote_id", "field", "said", "found"], dtype="str")


def dictionary(table: str) -> str:
    """Return the data dictionary of ``table`` as a Markdown table."""
    lines = ["| column | type | meaning | example |", "| --- | --- | --- | --- |"]
    for column in TABLES[table]:
        kind: str = column.kind
        if column.choices:
            kind = " · ".join(f"`{choice}`" for choice in column.choices)
        if column.nullable:
            kind += ", may be empty"
        meaning = column.meaning.replace("|", "\\|")
        example = f"`{column.example}`" if column.example else ""
        lines.append(f"| `{column.name}` | {kind} | {meaning} | {example} |")
    return "\n".join(lines) + "\n"


def _cases(broken: pa.errors.SchemaErrors) -> list[dict[str, Any]]:
    return broken.failure_cases.to_dict("records")  # type: ignore[no-any-return]


def _told(case: Mapping[str, Any]) -> str:
    # A check of whole rows lists every column of a row that fails it.
    if case["schema_context"] == "Column":
        return f"{case['column']}: {case['check']}"
    return str(case["check"])


def _storable(value: object) -> object:
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return "".join(
            "\N{REPLACEMENT CHARACTER}" if "\ud800" <= c <= "\udfff" else c for c in value
        )
    return value


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
