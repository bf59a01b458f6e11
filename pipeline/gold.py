"""Read annotated articles and predicted quotes, and find each quote's place in its text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from pipeline.errors import InputError
from pipeline.records import QuoteType, Span

# What may stand at the ends of a quote without being part of what was said.
_ENDS = (
    " \t\n\r\N{NO-BREAK SPACE}.,;:!?-()\"'`"
    "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{ACUTE ACCENT}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
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
# How a missing value looks once it went through a text file.
_MISSING = frozenset({"nan", "NaN", "None"})


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """One annotated quote; ``span`` without marks and punctuation at its ends."""

    span: Span
    type: QuoteType
    quote: str
    speaker: str
    kind: str
    role: str
    mention: str
    cue: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article; ``speakers`` counts the different ones, nobody being one of them."""

    article_id: str
    outlet: str
    text: str
    quotes: tuple[GoldQuote, ...]
    speakers: int


@dataclass(frozen=True, slots=True)
class Row:
    """One predicted quote; ``claim`` is the span its offsets name, if they are numbers."""

    type: QuoteType
    quote: str
    claim: Span | None
    speaker: str
    role: str
    cue: str


def read_gold(path: Path) -> list[GoldArticle]:
    """Read annotated articles, one JSON object a line.

    Raises:
        InputError: the file is missing or not of that form.
    """
    return [_gold_article(number, record, path) for number, record in _json_lines(path)]


def read_rows(path: Path) -> dict[str, list[Row]]:
    """Read predicted quotes by article: a run's folder, a CSV or Parquet table, or the gold format.

    Raises:
        InputError: nothing to read there, a column is missing, or a ``quote_type`` is none of the
            three.
    """
    if path.is_dir():
        path = _table_of(path)
    rows: dict[str, list[Row]] = {}
    records = _from_json(path) if path.suffix == ".jsonl" else _from_table(path)
    for article_id, record in records:
        rows.setdefault(article_id, []).append(_row(record, path))
    return rows


def holds(text: str, quote: str, claim: Span | None) -> Span | None:
    """Return the claimed span, trimmed, where it holds the quote in the text; else ``None``."""
    wanted = quote.strip(_ENDS)
    if claim is None or not wanted or claim.of(text).strip(_ENDS) != wanted:
        return None
    return trim(text, claim)


def locate(text: str, quote: str, claim: Span | None, after: int) -> Span | None:
    """Find the span a row means: the claimed one, else the next place that holds the quote."""
    if (span := holds(text, quote, claim)) is not None:
        return span
    wanted = quote.strip(_ENDS)
    if not wanted:
        return None
    start = text.find(wanted, after)
    if start < 0:
        start = text.find(wanted)
    if start >= 0:
        return Span(start, start + len(wanted))
    # White space may have been normalised on the way.
    loose = regex.search(r"\s+".join(map(regex.escape, wanted.split())), text)
    return Span(*loose.span()) if loose else None


def trim(text: str, span: Span) -> Span:
    """Take marks, punctuation and white space off both ends of a span."""
    covered = span.of(text)
    start = span.start + len(covered) - len(covered.lstrip(_ENDS))
    return Span(start, start + len(covered.strip(_ENDS)))


def _gold_article(number: int, record: dict[str, Any], path: Path) -> GoldArticle:
    try:
        text, entries = str(record["text"]), list(record["quotes"])
        quotes, after = [], 0
        for entry in entries:
            span = locate(text, entry["quote"], _claim(entry.get("start"), entry.get("end")), after)
            if span is None:  # an annotation that is not in the text cannot be found by anyone
                continue
            after = span.start + 1
            quotes.append(
                GoldQuote(
                    span=span,
                    type=QuoteType(entry["type"]),
                    quote=entry["quote"],
                    speaker=entry.get("speaker") or "",
                    kind=entry.get("speaker_kind") or "none",
                    role=entry.get("role") or "",
                    mention=entry.get("mention") or "",
                    cue=entry.get("cue") or "",
                )
            )
        return GoldArticle(
            article_id=str(record["id"]),
            outlet=str(record.get("outlet") or ""),
            text=text,
            quotes=tuple(quotes),
            speakers=len({entry.get("speaker") for entry in entries}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"line {number} of {path} is no annotated article: {type(error).__name__}: {error}",
            'Each line wants {"id", "text", "quotes": [{"type", "quote", "speaker", …}]}.',
        ) from error


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError("not an object")
                yield number, record
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}", "Check the path of the file."
        ) from error
    except ValueError as error:  # broken JSON or broken UTF-8
        raise InputError(
            f"{path} is not JSON Lines: {error}",
            "Give a file with one JSON object a line, in UTF-8.",
        ) from error


def _table_of(run: Path) -> Path:
    for name in ("quotes.csv", "quotes.parquet"):
        if (run / name).is_file():
            return run / name
    raise InputError(
        f"{run} holds neither quotes.csv nor quotes.parquet",
        "Give the folder that `kutipan run --out` wrote, or the table itself.",
    )


def _from_json(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, record in _json_lines(path):
        if "quotes" in record:
            for entry in record["quotes"]:
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
    import pandas as pd

    try:
        frame = (
            pd.read_parquet(path)
            if path.suffix == ".parquet"
            else pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        )
    except (OSError, ValueError) as error:  # pandas and pyarrow errors are ValueErrors
        raise InputError(
            f"cannot read {path} as a table: {str(error).splitlines()[0]}",
            "Give the folder of a run, its quotes.csv or its quotes.parquet.",
        ) from error
    if missing := [name for name in _COLUMNS if name not in frame.columns]:
        raise InputError(
            f"{path} has no column {missing[0]}",
            f"A quotes table has the columns {', '.join(_COLUMNS)}.",
        )
    for values in zip(*(frame[name].tolist() for name in _COLUMNS), strict=True):
        yield str(values[0]), dict(zip(_COLUMNS, values, strict=True))


def _row(record: Mapping[str, object], path: Path) -> Row:
    kind = record.get("quote_type")
    if kind not in _TYPES:
        raise InputError(
            f"{path} has the quote_type {kind!r}", "Each row wants direct, mixed or indirect."
        )
    return Row(
        type=QuoteType(str(kind)),
        quote=_words(record.get("quote")),
        claim=_claim(record.get("quote_start"), record.get("quote_end")),
        speaker=_words(record.get("speaker")),
        role=_words(record.get("role")),
        cue=_words(record.get("cue")),
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) and value not in _MISSING else ""


def _claim(start: object, end: object) -> Span | None:
    try:
        span = Span(int(float(str(start))), int(float(str(end))))
    except (ValueError, OverflowError):
        return None
    return span if 0 <= span.start < span.end else None
