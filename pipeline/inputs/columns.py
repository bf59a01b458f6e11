"""Which column of a table feeds which field of an article, and what a cell says."""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import regex

from pipeline.errors import InputError, UsageError
from pipeline.inputs.encodings import decode

LISTED = 30
FIELDS = ("id", "text", "title", "outlet", "published_at", "url")

_LINK = regex.compile(r"(?:https?://|www\.)\S+", regex.IGNORECASE)
_MISSING = frozenset(
    {"unknown", "none", "null", "nan", "nat", "n/a", "na", "<na>", "-", "undefined"}
)


@cache
def known_names() -> dict[str, tuple[str, ...]]:
    """Return the names of columns that each field is known under, the preferred first."""
    return {field: tuple(_lists()[field]) for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by the field they feed; the first filled cell is taken."""

    feeds: Mapping[str, tuple[str, ...]]

    @property
    def has_text(self) -> bool:
        """Whether the table holds articles at all."""
        return bool(self.feeds.get("text"))

    def cell(self, field: str, values: Mapping[str, object]) -> object:
        """Return the first cell that says something for ``field``, else ``None``."""
        for column in self.feeds.get(field, ()):
            value = values.get(column)
            words = cell_text(value)
            if is_missing(words):
                continue
            if column_key(column) in _by_look() and is_link(words) != (field == "url"):
                continue
            if field == "outlet" and words.strip().casefold() in _lists()["crawls"]:
                continue
            return value
        return None


def check_mapping(mapping: Mapping[str, str] | None) -> Mapping[str, str]:
    """Check that a mapping names fields that an article has.

    Raises:
        UsageError: it names another.
    """
    for field in mapping or {}:
        if field not in FIELDS:
            raise UsageError(
                f"An article has no field {field!r}.", hint=f"Fields to name: {', '.join(FIELDS)}."
            )
    return mapping or {}


def recognise(names: Iterable[str], mapping: Mapping[str, str]) -> Columns:
    """Find the columns of each field: those that ``mapping`` names, else those known by name.

    A column that ``mapping`` names and the table lacks feeds nothing.
    """
    names = list(names)
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(column_key(name), name)
    feeds: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        wanted = mapping.get(field)
        if wanted is not None:
            chosen = wanted if wanted in names else by_key.get(column_key(wanted))
            feeds[field] = () if chosen is None else (chosen,)
        else:
            known = (by_key.get(name) for name in known_names()[field])
            feeds[field] = tuple(name for name in known if name is not None)
    return Columns(feeds)


def require_mapped(names: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Check that every column that ``mapping`` names is among ``names``.

    Raises:
        InputError: one is not.
    """
    keys = {column_key(name) for name in names}
    for field, column in mapping.items():
        if column_key(column) not in keys:
            raise InputError(
                f"There is no column {column!r} for the field {field!r}.",
                hint=f"Columns there are: {', '.join(names) or 'none'}.",
            )


def column_key(name: object) -> str:
    """Return the form under which names of columns are compared."""
    return "_".join(str(name).strip("\ufeff \t").casefold().replace("-", " ").split())


def cell_text(value: object) -> str:
    """Return what a cell of any type says; empty where it says nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, bytes):
        return decode(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of numbers with gaps is one of floats
    if isinstance(value, (list, tuple)):
        return "\n".join(cell_text(part) for part in value)
    return "" if isinstance(value, Mapping) else str(value)


def is_missing(words: str) -> bool:
    """Tell whether a cell says nothing: blank, or one of the words that programs write then."""
    return words.strip().casefold() in _MISSING or not words.strip()


def is_link(words: str) -> bool:
    """Tell whether a cell holds a link."""
    return _LINK.fullmatch(words.strip()) is not None


@cache
def _lists() -> Mapping[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def _by_look() -> frozenset[str]:
    """The names that stand for a link in one program's files and for an outlet in another's."""
    return frozenset(known_names()["url"]) & frozenset(known_names()["outlet"])


def listed(names: Sequence[str]) -> str:
    """Return names of columns for a message, the first thirty of many."""
    shown = ", ".join(map(str, names[:LISTED]))
    return f"{shown}, …" if len(names) > LISTED else shown
