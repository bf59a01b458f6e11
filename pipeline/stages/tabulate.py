"""Stage 7, tabulate: extractions and rejects become the five tables.

What a table cannot hold (a span that does not cut out its words, or the same span twice) goes to
``rejects``.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from pipeline.corpus.aliases import Aliases
from pipeline.corpus.people import People, identify
from pipeline.records import (
    LONGEST_CONTEXT,
    Article,
    Extraction,
    Quote,
    QuoteType,
    Reason,
    Reject,
    Span,
    Speaker,
    Stage,
)
from pipeline.tabulation.columns import JOIN
from pipeline.tabulation.schema import typed
from pipeline.tabulation.words import count_words

# Dropped words are told in `detail` up to this length.
_LONGEST_TOLD = 80


@dataclass(frozen=True, slots=True)
class ArticleTables:
    """The tables that tell of articles one by one, as ``tabulation.schema`` declares them."""

    quotes: pd.DataFrame
    speakers: pd.DataFrame
    articles: pd.DataFrame
    rejects: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables: those of `ArticleTables`, and the people, who are joined over articles."""

    quotes: pd.DataFrame
    speakers: pd.DataFrame
    people: pd.DataFrame
    articles: pd.DataFrame
    rejects: pd.DataFrame


@dataclass(slots=True)
class _SpeakerRow:
    """One row of ``speakers`` in the making."""

    speaker: Speaker
    role: str | None
    honorific: str | None
    aliases: dict[str, None]
    quotes: int = 0
    words: int = 0


def tabulate(
    extractions: Iterable[Extraction],
    rejects: Iterable[Reject] = (),
    duplicates: Mapping[str, str] | None = None,
    aliases: Aliases | None = None,
) -> Tables:
    """Put extractions and rejects into tables, and join people over the articles.

    The arguments are those of `tabulate_articles`.
    """
    tables = tabulate_articles(extractions, rejects, duplicates, aliases)
    people = People(aliases)
    people.add(tables.speakers, tables.articles)
    return Tables(tables.quotes, tables.speakers, people.frame(), tables.articles, tables.rejects)


def tabulate_articles(
    extractions: Iterable[Extraction],
    rejects: Iterable[Reject] = (),
    duplicates: Mapping[str, str] | None = None,
    aliases: Aliases | None = None,
) -> ArticleTables:
    """Put extractions and rejects into tables.

    Args:
        extractions: one an article, ``article_id`` unique; their own rejects come along.
        rejects: what was left out before there was an extraction.
        duplicates: for an article whose text was read before, the article that had it first.
        aliases: the public figures that join over articles; ``None`` takes the bundled list.

    Returns:
        The tables; quotes in text order, articles and rejects in the order given.
    """
    first = duplicates or {}
    quotes: list[dict[str, Any]] = []
    speakers: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    left_out = [_reject_row(reject) for reject in rejects]
    for extraction in extractions:
        sound, dropped = _sound(extraction)
        article = extraction.clean.article
        rows = _speaker_rows(article, sound, aliases)
        quotes += [_quote_row(article, quote) for quote in sound]
        speakers += rows
        articles.append(_article_row(extraction, sound, len(rows), first.get(article.article_id)))
        left_out += [_reject_row(reject, article) for reject in (*extraction.rejects, *dropped)]
    return ArticleTables(
        quotes=typed("quotes", quotes),
        speakers=typed("speakers", speakers),
        articles=typed("articles", articles),
        rejects=typed("rejects", left_out),
    )


def drop_unsure(extraction: Extraction, min_confidence: float) -> Extraction:
    """Move the quotes below ``min_confidence``, compared at three decimals, to the rejects."""
    kept = tuple(q for q in extraction.quotes if _confidence(q) >= min_confidence)
    dropped = tuple(
        _dropped(
            quote,
            Reason.LOW_CONFIDENCE,
            f"confidence {_confidence(quote):.3f} is below {min_confidence:g}",
        )
        for quote in extraction.quotes
        if _confidence(quote) < min_confidence
    )
    if not dropped:
        return extraction
    return replace(extraction, quotes=kept, rejects=extraction.rejects + dropped)


def _sound(extraction: Extraction) -> tuple[list[Quote], list[Reject]]:
    """Part the quotes that a table can hold, in text order, from the others."""
    sound: list[Quote] = []
    dropped: list[Reject] = []
    seen: set[tuple[Span, QuoteType]] = set()
    # Of the same span twice the surer reading stays.
    for quote in sorted(extraction.quotes, key=lambda q: (q.span, -_confidence(q))):
        fault = _fault(quote, extraction.clean.text)
        if not fault and (quote.span, quote.type) in seen:
            fault = "the same words were found twice"
        if fault:
            dropped.append(_dropped(quote, Reason.INVALID_SPAN, fault))
        else:
            seen.add((quote.span, quote.type))
            sound.append(quote)
    return sound, dropped


def _fault(quote: Quote, text: str) -> str:
    """Say what is wrong with the spans of ``quote``; nothing where all is right."""
    for name, words, span in (
        ("quote", quote.quote, quote.span),
        ("mention", quote.mention, quote.mention_span),
        ("cue", quote.cue, quote.cue_span),
    ):
        if not words and span is None:
            continue
        if not words or span is None:
            return f"the {name} has words or offsets, but not both"
        if not 0 <= span.start < span.end <= len(text) or span.of(text) != words:
            return f"the offsets of the {name} do not cut out its words"
    return ""


def _dropped(quote: Quote, reason: Reason, why: str) -> Reject:
    told = quote.quote[:_LONGEST_TOLD]
    # Offsets that no text can have would break the table that is to tell about them.
    span = quote.span if 0 <= quote.span.start < quote.span.end else None
    return Reject(Stage.TABULATE, reason, f"{quote.type} quote, {why}: {told}", span=span)


def _quote_row(article: Article, quote: Quote) -> dict[str, Any]:
    speaker = quote.speaker
    span = quote.span
    return {
        "article_id": article.article_id,
        "quote_id": _id("q", article.article_id, str(span.start), str(span.end), quote.type),
        "speaker_id": _speaker_id(article, speaker) if speaker else None,
        "speaker": speaker.name if speaker else None,
        "role": speaker.role or None if speaker else None,
        "quote": quote.quote,
        "quote_type": quote.type.value,
        "speaker_kind": speaker.kind.value if speaker else None,
        "honorific": speaker.honorific or None if speaker else None,
        "mention": quote.mention or None,
        "cue": quote.cue or None,
        "resolution": quote.resolution.value,
        "rule": quote.rule,
        "confidence": _confidence(quote),
        "quote_start": span.start,
        "quote_end": span.end,
        "mention_start": quote.mention_span.start if quote.mention_span else None,
        "mention_end": quote.mention_span.end if quote.mention_span else None,
        "cue_start": quote.cue_span.start if quote.cue_span else None,
        "cue_end": quote.cue_span.end if quote.cue_span else None,
        "context": quote.context[:LONGEST_CONTEXT] or _surroundings(article.text, span),
        "outlet": article.outlet,
        "published_at": _time(article.published_at),
        "title": article.title,
        "url": article.url,
    }


def _speaker_rows(
    article: Article, quotes: Iterable[Quote], aliases: Aliases | None
) -> list[dict[str, Any]]:
    """Return one row a speaker in the order they first speak; the longest role stays."""
    rows: dict[str, _SpeakerRow] = {}
    for quote in quotes:
        speaker = quote.speaker
        if speaker is None:
            continue
        row = rows.setdefault(_speaker_id(article, speaker), _SpeakerRow(speaker, None, None, {}))
        row.role = max(row.role or "", speaker.role or "", key=len) or None
        row.honorific = max(row.honorific or "", speaker.honorific or "", key=len) or None
        row.aliases.update(dict.fromkeys(alias for alias in speaker.aliases if alias))
        row.quotes += 1
        row.words += count_words(quote.quote)
    return [
        {
            "article_id": article.article_id,
            "speaker_id": key,
            "person_id": identify(
                article.article_id,
                row.speaker.name,
                row.speaker.kind,
                row.role,
                row.honorific,
                aliases,
            ).person_id,
            "speaker": row.speaker.name,
            "speaker_kind": row.speaker.kind.value,
            "role": row.role,
            "honorific": row.honorific,
            "aliases": JOIN.join(row.aliases) or None,
            "quotes": row.quotes,
            "words": row.words,
        }
        for key, row in rows.items()
    ]


def _article_row(
    extraction: Extraction, quotes: list[Quote], speakers: int, duplicate_of: str | None
) -> dict[str, Any]:
    article = extraction.clean.article
    repairs = JOIN.join(f"{name}={count}" for name, count in extraction.clean.repairs)
    return {
        "article_id": article.article_id,
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "published_at": _time(article.published_at),
        "url": article.url,
        "source_file": article.source_file,
        "source_row": article.source_row,
        "repairs": repairs or None,
        "duplicate_of": duplicate_of,
        **{kind.value: sum(q.type is kind for q in quotes) for kind in QuoteType},
        "quotes": len(quotes),
        "speakers": speakers,
        "words": count_words(article.text),
    }


def _reject_row(reject: Reject, article: Article | None = None) -> dict[str, Any]:
    """Return the row of a reject; where it came from, if it does not say so, ``article`` does."""
    return {
        "article_id": reject.article_id or (article.article_id if article else None) or None,
        "source_file": reject.source_file or (article.source_file if article else None) or None,
        "source_row": reject.source_row or (article.source_row if article else None),
        "stage": reject.stage.value,
        "reason": reject.reason.value,
        "detail": reject.detail,
        "start": reject.span.start if reject.span else None,
        "end": reject.span.end if reject.span else None,
    }


def _speaker_id(article: Article, speaker: Speaker) -> str:
    return _id("s", article.article_id, speaker.kind, speaker.name)


def _id(prefix: str, *parts: str) -> str:
    """Return a stable id; its first letter keeps programs from reading it as a number."""
    digest = hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass"))
    return prefix + digest.hexdigest()[:16]


def _confidence(quote: Quote) -> float:
    known = 0.0 if math.isnan(quote.confidence) else quote.confidence
    return round(min(1.0, max(0.0, known)), 3)


def _time(moment: datetime | None) -> datetime | None:
    """Return ``moment`` in UTC to the second, which is what a CSV file keeps of it."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _surroundings(text: str, span: Span) -> str:
    """Return the words around ``span``, whole, where the stages before gave no context."""
    room = max(0, LONGEST_CONTEXT - (span.end - span.start))
    start = max(0, span.start - room // 2)
    end = min(len(text), span.end + room // 2, start + LONGEST_CONTEXT)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return text[start:end].strip()
