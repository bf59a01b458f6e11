"""Read annotated articles, and find each quote's place in its text."""

import json
from collections.abc import Iterator
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


def read_gold(path: Path) -> list[GoldArticle]:
    """Read annotated articles, one JSON object a line.

    Raises:
        InputError: the file is missing or not of that form.
    """
    return [_gold_article(number, record, path) for number, record in json_lines(path)]


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


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read the objects of a JSON Lines file, each with the number of its line.

    Raises:
        InputError: the file is missing or not of that form.
    """
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
            "Give annotated articles, one JSON object a line, in UTF-8.",
        ) from error


def claimed(start: object, end: object) -> Span | None:
    """Return the span that two offsets name; ``None`` where they are no numbers or no span."""
    try:
        span = Span(int(float(str(start))), int(float(str(end))))
    except (ValueError, OverflowError):
        return None
    return span if 0 <= span.start < span.end else None


def _gold_article(number: int, record: dict[str, Any], path: Path) -> GoldArticle:
    try:
        text, entries = str(record["text"]), list(record["quotes"])
        quotes, after = [], 0
        for entry in entries:
            span = locate(
                text, entry["quote"], claimed(entry.get("start"), entry.get("end")), after
            )
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
