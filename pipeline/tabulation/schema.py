"""The tables, derived from the columns: order, types, and the data dictionary."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

import pandas as pd
import pyarrow as arrow

from pipeline.tabulation.columns import DTYPES, SPANS, TABLES


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
