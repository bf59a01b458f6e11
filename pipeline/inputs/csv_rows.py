"""Tables of delimited text: comma, semicolon or tab, quoted in any way programs do it."""

import csv
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from pipeline.inputs.encodings import mend
from pipeline.inputs.rows import BadRow, FileProblem, Row, Table
from pipeline.inputs.streams import MAX_ARTICLE
from pipeline.records import Reason

if TYPE_CHECKING:
    import _csv

_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 1_000_000
# A record of more lines than this has lost its closing mark.
_MAX_LINES = 20_000
# Reading again after a lost mark costs up to _MAX_LINES lines each time.
_MAX_RECOVERIES = 200
# Never stands in a file: reads a table of a single column, commas and all.
_NO_DELIMITER = "\x1f"


@dataclass(frozen=True, slots=True)
class _Style:
    delimiter: str
    quoting: int = csv.QUOTE_MINIMAL
    escape: str | None = None

    def reader(self, lines: Iterator[str]) -> "_csv.Reader":
        # Strict: a stray mark is an error. Otherwise marks vanish, and quotes are found by them.
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=self.quoting,  # type: ignore[arg-type]
            escapechar=self.escape,
            strict=True,
        )


_STYLES = tuple(
    _Style(delimiter, quoting, escape)
    for quoting, escape in (
        (csv.QUOTE_MINIMAL, None),
        (csv.QUOTE_MINIMAL, "\\"),
        (csv.QUOTE_NONE, None),
    )
    for delimiter in (",", ";", "\t", _NO_DELIMITER)
)


def read_csv(stream: TextIO, knows_text: Callable[[Sequence[str]], bool]) -> Table:
    """Read delimited text; ``knows_text`` tells whether a header names a column of text.

    Raises:
        FileProblem: the table has no header.
    """
    csv.field_size_limit(MAX_ARTICLE)
    sample = _sample(stream)
    style = max(_STYLES, key=lambda style: _fitness(style, sample, knows_text))
    lines = _Lines(stream, sample)
    reader = style.reader(lines)
    header: list[str] = []
    try:
        while not any(cell.strip() for cell in header):
            lines.taken.clear()
            header = next(reader)
    except StopIteration:
        raise FileProblem(Reason.EMPTY, "the table is empty") from None
    except csv.Error as error:
        raise FileProblem(Reason.BROKEN_RECORD, f"the header cannot be read: {error}") from error
    columns = tuple(mend(cell).strip() for cell in header)
    return Table(columns, _rows(style, lines, columns))


def _sample(stream: TextIO) -> list[str]:
    """Take the first lines, and what remains of the last one: they are read again with the rest."""
    sample: list[str] = []
    size = 0
    while len(sample) < _SAMPLE_LINES and size < _SAMPLE_CHARACTERS:
        line = stream.readline(MAX_ARTICLE)
        if not line:
            break
        sample.append(line)
        size += len(line)
    return sample


def _fitness(
    style: _Style, sample: list[str], knows_text: Callable[[Sequence[str]], bool]
) -> tuple[bool, bool, bool, bool, int, int]:
    """Rate a style: a column of text, then records as wide as the header, then columns.

    Reading without quoting comes last: it takes the lines of a cell for records and the marks
    around a cell for its text, and finds nothing wrong with either.
    """
    reader = style.reader(iter(sample))
    header: list[str] = []
    good = bad = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            if reader.line_num >= len(sample):
                break  # the record goes on past the sample
            bad += 1
            continue
        if not header:
            header = record
        elif record:
            good, bad = good + (len(record) == len(header)), bad + (len(record) != len(header))
    named = knows_text([cell.strip() for cell in header])
    quoted = style.quoting != csv.QUOTE_NONE
    return named, good >= bad, quoted, len(header) > 1, good - bad, len(header)


class _Lines:
    """The lines of a file, with a memory of those that the record under way has taken."""

    def __init__(self, stream: TextIO, first: Sequence[str]) -> None:
        self._stream = stream
        self._waiting = deque(first)
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_LINES:
            raise StopIteration  # inside a quoted field, which `csv` then reports as unfinished
        line = self._waiting.popleft() if self._waiting else self._stream.readline(MAX_ARTICLE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """Give back all lines of the record under way but the first."""
        self._waiting.extendleft(reversed(self.taken[1:]))


def _rows(style: _Style, lines: _Lines, columns: tuple[str, ...]) -> Iterator[Row | BadRow]:
    reader = style.reader(lines)
    recoveries = 0
    number = 0
    while True:
        lines.taken.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            detail = str(error)
            if len(lines.taken) > 1:
                if recoveries < _MAX_RECOVERIES:
                    recoveries += 1
                    lines.put_back()
                else:
                    detail = f"{detail}; {len(lines.taken)} lines were lost with it"
            yield BadRow(number, Reason.BROKEN_RECORD, detail)
            continue
        if not any(record):
            continue
        number += 1
        if len(record) != len(columns):
            detail = f"{len(record)} fields where the header has {len(columns)}"
            yield BadRow(number, Reason.BROKEN_RECORD, detail)
            continue
        try:
            cells = [mend(cell) for cell in record]
        except FileProblem as problem:
            yield BadRow(number, problem.reason, problem.detail)
            continue
        yield Row(number, dict(itertools.zip_longest(columns, cells)))
