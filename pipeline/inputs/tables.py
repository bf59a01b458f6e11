"""The tables of a file of records, whatever its format."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pipeline.inputs.columns import recognise
from pipeline.inputs.csv_rows import read_csv
from pipeline.inputs.json_rows import read_json, read_jsonl
from pipeline.inputs.meter import Meter
from pipeline.inputs.rows import Table
from pipeline.inputs.sources import Source
from pipeline.inputs.streams import open_text


@contextmanager
def open_tables(
    source: Source, mapping: Mapping[str, str], meter: Meter
) -> Iterator[Iterator[Table]]:
    """Open a file of records.

    Args:
        source: the file.
        mapping: field of an article -> the column that feeds it.
        meter: told how much was read, while it is.

    Yields:
        Its tables: one, or each sheet of a workbook.

    Raises:
        FileProblem: it cannot be read; also while its rows are.
    """

    def knows_text(names: Sequence[str]) -> bool:
        return recognise(names, mapping).has_text

    if source.format == "csv":
        with open_text(source, meter) as stream:
            yield iter([read_csv(stream, knows_text)])
    elif source.format == "jsonl":
        with open_text(source, meter) as stream:
            yield iter([read_jsonl(stream)])
    elif source.format == "json":
        yield iter([read_json(source, knows_text)])
    else:
        # Slow to import, and most inputs are text.
        from pipeline.inputs.sheet_rows import read_parquet, read_xlsx

        of_parquet = source.format == "parquet"
        yield read_parquet(source, meter) if of_parquet else read_xlsx(source, knows_text)
