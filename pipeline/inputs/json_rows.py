"""Tables in JSON: a record a line, a list of records, or one record."""

import io
import json
from collections.abc import Callable, Iterator, Sequence

from pipeline.inputs.encodings import decode, mend
from pipeline.inputs.rows import BadRow, FileProblem, Row, Table
from pipeline.inputs.sources import Source
from pipeline.inputs.streams import MAX_ARTICLE, read_bytes
from pipeline.records import Reason

MAX_JSON = 100_000_000
"""Bytes of a .json file, which is read at once; larger ones belong into .jsonl."""


def read_jsonl(stream: io.TextIOBase) -> Table:
    """Read a record a line; rows are numbered by their lines, blank ones included."""
    return Table(None, _lines(stream))


def _lines(stream: io.TextIOBase) -> Iterator[Row | BadRow]:
    number = 0
    while line := stream.readline(MAX_ARTICLE):
        number += 1
        if len(line) >= MAX_ARTICLE and not line.endswith(("\n", "\r")):
            while (rest := stream.readline(MAX_ARTICLE)) and not rest.endswith(("\n", "\r")):
                pass
            yield BadRow(
                number, Reason.TOO_LARGE, f"a line of more than {MAX_ARTICLE:,} characters"
            )
        elif line.strip():
            yield _record(line, number)


def _record(line: str, number: int) -> Row | BadRow:
    try:
        value = json.loads(mend(line))
    except FileProblem as problem:
        return BadRow(number, problem.reason, problem.detail)
    except (ValueError, RecursionError) as error:
        return BadRow(number, Reason.BROKEN_RECORD, f"not JSON: {error}")
    return _row(value, number)


def read_json(source: Source, knows_text: Callable[[Sequence[str]], bool]) -> Table:
    """Read a list of records, an object that holds such a list, a pandas export, or one record.

    ``knows_text`` tells whether names of columns hold one of a text.

    Raises:
        FileProblem: the file cannot be read, or is none of these.
    """
    text = decode(read_bytes(source, MAX_JSON))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        first = text.lstrip().partition("\n")[0]
        if isinstance(_record(first, 1), Row):  # a record a line under the wrong ending
            return Table(None, _lines(io.StringIO(text)))
        raise FileProblem(Reason.BROKEN_RECORD, f"not JSON: {error}") from error
    records = _records(value, knows_text)
    return Table(None, iter([_row(record, number) for number, record in enumerate(records, 1)]))


def _records(value: object, knows_text: Callable[[Sequence[str]], bool]) -> list[object]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise FileProblem(Reason.BROKEN_RECORD, "neither a record nor a list of records")
    columns = list(value.values())
    if columns and all(isinstance(column, dict) for column in columns):
        if knows_text(list(value)):  # DataFrame.to_json(): column -> row label -> value
            labels = dict.fromkeys(label for column in columns for label in column)
            return [{name: column.get(label) for name, column in value.items()} for label in labels]
        return [{"id": key, **record} for key, record in value.items()]
    lists = [column for column in columns if isinstance(column, list) and column]
    held = [column for column in lists if all(isinstance(entry, dict) for entry in column)]
    if len(held) == 1 and not knows_text(list(value)):
        return list(held[0])
    return [value]


def _row(value: object, number: int) -> Row | BadRow:
    if isinstance(value, dict):
        return Row(number, value)
    return BadRow(
        number, Reason.BROKEN_RECORD, f"a {type(value).__name__} where a record should be"
    )
