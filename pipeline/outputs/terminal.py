"""Lay tables out for a terminal: quotes and models as grids, a run's plan and end as lines."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.catalog import Model

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.batch import RunSummary
    from pipeline.inputs.description import SourceDescription

# What a pipe is given: wide enough for a role beside a quote.
_PIPE_WIDTH = 120
_QUOTE_COLUMNS = {"quote_type": 8, "speaker": 20, "role": 24, "cue": 14}


def print_quotes(quotes: "pd.DataFrame", to: TextIO) -> None:
    """Print the columns of the quotes table that people read, one row a quote, words wrapped."""
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name, width in _QUOTE_COLUMNS.items():
        grid.add_column(name.removeprefix("quote_"), max_width=width, overflow="fold")
    grid.add_column("quote", ratio=1, overflow="fold")
    for row in quotes[[*_QUOTE_COLUMNS, "quote"]].itertuples(index=False):
        grid.add_row(*(_plain(value) for value in row))
    _print_grid(grid, to)


def serialised(quotes: "pd.DataFrame", form: Literal["json", "csv"]) -> str:
    """Return a table of quotes as text that a program reads."""
    if form == "csv":
        return quotes.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%SZ")
    return quotes.to_json(orient="records", force_ascii=False, indent=2, date_format="iso") + "\n"


def print_first(out: Path, rows: int, to: TextIO) -> None:
    """Print the first rows of the quotes table in the folder of a run, reading no more of it."""
    from pyarrow.parquet import ParquetFile

    from pipeline.labels import read_cells

    table = out / "quotes.csv"
    if table.is_file():
        quotes = read_cells(table, rows)
    else:
        with ParquetFile(out / "quotes.parquet") as file:
            first = next(file.iter_batches(batch_size=rows), None)
            quotes = (
                file.schema_arrow.empty_table().to_pandas() if first is None else first.to_pandas()
            )
    print_quotes(quotes, to)


def print_summary(summary: "RunSummary", to: TextIO) -> None:
    """Print what a run read, found and left out, and where the tables are."""
    counts = summary.counts
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.quotes.items())
    took = "nothing left to do" if summary.already_complete else f"{summary.seconds:.1f} s"
    lines = [
        f"read     {counts.records:,} records: {counts.articles:,} articles "
        f"({counts.duplicates:,} of them duplicates), {counts.rejected:,} left out; {took}",
        f"found    {sum(counts.quotes.values()):,} quotes ({kinds}), {counts.unresolved:,} of them "
        f"without a speaker; {counts.speakers:,} speakers, {counts.people:,} people",
    ]
    if counts.rejects:
        told = ", ".join(f"{reason} {count:,}" for reason, count in sorted(counts.rejects.items()))
        lines.append(f"rejects  {told}")
    names = dict.fromkeys(path.stem for path in summary.files)
    endings = dict.fromkeys(path.suffix for path in summary.files)
    lines.append(f"tables   {', '.join(names)} ({', '.join(endings)}) in {summary.out}")
    print("\n".join(lines), file=to)


def print_plan(sources: "Sequence[SourceDescription]", to: TextIO) -> None:
    """Print a line a file: its format and which columns feed which field, or why it is left out."""
    for source in sources:
        if source.problem:
            said = f"left out: {source.problem}"
        else:
            feeds = (f"{field} <- {', '.join(columns)}" for field, columns in source.fields)
            said = "; ".join((source.format, *feeds))
        print(_printable(f"{source.path}: {said}"), file=to)


def print_lines(lines: Sequence[str], to: TextIO) -> None:
    """Print lines that hold words of articles, each as one line without control sequences."""
    print("\n".join(_printable(line) for line in lines), file=to)


def print_models(models: Sequence[Model], folder: Path, to: TextIO) -> None:
    """Print what is bundled, whether each file is whole, and what each reached."""
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in ("model", "file", "task", "MB", "version", "licence", "state"):
        grid.add_column(name, overflow="fold", justify="right" if name == "MB" else "left")
    for model in models:
        values = (model.name, model.file, model.task, f"{model.bytes / 1e6:.1f}", model.version)
        grid.add_row(*map(_plain, (*values, model.licence, model.state(folder))))
    _print_grid(grid, to)
    for model in models:
        if model.figures:
            print(_printable(f"{model.name}: {', '.join(_figures(model.figures))}"), file=to)


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    for measure, value in figures.items():
        if isinstance(value, Mapping):
            yield from (f"{measure} {figure}" for figure in _figures(value))
        else:
            yield f"{measure} {value}"


def _print_grid(grid: Table, to: TextIO) -> None:
    """Print a grid as wide as the terminal, without the spaces and empty lines that pad it."""
    width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns
    console = Console(file=to, width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as drawn:
        console.print(grid)
    lines = [line.rstrip() for line in drawn.get().splitlines()]
    print("\n".join(line for line in lines if line), file=to)


def _plain(value: object) -> Text:
    """Return a cell that holds no control sequence of the terminal; a missing value is empty."""
    return Text(_printable(value) if isinstance(value, str) else "")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
