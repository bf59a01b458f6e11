"""Cases as data: reading ``cases/*.jsonl``, and comparing what was found with what they say.

A case is a short text and all the quotes in it. A quote names only the fields that the case is
about. ``more`` allows other quotes besides, where careful readers would differ.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from pipeline.records import Quote

FOLDER = Path(__file__).parent / "cases"
KINDS = {"wild", "synthetic", "negative", "known-failure"}
FIELDS = (
    "type",
    "quote",
    "speaker",
    "speaker_kind",
    "role",
    "honorific",
    "mention",
    "cue",
    "resolution",
)

# Punctuation and marks at the ends are no difference: `"Kami siap,"` is `"Kami siap"`.
_ENDS = " \t\n\r\N{NO-BREAK SPACE}.,;:!?-–—…\"'“”‘’«»„`´()"
# `seorang warga` and `warga` name the same unnamed speaker.
_COUNTED = regex.compile(
    r"^(?:salah seorang|salah satu|seorang|para|sejumlah)\s+", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Case:
    """One text with its quotes."""

    subject: str
    name: str
    kind: str
    why: str
    text: str
    quotes: tuple[dict[str, Any], ...]
    more: bool

    @property
    def id(self) -> str:
        """What a test of this case is called."""
        return f"{self.subject}-{self.name}"


def load() -> list[Case]:
    """Read all cases, file by file."""
    return [
        Case(
            subject=file.stem,
            name=record["name"],
            kind=record["kind"],
            why=record["why"],
            text=record["text"],
            quotes=tuple(record["quotes"]),
            more=record.get("more", False),
        )
        for file in sorted(FOLDER.glob("*.jsonl"))
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    ]


def fields(quote: Quote) -> dict[str, str | None]:
    """Lay a quote out as the cases name its fields, trimmed for comparison."""
    speaker = quote.speaker
    found: dict[str, str | None] = {
        "type": quote.type.value,
        "quote": quote.quote,
        "speaker": speaker.name if speaker else None,
        "speaker_kind": speaker.kind.value if speaker else None,
        "role": speaker.role if speaker else None,
        "honorific": speaker.honorific if speaker else None,
        "mention": quote.mention,
        "cue": quote.cue,
        "resolution": quote.resolution.value,
    }
    return trimmed(found)


def trimmed(quote: dict[str, Any]) -> dict[str, str | None]:
    """Strip what makes no difference from the values of a quote."""
    values = {name: value.strip(_ENDS) if value else None for name, value in quote.items()}
    if values.get("speaker") and values.get("speaker_kind") == "unnamed":
        values["speaker"] = _COUNTED.sub("", values["speaker"] or "")
    return values


def compare(case: Case, found: list[Quote]) -> tuple[list[object], list[object]]:
    """Return what was found and what is wanted, in a shape whose difference reads well.

    Where the spans agree, only the fields that the case names are compared.
    """
    wanted = [trimmed(quote) for quote in case.quotes]
    rows = [fields(quote) for quote in found]
    if case.more:
        spans = [(quote["type"], quote["quote"]) for quote in wanted]
        rows = [row for row in rows if (row["type"], row["quote"]) in spans]
    if [(row["type"], row["quote"]) for row in rows] != [
        (quote["type"], quote["quote"]) for quote in wanted
    ]:
        return list(rows), list(wanted)
    return [
        {name: row[name] for name in quote} for row, quote in zip(rows, wanted, strict=True)
    ], list(wanted)
