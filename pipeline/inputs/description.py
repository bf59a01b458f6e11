"""What would be read of files, told from the beginnings of their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.errors import InputError
from pipeline.inputs import dates
from pipeline.inputs.columns import FIELDS, check_mapping, listed, recognise, require_mapped
from pipeline.inputs.dates import TIMEZONE
from pipeline.inputs.meter import Meter
from pipeline.inputs.rows import FileProblem, Row
from pipeline.inputs.sources import ENDINGS, Source, discover
from pipeline.inputs.tables import open_tables

LOOKED_AT = 100  # records that show a table's columns


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """What would be read of one file.

    Attributes:
        path: the file.
        format: ``text``, ``html``, ``csv``, ``jsonl``, ``json``, ``parquet``, ``xlsx`` or empty.
        columns: the columns it has; none for a file of one article.
        fields: field of an article -> the columns that feed it, the preferred first.
        problem: why nothing can be read of it; empty where something can.
    """

    path: str
    format: str
    columns: tuple[str, ...] = ()
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problem: str = ""


def describe(
    inputs: Sequence[str | Path],
    *,
    mapping: Mapping[str, str] | None = None,
    timezone: str = TIMEZONE,
) -> list[SourceDescription]:
    """Tell what `read` would read, without reading more than the beginnings of tables.

    Raises:
        InputError: see `read`.
        UsageError: see `read`.
    """
    mapping = check_mapping(mapping)
    dates.zone(timezone)
    sources = discover(inputs)
    if mapping:
        require_mapped_in(sources, mapping)
    return [_describe(source, mapping) for source in sources]


def _describe(source: Source, mapping: Mapping[str, str]) -> SourceDescription:
    problem = source.problem
    names: list[str] = []
    if not source.format:
        problem = problem or f"not an ending that can be read: {ENDINGS}"
    elif not source.is_page and not problem:
        try:
            names = _column_names(source, mapping)
        except FileProblem as failure:
            problem = failure.detail
        else:
            if not recognise(names, mapping).has_text:
                problem = f"no column of text among: {listed(names)}"
    feeds = recognise(names, mapping).feeds
    fields = tuple((field, feeds[field]) for field in FIELDS if feeds[field])
    return SourceDescription(source.name, source.format, tuple(names), fields, problem)


def require_mapped_in(sources: Sequence[Source], mapping: Mapping[str, str]) -> None:
    """Check that some table has each mapped column: one without it does not stop the others."""
    tables = [s for s in sources if s.format and not s.is_page and not s.problem]
    names: dict[str, None] = {}
    for source in tables:
        try:
            names.update(dict.fromkeys(_column_names(source, mapping)))
            require_mapped(list(names), mapping)
        except (FileProblem, InputError):
            continue
        return
    if names:
        require_mapped(list(names), mapping)


def _column_names(source: Source, mapping: Mapping[str, str]) -> list[str]:
    names: dict[str, None] = {}
    with open_tables(source, mapping, Meter()) as tables:
        for table in tables:
            if table.columns is not None:
                names.update(dict.fromkeys(name for name in table.columns if name))
            else:
                for row in islice(table.rows, LOOKED_AT):
                    if isinstance(row, Row):
                        names.update(dict.fromkeys(str(name) for name in row.values))
    return list(names)
