"""Word lists: TOML files beside this module, read once, looked up case-folded.

Each file is a table of lists; within a list entries are sorted, unique and lower-case (tested).
An entry is one or several words apart by a space. Long lists of single words that were counted, not
written (``training.ordinary``), are plain text, a word a line.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex

from pipeline.errors import InputError


@lru_cache(maxsize=1 << 16)  # asked of every token by every rule
def normalise(text: str) -> str:
    """Return the form under which a word is listed and looked up."""
    return " ".join(text.casefold().split())


def edition() -> str:
    """Return eight hexadecimal digits that change with any word list."""
    lists = sorted(files(__package__).iterdir(), key=lambda file: file.name)
    contents = [
        (file.name, file.read_bytes()) for file in lists if file.name.endswith((".toml", ".txt"))
    ]
    return hashlib.sha256(repr(contents).encode()).hexdigest()[:8]


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """Read ``NAME.toml``: list name -> entries, normalised.

    Raises:
        InputError: somebody edited it, and it is TOML no more.
    """
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    data = parsed(
        text, f"pipeline/lexicon/{name}.toml", "A word stands in quotes, with a comma behind it."
    )
    return {key: tuple(normalise(entry) for entry in entries) for key, entries in data.items()}


def parsed(text: str, source: str, hint: str) -> dict[str, Any]:
    """Read TOML that people edit.

    Raises:
        InputError: ``text``, from ``source``, is none; ``hint`` says what it should be.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source} is not TOML: {error}", hint) from error


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """Return the entries of the named lists (all lists where none is named) of ``NAME.toml``."""
    lists = table(name)
    return frozenset(entry for key in keys or lists for entry in lists[key])


@cache
def counted(name: str) -> frozenset[str]:
    """Return the words of ``NAME.txt``; lines that begin with ``#`` say where they are from."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def alternatives(entries: Iterable[str]) -> str:
    """Return a pattern for any entry, the longest first, any white space between its words."""
    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    return "|".join(r"\s+".join(map(regex.escape, entry.split())) for entry in ordered)
