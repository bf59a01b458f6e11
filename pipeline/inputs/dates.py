"""When an article appeared: Indonesian and ISO dates, as UTC."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex
from dateutil import parser

from pipeline.errors import UsageError
from pipeline.inputs.columns import cell_text, is_missing

TIMEZONE = "Asia/Jakarta"
"""The zone of times that name none."""
# What a date may be in; outside it stands a page number, a price or a placeholder.
_YEARS = range(1900, 2101)
_LONGEST = 80
_EPOCH = regex.compile(r"\d{10}(?:\d{3})?")
_WORD = regex.compile(r"[\p{L}'’.]+")
# `14.35 WIB`: a clock with a dot, which would be read as a decimal number.
_DOTTED_CLOCK = regex.compile(r"(?<![\d.])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])")
# `2025/04/05`, as `2025-04-05`: no day stands behind a year of four digits before the month does.
_YEAR_FIRST = regex.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_PUNCTUATION = regex.compile(r"[|•·()–—,]+|\s-\s")


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"There is no time zone {name!r}.",
            hint="Names are like Asia/Jakarta or UTC.",
        ) from error


def parse(value: object, naive: ZoneInfo) -> datetime | None:
    """Return the moment that a cell names, in UTC; ``None`` where it names none for certain.

    Args:
        value: text, a number of seconds or milliseconds since 1970, or a date.
        naive: the zone of a time that names none.
    """
    try:
        moment = _moment(value)
        if moment is None or moment.year not in _YEARS:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=naive)
        return moment.astimezone(UTC).replace(fold=0)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None  # dateutil raises each of these, depending on what it stumbles over


def _moment(value: object) -> datetime | None:
    if hasattr(value, "to_pydatetime"):  # a pandas Timestamp
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = cell_text(value).strip()
    if is_missing(text) or len(text) > _LONGEST:
        return None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _written(text)


def _written(text: str) -> datetime | None:
    year_first = _YEAR_FIRST.match(text) is not None
    spoken = _DOTTED_CLOCK.sub(r"\1:\2", _PUNCTUATION.sub(" ", text))
    spoken = _WORD.sub(lambda word: _words().get(word[0].casefold().rstrip("."), word[0]), spoken)
    order: dict[str, Any] = {"dayfirst": not year_first, "yearfirst": year_first}
    # What the text leaves out is filled from `default`: two of them show whether anything was.
    first, second = (
        parser.parse(spoken, default=default, **order)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
    )
    return first if abs(first - second) < timedelta(seconds=1) else None


@cache
def _words() -> dict[str, str]:
    data = tomllib.loads(files(__package__).joinpath("dates.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = dict.fromkeys(data["fillers"]["words"], "")
    words.update(data["zones"], **data["months"])
    return words
