"""A small extractor that needs no weights: what stands in curly marks is a direct quote."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.records import (
    Article,
    Extraction,
    Quote,
    QuoteType,
    Reason,
    Reject,
    Resolution,
    Span,
    Speaker,
    SpeakerKind,
    Stage,
)
from pipeline.stages.clean import clean

_MARKED = regex.compile(
    r"""
    \N{LEFT DOUBLE QUOTATION MARK}
    (?P<quote>[^\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]+)
    ,\N{RIGHT DOUBLE QUOTATION MARK}\s
    (?P<cue>kata|ujar)\s
    (?P<mention>(?P<name>\p{Lu}\w+(?:\s\p{Lu}\w+)*))
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True)
class MarksExtractor:
    """Extracts what is in marks; an article that says ``GAGAL`` fails.

    Attributes:
        die_at: at this article it raises ``KeyboardInterrupt``, as Ctrl-C does.
        stop_at: at this article it says so on stdout and does nothing for two minutes.
    """

    die_at: str = ""
    stop_at: str = ""

    def extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        """Return one result an article."""
        return [self._one(article) for article in articles]

    def _one(self, article: Article) -> Extraction | Reject:
        if article.article_id == self.die_at:
            raise KeyboardInterrupt
        if article.article_id == self.stop_at:
            print("stopped", flush=True)
            time.sleep(120)
        if "GAGAL" in article.text:
            return Reject(Stage.ANNOTATE, Reason.STAGE_FAILED, "told to fail")
        cleaned = clean(article)
        if isinstance(cleaned, Reject):
            return cleaned
        quotes = []
        for match in _MARKED.finditer(cleaned.text):
            name = match["name"]
            quotes.append(
                Quote(
                    type=QuoteType.DIRECT,
                    quote=match["quote"],
                    span=Span(*match.span("quote")),
                    speaker=Speaker(name, SpeakerKind.PERSON, aliases=(name,)),
                    mention=match["mention"],
                    mention_span=Span(*match.span("mention")),
                    cue=match["cue"],
                    cue_span=Span(*match.span("cue")),
                    resolution=Resolution.EXPLICIT,
                    rule="marks",
                    confidence=0.9 if " " in name else 0.4,
                )
            )
        return Extraction(cleaned, tuple(quotes))
