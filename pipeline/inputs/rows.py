"""What the format modules hand over: a table, its rows, and what was wrong with a row or a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.records import Reason


class FileProblem(Exception):
    """A file cannot be read (any further). The stage makes a row of `rejects` of it."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Keep the reason apart from the words for a person."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Row:
    """One record; ``number`` counts from 1."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One record that could not be read; the records after it can."""

    number: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    """Records with, where the format fixes them beforehand, the names of the columns.

    ``part`` names the piece of the file where a file holds several tables (sheets of a workbook).
    """

    columns: tuple[str, ...] | None
    rows: Iterator[Row | BadRow]
    part: str = ""
