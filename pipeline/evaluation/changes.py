"""What differs between the quotes of two runs, to be laid out for a terminal, as JSON or as CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.evaluation.found import Row
from pipeline.records import Span

# How many articles are named, and how much of a quote is shown, on a line for a terminal.
_NAMED = 5
_SHOWN = 80


class Outcome(StrEnum):
    """What became of a quote from run A to run B."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


class Field(StrEnum):
    """What of a quote may change; its confidence and its rule do not count."""

    SPAN = "span"
    TYPE = "type"
    SPEAKER = "speaker"
    ROLE = "role"
    MENTION = "mention"
    CUE = "cue"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Change:
    """One quote that is not the same in both runs; ``a`` or ``b`` is ``None`` where it is not."""

    article_id: str
    a: Row | None
    b: Row | None
    fields: tuple[Field, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Gained, lost or changed."""
        if self.a is None:
            return Outcome.GAINED
        return Outcome.LOST if self.b is None else Outcome.CHANGED

    @property
    def sides(self) -> tuple[Row, ...]:
        """The quote as it is in each run that has it."""
        return tuple(row for row in (self.a, self.b) if row is not None)


@dataclass(frozen=True, slots=True)
class Alone:
    """Articles that only one run has, and how many quotes it found there.

    ``counted`` where the other run does not list its articles, so that it may have read them and
    found nothing: then these quotes are among those gained or lost.
    """

    articles: tuple[str, ...]
    quotes: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between run A and run B.

    Attributes:
        a: what run A was called.
        b: what run B was called.
        articles: how many articles both have.
        only_a: articles that only A has.
        only_b: articles that only B has.
        other_text: articles whose texts differ, so that offsets say nothing.
        texts_known: whether both runs hold the texts of their articles.
        quotes_a: how many quotes of A are compared.
        quotes_b: how many quotes of B are compared.
        uncompared: what one of the two does not tell of its quotes.
        changes: by article, in text order.
    """

    a: str
    b: str
    articles: int
    only_a: Alone
    only_b: Alone
    other_text: tuple[str, ...]
    texts_known: bool
    quotes_a: int
    quotes_b: int
    uncompared: tuple[Field, ...]
    changes: tuple[Change, ...]

    def of(self, outcome: Outcome) -> list[Change]:
        """Return the changes of one outcome."""
        return [change for change in self.changes if change.outcome is outcome]

    @property
    def same(self) -> int:
        """How many quotes are the same in both."""
        return self.quotes_a - len(self.of(Outcome.LOST)) - len(self.of(Outcome.CHANGED))

    @property
    def by_field(self) -> dict[Field, int]:
        """How many of the changed quotes differ in each field."""
        counts = Counter(field for change in self.changes for field in change.fields)
        return {field: counts[field] for field in Field if field not in self.uncompared}

    def to_dict(self) -> dict[str, Any]:
        """Return counts and changes as plain values, fit for JSON."""
        return {
            "a": self.a,
            "b": self.b,
            "articles": {
                "both": self.articles,
                "only_a": list(self.only_a.articles),
                "only_b": list(self.only_b.articles),
                "other_text": list(self.other_text),
                "texts_known": self.texts_known,
            },
            "quotes": {
                "a": self.quotes_a,
                "b": self.quotes_b,
                "same": self.same,
                **{str(outcome): len(self.of(outcome)) for outcome in Outcome},
            },
            "changed_fields": {str(field): count for field, count in self.by_field.items()},
            "uncompared": [str(field) for field in self.uncompared],
            "changes": [
                {
                    "change": str(change.outcome),
                    "article_id": change.article_id,
                    "fields": [str(field) for field in change.fields],
                    "a": _cells(change.a) if change.a else None,
                    "b": _cells(change.b) if change.b else None,
                }
                for change in self.changes
            ],
        }

    def to_csv(self) -> str:
        """Return the changes as a table, one a row, each column of a quote for A and for B."""
        names = ["change", "article_id", "fields"]
        names += [f"{name}_{run}" for name in _CELLS for run in ("a", "b")]
        out = io.StringIO()
        writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
        writer.writeheader()
        for change in self.changes:
            row: dict[str, object] = {
                "change": change.outcome,
                "article_id": change.article_id,
                "fields": "; ".join(change.fields),
            }
            for run, side in (("a", change.a), ("b", change.b)):
                if side is not None:
                    row |= {f"{name}_{run}": value for name, value in _cells(side).items()}
            writer.writerow(row)
        return out.getvalue()

    def lines(self, show: int) -> list[str]:
        """Lay it out for a terminal: the counts, then the first ``show`` of each outcome."""
        counts = ", ".join(self._counted(outcome) for outcome in Outcome)
        fields = ", ".join(f"{field} {count}" for field, count in self.by_field.items() if count)
        lines = [
            f"A         {self.a}",
            f"B         {self.b}",
            f"articles  {self.articles:,} in both",
            *_alone("A", self.only_a),
            *_alone("B", self.only_b),
        ]
        if not self.articles:
            lines.append("          nothing to compare: no article is in both")
        if self.other_text:
            lines.append(
                f"          {_several(self.other_text)} with another text: offsets say nothing "
                "there, so quotes are matched by their words"
            )
        if not self.texts_known:
            lines.append(
                "          texts not compared: one of the two does not hold them, and offsets are "
                "taken to count in the same text"
            )
        lines.append(
            f"quotes    {self.quotes_a:,} in A, {self.quotes_b:,} in B: {self.same:,} the same, "
            f"{counts}"
        )
        if fields:
            lines.append(f"changed   {fields}")
        if self.uncompared:
            lacking = ", ".join(self.uncompared)
            lines.append(f"          not compared, for one of the two lacks it: {lacking}")
        for outcome in Outcome:
            if show and (found := self.of(outcome)):
                lines += ["", outcome.value]
                lines += [f"  {line}" for change in found[:show] for line in _told(change)]
                if len(found) > show:
                    lines.append(f"  and {len(found) - show:,} more")
        return lines

    def _counted(self, outcome: Outcome) -> str:
        found = self.of(outcome)
        types = Counter(change.sides[0].type for change in found)
        told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(types.items()))
        return f"{len(found):,} {outcome}" + (f" ({told})" if told else "")


_CELLS = (
    "quote_type",
    "quote",
    "quote_start",
    "quote_end",
    "speaker",
    "role",
    "mention",
    "cue",
    "resolution",
    "rule",
    "confidence",
)


def _cells(row: Row) -> dict[str, object]:
    """Return a quote under the names of the quotes table; what it lacks is ``None``."""
    values: tuple[object, ...] = (
        str(row.type),
        row.quote,
        row.claim.start if row.claim else None,
        row.claim.end if row.claim else None,
        row.speaker or None,
        row.role or None,
        row.mention or None,
        row.cue or None,
        row.resolution or None,
        row.rule or None,
        row.confidence,
    )
    return dict(zip(_CELLS, values, strict=True))


def _alone(run: str, alone: Alone) -> list[str]:
    if not alone.articles:
        return []
    if alone.counted:
        return [f"          {_several(alone.articles)} with quotes in {run} alone"]
    return [
        f"          {_several(alone.articles)} in {run} alone, whose {alone.quotes:,} quotes are "
        "not counted below"
    ]


def _several(articles: tuple[str, ...]) -> str:
    named = ", ".join(articles[:_NAMED]) + (", …" if len(articles) > _NAMED else "")
    return f"{len(articles):,} ({named})"


def _told(change: Change) -> Iterator[str]:
    row = change.sides[-1]
    yield f"{change.article_id} | {row.type} | {_cut(row.quote)}"
    if change.a is not None and change.b is not None:
        yield from (f"    {field}: {_both(field, change.a, change.b)}" for field in change.fields)
    else:
        yield f"    {row.speaker or '-'} | {row.role or '-'} | {row.cue or '-'}"


def _both(field: Field, a: Row, b: Row) -> str:
    if field is Field.SPAN and a.claim and b.claim:
        return "; ".join(_moved(a.quote, b.quote, a.claim, b.claim))
    values: dict[Field, tuple[str | None, str | None]] = {
        Field.TYPE: (a.type, b.type),
        Field.SPEAKER: (a.speaker, b.speaker),
        Field.ROLE: (a.role, b.role),
        Field.MENTION: (a.mention, b.mention),
        Field.CUE: (a.cue, b.cue),
        Field.RESOLUTION: (a.resolution, b.resolution),
    }
    one, other = values[field]
    return f"{one or '-'} -> {other or '-'}"


def _moved(one: str, other: str, a: Span, b: Span) -> Iterable[str]:
    """Say which words a span took in or let go, at its beginning and at its end."""
    if a.start < b.start:
        yield f"begins without “{_cut(one[: b.start - a.start])}”"
    elif b.start < a.start:
        yield f"begins with “{_cut(other[: a.start - b.start])}”"
    if b.end < a.end:
        yield f"ends without “{_cut(one[b.end - a.end :])}”"
    elif a.end < b.end:
        yield f"ends with “{_cut(other[a.end - b.end :])}”"


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
