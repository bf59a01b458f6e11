"""Short names of institutions, as the news writes them in brackets behind the long ones.

``Asosiasi Pengusaha Indonesia (Apindo)``: whatever stands in the brackets and is made of letters of
the words before them, in their order. What a person's position is shortened to (``Kepala Dinas
Kesehatan (Kadinkes)``) is left out. The mention tagger learns from them where a position ends
(``Ketua Umum Apindo | Hariyadi``).
"""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import regex

from pipeline.lexicon import words

JOINED = r"(?:dan|untuk|di|bagi|atas|serta|of|and|for|the)"
INTRODUCED = regex.compile(
    rf"(?P<long>\p{{Lu}}[\w'-]*(?:[ ](?:\p{{Lu}}[\w'-]*+|{JOINED}))++)[ ]"
    r"\((?P<short>\p{Lu}[\p{L}-]{2,24})\)"
)
LONGER = 1.35
POSTS = words("roles", "head") | words("honorifics", "rank")


def read(news: Path) -> list[str]:
    """Return the short names in a file of news (gzipped JSON lines with ``text``), each once."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        return short_names(json.loads(line)["text"] for line in lines)


def short_names(texts: Iterable[str]) -> list[str]:
    """Return the short names of institutions that texts introduce in brackets, sorted.

    >>> short_names(["Ketua Asosiasi Pengusaha Indonesia (Apindo), Kepala Dinas Sosial (Kadinsos)"])
    ['Apindo']
    """
    found: set[str] = set()
    for text in texts:
        for match in INTRODUCED.finditer(text):
            name, short = _without_post(match["long"]), match["short"]
            if len(short) * LONGER < len(name) and _made_of(short, name):
                found.add(short)
    return sorted(short for short in found if short.casefold() not in POSTS)


def _without_post(name: str) -> str:
    """Drop the head of a position: what is shortened is the institution behind it."""
    parts = name.split(" ")
    while parts and parts[0].casefold() in POSTS:
        parts = parts[1:]
    return " ".join(parts)


def _made_of(short: str, name: str) -> bool:
    """Say whether a short name begins as the long one does and has its letters in their order."""
    letters = iter(name.casefold())
    return short[0].casefold() == name[:1].casefold() and all(
        letter in letters for letter in short.casefold().replace("-", "")
    )
