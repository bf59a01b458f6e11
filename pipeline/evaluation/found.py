"""Read the quotes that a run found: from its folder, from its table, or in the form of the gold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.evaluation.gold import claimed, json_lines
from pipeline.records import QuoteType, Span

if TYPE_CHECKING:
    import pandas as pd

_TYPES = frozenset(QuoteType)
_COLUMNS = (
    "article_id",
    "quote_type",
    "quote",
    "quote_start",
    "quote_end",
    "speaker",
    "role",
    "cue",
)
# What other tools' tables may lack.
_OPTIONAL = ("mention", "resolution", "rule", "confidence")
# How a missing value looks once it went through a text file.
_MISSING = frozenset({"nan", "NaN", "None"})


@dataclass(frozen=True, slots=True)
class Row:
    """One predicted quote.

    Attributes:
        type: direct, mixed or indirect.
        quote: the words.
        claim: the span its offsets name, if they are numbers.
        speaker: empty for nobody, as are ``role`` and ``cue``.
        role: the speaker's role.
        cue: the attribution words.
        mention: the words that name the speaker; ``None`` where the table holds no mentions.
        resolution: how the mention leads to the speaker; empty where the table does not say it.
        rule: what found the quote; empty where the table does not say it.
        confidence: between 0 and 1; ``None`` where the table does not say it.
    """

    type: QuoteType
    quote: str
    claim: Span | None
    speaker: str
    role: str
    cue: str
    mention: str | None = None
    resolution: str = ""
    rule: str = ""
    confidence: float | None = None


def read_rows(path: Path) -> dict[str, list[Row]]:
    """Read predicted quotes by article: a run's folder, a CSV or Parquet table, or the gold format.

    Raises:
        InputError: nothing to read there, a column is missing, or a ``quote_type`` is none of the
            three.
    """
    if path.is_dir():
        found = _table_of(path, "quotes")
        if found is None:
            raise InputError(
                f"{path} holds neither quotes.csv nor quotes.parquet",
                "Give the folder that `kutipan run --out` wrote, or the table itself.",
            )
        path = found
    rows: dict[str, list[Row]] = {}
    records = _from_json(path) if path.suffix == ".jsonl" else _from_table(path)
    for article_id, record in records:
        rows.setdefault(article_id, []).append(_row(record, path))
    return rows


def read_texts(path: Path) -> dict[str, str] | None:
    """Read the texts of the articles, by id, where a run's folder or a file like the gold has them.

    Returns:
        All articles, those without quotes too; ``None`` where there is nothing but quotes.

    Raises:
        InputError: a table is there and cannot be read.
    """
    if path.is_dir():
        table = _table_of(path, "articles")
        if table is None:
            return None
        return {str(key): text for key, text in _cells(_frame(table), table, "article_id", "text")}
    if path.suffix != ".jsonl":
        return None
    texts = {
        str(record.get("id")): record["text"]
        for _, record in json_lines(path)
        if "quotes" in record and isinstance(record.get("text"), str)
    }
    return texts or None


def _table_of(run: Path, name: str) -> Path | None:
    both = (run / f"{name}.csv", run / f"{name}.parquet")
    return next((path for path in both if path.is_file()), None)


def _from_json(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, record in json_lines(path):
        if "quotes" in record:
            entries = record["quotes"]
            if not (isinstance(entries, list) and all(isinstance(e, dict) for e in entries)):
                raise InputError(
                    f"line {number} of {path} has quotes that are no list of objects",
                    'Each line wants {"id", "quotes": [{"type", "quote", "speaker", …}]}.',
                )
            for entry in entries:
                renamed = {"quote_type": "type", "quote_start": "start", "quote_end": "end"}
                yield (
                    str(record.get("id")),
                    entry | {new: entry.get(old) for new, old in renamed.items()},
                )
        elif "article_id" in record:
            yield str(record["article_id"]), record
        else:
            raise InputError(
                f"line {number} of {path} has neither quotes nor an article_id",
                "Give a quotes table, or articles in the form of the gold file.",
            )


def _from_table(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    frame = _frame(path)
    names = (*_COLUMNS, *(name for name in _OPTIONAL if name in frame.columns))
    for values in _cells(frame, path, *names):
        yield str(values[0]), dict(zip(names, values, strict=True))


def _frame(path: Path) -> "pd.DataFrame":
    import pandas as pd

    from pipeline.labels import read_cells

    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return read_cells(path)
    except (OSError, ValueError) as error:  # pandas and pyarrow errors are ValueErrors
        raise InputError(
            f"cannot read {path} as a table: {str(error).splitlines()[0]}",
            "Give the folder of a run, its quotes.csv or its quotes.parquet.",
        ) from error


def _cells(frame: "pd.DataFrame", path: Path, *columns: str) -> Iterator[tuple[str, ...]]:
    if missing := [name for name in columns if name not in frame.columns]:
        raise InputError(
            f"{path} has no column {missing[0]}",
            f"A table of {path.stem} has the columns {', '.join(columns)}.",
        )
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def _row(record: Mapping[str, object], path: Path) -> Row:
    kind = record.get("quote_type")
    if kind not in _TYPES:
        raise InputError(
            f"{path} has the quote_type {kind!r}", "Each row wants direct, mixed or indirect."
        )
    return Row(
        type=QuoteType(str(kind)),
        quote=_words(record.get("quote")),
        claim=claimed(record.get("quote_start"), record.get("quote_end")),
        speaker=_words(record.get("speaker")),
        role=_words(record.get("role")),
        cue=_words(record.get("cue")),
        mention=_words(record["mention"]) if "mention" in record else None,
        resolution=_words(record.get("resolution")),
        rule=_words(record.get("rule")),
        confidence=_share(record.get("confidence")),
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) and value not in _MISSING else ""


def _share(value: object) -> float | None:
    try:
        share = float(str(value))
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
