"""The articles of a run with their quotes marked in the text: what every export is made of."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.exports import Pick
from pipeline.outputs.finished import read_arguments, read_finished
from pipeline.records import QuoteType, Span, SpeakerKind

if TYPE_CHECKING:
    import pandas as pd

# The draw is a part of the sample: the same run and limit give the same articles.
_SEED = 0


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """One row of `quotes`, its spans in the text of its article."""

    quote_id: str
    type: QuoteType
    span: Span
    mention: Span | None
    cue: Span | None
    speaker_id: str | None
    speaker: str | None
    speaker_kind: SpeakerKind | None
    role: str | None
    honorific: str | None
    resolution: str
    confidence: float

    @property
    def who(self) -> dict[str, str | None]:
        """What is known of the speaker, by the names of the columns."""
        return {
            "speaker_id": self.speaker_id,
            "speaker": self.speaker,
            "speaker_kind": self.speaker_kind and str(self.speaker_kind),
            "role": self.role,
            "honorific": self.honorific,
        }


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """One article and its quotes in text order; ``published_at`` as ISO 8601, or empty."""

    article_id: str
    text: str
    title: str
    outlet: str
    url: str
    published_at: str
    quotes: tuple[MarkedQuote, ...]

    @property
    def confidence(self) -> float | None:
        """The mean confidence of the quotes, ``None`` without any."""
        if not self.quotes:
            return None
        return sum(quote.confidence for quote in self.quotes) / len(self.quotes)


def read_marked(run: Path, limit: int | None = None, pick: Pick = "first") -> list[MarkedArticle]:
    """Read the articles of a run, each text once: duplicates of an earlier one are left out.

    Args:
        run: the folder that ``kutipan run`` wrote.
        limit: how many articles at most.
        pick: which come first: in the order of the run; drawn at random; or those whose quotes have
            the lowest mean confidence (articles without a quote come last).

    Raises:
        InputError: see ``read_finished``.
    """
    tables = read_finished(run)
    marked: dict[str, list[MarkedQuote]] = {}
    for row in _rows(tables.quotes):
        marked.setdefault(row.article_id, []).append(_quote(row))
    found = [
        MarkedArticle(
            article_id=row.article_id,
            text=row.text,
            title=row.title,
            outlet=row.outlet,
            url=row.url,
            published_at=_maybe(row.published_at, lambda time: time.isoformat()) or "",
            quotes=tuple(sorted(marked.get(row.article_id, ()), key=lambda quote: quote.span)),
        )
        for row in _rows(tables.articles[tables.articles["duplicate_of"].isna()])
    ]
    return _picked(found, pick)[:limit]


def models_of(run: Path) -> Path | None:
    """Return the folder of the weights that a run was made with; ``None`` for the bundled ones.

    Raises:
        InputError: it is not there any more, or ``run.json`` cannot be read.
    """
    named = read_arguments(run).get("models")
    if named is not None and not Path(named).is_dir():
        raise InputError(
            f"{run} was made with the models in {named}, and there is no such folder",
            "Put it back, or export from the folder in which `kutipan run` was called.",
        )
    return None if named is None else Path(named)


def _rows(frame: "pd.DataFrame") -> Iterator[Any]:
    return frame.itertuples(index=False)


def _quote(row: Any) -> MarkedQuote:
    return MarkedQuote(
        quote_id=row.quote_id,
        type=QuoteType(row.quote_type),
        span=Span(int(row.quote_start), int(row.quote_end)),
        mention=_span(row.mention_start, row.mention_end),
        cue=_span(row.cue_start, row.cue_end),
        speaker_id=_maybe(row.speaker_id),
        speaker=_maybe(row.speaker),
        speaker_kind=_maybe(row.speaker_kind, SpeakerKind),
        role=_maybe(row.role),
        honorific=_maybe(row.honorific),
        resolution=row.resolution,
        confidence=float(row.confidence),
    )


def _span(start: Any, end: Any) -> Span | None:
    import pandas as pd

    return None if pd.isna(start) or pd.isna(end) else Span(int(start), int(end))


def _maybe(value: Any, kind: Any = str) -> Any:
    """Return a cell as ``kind`` has it, ``None`` where it is empty."""
    import pandas as pd

    return None if pd.isna(value) else kind(value)


def _picked(articles: list[MarkedArticle], pick: Pick) -> list[MarkedArticle]:
    if pick == "random":
        return random.Random(_SEED).sample(articles, len(articles))
    if pick == "least-sure":
        return sorted(articles, key=_doubt)
    return articles


def _doubt(article: MarkedArticle) -> float:
    return float("inf") if article.confidence is None else article.confidence
