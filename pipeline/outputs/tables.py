"""Tables as files: CSV and Parquet, written piece by piece, and read back as they were."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.csv
import pyarrow.parquet

from pipeline.errors import InputError
from pipeline.labels import Language, labels, read_cells
from pipeline.outputs.files import staged
from pipeline.stages.tabulate import Tables
from pipeline.tabulation.columns import DTYPES, TABLES, Column, Kind
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import arrow_schema

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "parquet")
BOM = b"\xef\xbb\xbf"

# A row group is what a reader of Parquet loads at once.
_GROUP_ROWS = 20_000
_GROUP_BYTES = 32_000_000
# What makes a spreadsheet take a cell for a formula.
FORMULA = r"\A([=+\-@\t\r])"


class TableWriter:
    """Writes one table into ``folder``, in one or more formats, a frame at a time.

    Args:
        table: its name, which names the files.
        folder: where the files go.
        formats: ``csv``, ``parquet``, or both.
        excel: whether the CSV file begins with a byte order mark and has an apostrophe before cells
            that a spreadsheet would run as a formula.
        language: of the names of columns and fixed values in the CSV file.
    """

    def __init__(
        self,
        table: str,
        folder: Path,
        formats: Sequence[Format] = FORMATS,
        excel: bool = False,
        language: Language = "en",
    ) -> None:
        """Open the files."""
        self._table = table
        self._excel = excel
        self._labels = labels(language)
        self._schema = arrow_schema(table)
        self._waiting: list[arrow.Table] = []
        self._rows = self._bytes = 0
        self._files = ExitStack()
        self._parquet: arrow.parquet.ParquetWriter | None = None
        self._csv: arrow.csv.CSVWriter | None = None
        if "parquet" in formats:
            path = folder / f"{table}.parquet"
            self._parquet = self._files.enter_context(
                arrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
            )
        if "csv" in formats:
            file = self._files.enter_context((folder / f"{table}.csv").open("wb"))
            if excel:
                file.write(BOM)
            header = self._as_text(self._schema.empty_table()).schema
            self._csv = self._files.enter_context(arrow.csv.CSVWriter(file, header))

    def __enter__(self) -> Self:
        """Return the writer, which the end of the block closes."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the files; of a block that failed, only close them."""
        if kind is not None:
            self._waiting = []
        self.close()

    def write(self, frame: pd.DataFrame) -> None:
        """Append ``frame``, which has the columns of the table; checked when enough has gathered.

        Raises:
            PipelineError: where the rows break the contract of the table.
            OSError: where the disk is full.
        """
        piece = arrow.Table.from_pandas(frame, schema=self._schema, preserve_index=False)
        self._waiting.append(piece)
        self._rows += len(piece)
        self._bytes += piece.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._write_group()

    def close(self) -> None:
        """Check and write what waits, and finish the files.

        Raises:
            PipelineError: see ``write``.
            OSError: see ``write``.
        """
        with self._files:
            if self._waiting:
                self._write_group()

    def _write_group(self) -> None:
        group = arrow.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._rows, self._bytes = [], 0, 0
        validate(self._table, group.to_pandas())
        if self._csv is not None:
            self._csv.write_table(self._as_text(group))
        if self._parquet is not None:
            self._parquet.write_table(group)

    def _as_text(self, piece: arrow.Table) -> arrow.Table:
        """Give every column the form it has in a CSV file."""
        columns = []
        for column in TABLES[self._table]:
            cells = piece[column.name]
            if column.kind is Kind.TIME:
                whole = cells.cast(arrow.timestamp("s", tz="UTC"))
                cells = compute.strftime(whole, format="%Y-%m-%dT%H:%M:%SZ")
            elif column.name in self._labels.values:
                cells = _relabelled(cells, self._labels.values[column.name])
            elif self._excel and column.kind is Kind.TEXT:
                cells = compute.replace_substring_regex(cells, FORMULA, r"'\1")
            columns.append(cells)
        names = [self._labels.columns.get(name, name) for name in piece.column_names]
        return arrow.table(columns, names=names)


def write_tables(
    tables: Tables,
    folder: Path,
    formats: Sequence[Format] = FORMATS,
    excel: bool = False,
    language: Language = "en",
) -> None:
    """Write all five tables into ``folder``, which is made where it is missing.

    Raises:
        OutputError: where it cannot be written; then no file of it has changed.
        PipelineError: where a table breaks its contract.
    """
    with staged(folder, folder / ".new") as stage:
        for table in TABLES:
            with TableWriter(table, stage, formats, excel, language) as writer:
                writer.write(getattr(tables, table))


def read_table(path: Path) -> pd.DataFrame:
    """Read ``quotes.csv``, ``people.parquet`` … with the types that the contract gives them.

    Both formats give the same frame; the file's name says which table it is.

    Raises:
        InputError: where the file is missing, or is no table of kutipan's.
    """
    table = path.stem
    hint = f"expected one of {', '.join(TABLES)}, as .csv or .parquet, from a folder of a run"
    if table not in TABLES or path.suffix not in {".csv", ".parquet"}:
        raise InputError(f"{path} is not named as a table of a run", hint)
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        cells = read_cells(path)
        return pd.DataFrame({column.name: _parsed(cells, column) for column in TABLES[table]})
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path} cannot be read as the table {table}: {error}", hint) from error


def read_run(run: Path, *names: str) -> list[pd.DataFrame]:
    """Read tables of a run, from Parquet where there is one, else from CSV.

    Raises:
        InputError: ``run`` is a file, one of them is missing, or is no table of kutipan's.
    """
    if run.is_file():
        raise InputError(f"{run} is one file, not the folder of a run", f"Give {run.parent}.")
    found = []
    for name in names:
        # Parquet first: a CSV file for spreadsheets has marks before some cells.
        both = (run / f"{name}.parquet", run / f"{name}.csv")
        path = next((path for path in both if path.is_file()), None)
        if path is None:
            raise InputError(
                f"{run} holds neither {name}.parquet nor {name}.csv",
                "Give the folder that `kutipan run --out` wrote.",
            )
        found.append(read_table(path))
    return found


def _relabelled(cells: arrow.ChunkedArray, labels: Mapping[str, str]) -> arrow.ChunkedArray:
    """Return a column of choices with labels in place of the values."""
    places = compute.index_in(cells, value_set=arrow.array(labels))
    return arrow.array(labels.values()).take(places)


def _parsed(table: pd.DataFrame, column: Column) -> pd.Series:
    cells = table[column.name]
    kind = pd.api.types.pandas_dtype(DTYPES[column.kind])
    if column.nullable:
        cells = cells.where(cells != "")
    if column.kind is Kind.TIME:
        return pd.to_datetime(cells, utc=True).astype(kind)
    if column.kind is Kind.WHOLE:
        return pd.to_numeric(cells).astype(kind)
    return cells.astype(kind)
