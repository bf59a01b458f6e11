"""Tables of Parquet files and of Excel workbooks."""

import itertools
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.inputs.rows import BadRow, FileProblem, Row, Table
from pipeline.inputs.sources import Source
from pipeline.inputs.streams import failures
from pipeline.records import Reason

_BATCH = 256  # rows in memory at once: articles are long


def read_parquet(source: Source) -> Iterator[Table]:
    """Read a Parquet file, a few rows at a time.

    Raises:
        FileProblem: the file is damaged, empty or gone.
    """
    with _damage("Parquet file"):
        _refuse_empty(source)
        with source.path.open("rb") as stream, pyarrow.parquet.ParquetFile(stream) as file:
            yield Table(tuple(file.schema_arrow.names), _batches(file))


def _batches(file: pyarrow.parquet.ParquetFile) -> Iterator[Row | BadRow]:
    number = 0
    with _damage("Parquet file"):
        for batch in file.iter_batches(batch_size=_BATCH):
            for values in batch.to_pylist():
                number += 1
                yield Row(number, values)


def read_xlsx(source: Source) -> Iterator[Table]:
    """Read the sheets of a workbook, one table each; rows are counted through all of them.

    Raises:
        FileProblem: the file is damaged, empty or gone.
    """
    with _damage("workbook"):
        _refuse_empty(source)
        with source.path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            count = itertools.count(1)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                cells = sheet.iter_rows(values_only=True)
                header = next((row for row in cells if not _is_blank(row)), None)
                if header is not None:
                    columns = tuple("" if cell is None else str(cell).strip() for cell in header)
                    yield Table(columns, _sheet(cells, columns, count), part=sheet.title)


def _sheet(
    cells: Iterator[tuple[Any, ...]], columns: tuple[str, ...], count: Iterator[int]
) -> Iterator[Row | BadRow]:
    with _damage("workbook"):
        for row, number in zip(cells, count, strict=False):
            if not _is_blank(row):
                named = zip(columns, row, strict=False)
                yield Row(number, {name: _cell(cell) for name, cell in named if name})


@contextmanager
def _damage(kind: str) -> Iterator[None]:
    """Turn what the two libraries raise on a damaged file into a `FileProblem`."""
    try:
        with failures():
            yield
    except (
        pyarrow.ArrowException,
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        KeyError,  # a part of the workbook is missing
        ValueError,
        TypeError,
        SyntaxError,  # what the XML parser raises
    ) as error:
        raise FileProblem(Reason.UNREADABLE, f"damaged {kind}: {error}") from error


def _cell(value: object) -> object:
    # Excel writes control characters as _x000D_, which openpyxl hands over as they stand.
    return unescape(value) if isinstance(value, str) and "_x" in value else value


def _is_blank(row: tuple[Any, ...]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _refuse_empty(source: Source) -> None:
    if source.path.stat().st_size == 0:
        raise FileProblem(Reason.EMPTY, "the file is empty")
