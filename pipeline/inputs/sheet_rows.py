"""Tables of Parquet files and of Excel workbooks."""

import itertools
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.inputs.meter import Meter
from pipeline.inputs.rows import BadRow, FileProblem, Row, Table
from pipeline.inputs.sources import Source
from pipeline.inputs.streams import failures
from pipeline.records import Reason

_BATCH = 256  # rows in memory at once: articles are long
_BATCH_BYTES = 64_000_000
# Text packs to a tenth or a twentieth of its size. What packs to less than a thousandth is no text,
# and a file of a few kilobytes could claim more than any memory holds.
_MAX_PACKED = 1_000
_SMALL = 100_000_000
MAX_WORKBOOK = 300_000_000
"""Bytes of a workbook, unpacked: its texts are held in memory; larger ones belong into .csv."""
_MAX_ROWS = 1_048_576
"""Excel's own limit. A row carries its number, and openpyxl makes rows up to it."""
_ABOVE = 20
"""How many rows of headings, notes and dates may stand above the names of the columns."""


def read_parquet(source: Source, meter: Meter) -> Iterator[Table]:
    """Read a Parquet file, a few rows at a time.

    Raises:
        FileProblem: the file is damaged, empty or gone.
    """
    with _damage("Parquet file"):
        _refuse_empty(source)
        # A text that many rows share stands in the file once, and is to stand in memory once.
        with source.path.open("rb") as stream:
            schema = pyarrow.parquet.read_schema(stream)
            shared = [field.name for field in schema if _is_text(field.type)]
            with pyarrow.parquet.ParquetFile(stream, read_dictionary=shared) as file:
                rows = _rows_at_once(file.metadata, source.path.stat().st_size)
                yield Table(tuple(schema.names), _batches(file, rows, meter))


def _is_text(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_binary(kind))


def _rows_at_once(metadata: pyarrow.parquet.FileMetaData, size: int) -> int:
    """Return how many rows to read at once, few where they are large.

    Raises:
        FileProblem: the file claims to hold far more than its size can.
    """
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    if metadata.num_rows > size or (unpacked > _SMALL and unpacked > _MAX_PACKED * size):
        raise FileProblem(
            Reason.TOO_LARGE,
            f"{size:,} bytes that unpack to {unpacked:,} and {metadata.num_rows:,} rows",
        )
    largest = max((group.total_byte_size / max(1, group.num_rows) for group in groups), default=0)
    return max(1, min(_BATCH, int(_BATCH_BYTES / max(1, largest))))


def _batches(file: pyarrow.parquet.ParquetFile, rows: int, meter: Meter) -> Iterator[Row | BadRow]:
    number = 0
    with _damage("Parquet file"):
        for batch in file.iter_batches(batch_size=rows):
            for place in range(batch.num_rows):
                number += 1
                meter.at(number / file.metadata.num_rows)
                yield Row(number, batch.slice(place, 1).to_pylist()[0])


def read_xlsx(source: Source, knows_text: Callable[[Sequence[str]], bool]) -> Iterator[Table]:
    """Read the sheets of a workbook, one table each; rows are counted through all of them.

    The columns are named in the first row that is not blank; or, where it is the title of a table,
    in the one below that is wider and names a column of text, which ``knows_text`` tells.

    Raises:
        FileProblem: the file is damaged, empty or gone.
    """
    with _damage("workbook"):
        _refuse_empty(source)
        with source.path.open("rb") as stream:
            with zipfile.ZipFile(stream) as parts:
                # What is declared binds: a part that holds more is damaged.
                unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > MAX_WORKBOOK:
                raise FileProblem(Reason.TOO_LARGE, f"a workbook of {unpacked:,} bytes, unpacked")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            count = itertools.count(1)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                cells = _at_most(sheet.iter_rows(values_only=True))
                first = list(itertools.islice((row for row in cells if not _is_blank(row)), _ABOVE))
                if first:
                    names = [_names(row) for row in first]
                    place = _header(names, knows_text)
                    rows = itertools.chain(first[place + 1 :], cells)
                    columns = names[place]
                    yield Table(columns, _sheet(rows, columns, count), part=sheet.title)


def _header(rows: Sequence[tuple[str, ...]], knows_text: Callable[[Sequence[str]], bool]) -> int:
    """Return which row names the columns; a title above them fills fewer cells than they do."""
    widest = 0
    for place, row in enumerate(rows):
        filled = sum(map(bool, row))
        if filled > widest and knows_text(row):
            return place
        widest = max(widest, filled)
    return 0


def _names(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip() for cell in row)


def _sheet(
    cells: Iterator[tuple[Any, ...]], columns: tuple[str, ...], count: Iterator[int]
) -> Iterator[Row | BadRow]:
    with _damage("workbook"):
        for row, number in zip(cells, count, strict=False):
            if not _is_blank(row):
                named = zip(columns, row, strict=False)
                yield Row(number, {name: _cell(cell) for name, cell in named if name})


def _at_most(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield from itertools.islice(rows, _MAX_ROWS)
    if next(rows, None) is not None:
        raise FileProblem(Reason.TOO_LARGE, f"a sheet of more than {_MAX_ROWS:,} rows")


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
