"""The seven stages as one callable: articles in, quotes out."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.corpus.aliases import read_aliases
from pipeline.deadline import SECONDS, TookTooLong, allowed, clock, told, within
from pipeline.duplicates import Originals, without_quotes
from pipeline.errors import PipelineError
from pipeline.records import (
    LONGEST_DETAIL,
    AnnotatedArticle,
    Article,
    CleanArticle,
    Extraction,
    Quote,
    Reason,
    Reject,
    Stage,
)
from pipeline.stages.annotate import Annotator
from pipeline.stages.attribute import attribute
from pipeline.stages.clean import clean
from pipeline.stages.detect import detect
from pipeline.stages.resolve import resolve

T = TypeVar("T")

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.stages.tabulate import Tables


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told.

    Attributes:
        models: a folder of models; ``None`` takes the bundled ones.
        min_confidence: quotes below it become rejects (0 to 1).
        people: a list of public figures and the names they go by, on top of the bundled one.
        time_limit: seconds that a stage may take for an article, or for every 50,000 characters of
            a longer one; what takes longer becomes a reject. 0 is no limit.
    """

    models: Path | None = None
    min_confidence: float = 0.0
    people: Path | None = None
    time_limit: float = SECONDS


class QuoteExtractor:
    """Finds the quotes of articles; loads the models once."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Load the models.

        Args:
            settings: what the run is told; ``None`` takes the defaults.

        Raises:
            ModelError: where the models cannot be loaded.
            InputError: where the list of people cannot be used.
        """
        self.settings = settings or Settings()
        self._aliases = read_aliases(self.settings.people)
        self._annotator = Annotator(self.settings.models)

    def extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        """Return one result an article, in order; an article that fails becomes a reject."""
        with clock(), _no_search_for_cycles():
            return self._extract(articles)

    def _extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        results: list[Extraction | Reject | None] = []
        cleaned: list[CleanArticle] = []
        places: list[int] = []
        for place, article in enumerate(articles):
            outcome = self._guarded(Stage.CLEAN, article, partial(clean, article))
            if isinstance(outcome, CleanArticle):
                places.append(place)
                cleaned.append(outcome)
                results.append(None)
            else:
                results.append(outcome)
        for place, annotated in zip(places, self._annotate(cleaned), strict=True):
            results[place] = (
                annotated if isinstance(annotated, Reject) else self._understand(annotated)
            )
        return [r for r in results if r is not None]

    def _annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle | Reject]:
        """Annotate together; where that fails, one by one, so that only the culprit is lost."""
        characters = sum(len(article.text) for article in articles)
        try:
            seconds = allowed(characters, self.settings.time_limit)
            return within(seconds, lambda: list(self._annotator.annotate(articles)))
        except (Exception, TookTooLong):
            return [
                self._guarded(Stage.ANNOTATE, article.article, partial(self._annotate_one, article))
                for article in articles
            ]

    def _annotate_one(self, article: CleanArticle) -> AnnotatedArticle:
        return self._annotator.annotate([article])[0]

    def _understand(self, annotated: AnnotatedArticle) -> Extraction | Reject:
        article = annotated.clean.article
        found = self._guarded(Stage.DETECT, article, lambda: detect(annotated))
        if isinstance(found, Reject):
            return found
        attributed = self._guarded(Stage.ATTRIBUTE, article, lambda: attribute(annotated, found))
        if isinstance(attributed, Reject):
            return attributed
        quotes = self._guarded(Stage.RESOLVE, article, lambda: resolve(annotated, attributed))
        if isinstance(quotes, Reject):
            return quotes
        extraction = Extraction(annotated.clean, tuple(quotes))
        if self.settings.min_confidence <= 0:
            return extraction
        from pipeline.stages.tabulate import drop_unsure

        return drop_unsure(extraction, self.settings.min_confidence)

    def _guarded(self, stage: Stage, article: Article, step: Callable[[], T]) -> T | Reject:
        """Run one step of one article; what fails or takes too long becomes a reject."""
        seconds = allowed(len(article.text), self.settings.time_limit)
        try:
            return within(seconds, step)
        except PipelineError:
            raise
        except TookTooLong:
            reason, detail = Reason.TIME_LIMIT, told(seconds)
        except Exception as error:
            reason, detail = Reason.STAGE_FAILED, f"{type(error).__name__}: {error}"
        return Reject(
            stage,
            reason,
            detail[:LONGEST_DETAIL],
            article.article_id,
            article.source_file,
            article.source_row,
        )

    def __call__(self, frame: "pd.DataFrame") -> "Tables":
        """Extract from a table of articles: columns are found as `kutipan run` finds them.

        As there, an article whose text stands in a row before has no quotes of its own.
        """
        from pipeline.stages.read import read_frame
        from pipeline.stages.tabulate import tabulate

        read = list(read_frame(frame))
        articles = [item for item in read if isinstance(item, Article)]
        originals = Originals()
        first = {a.article_id: named for a in articles if (named := originals.first(a)) is not None}
        fresh = [article for article in articles if article.article_id not in first]
        found = {a.article_id: of for a, of in zip(fresh, self.extract(fresh), strict=True)}
        results = [
            self._repeated(article, found[first[article.article_id]])
            if article.article_id in first
            else found[article.article_id]
            for article in articles
        ]
        return tabulate(
            [result for result in results if isinstance(result, Extraction)],
            [item for item in (*read, *results) if isinstance(item, Reject)],
            first,
            self._aliases,
        )

    def _repeated(self, article: Article, original: Extraction | Reject) -> Extraction | Reject:
        """Return a duplicate, which fails where its original did."""
        if isinstance(original, Extraction):
            return without_quotes(article, self.settings.time_limit)
        return replace(
            original,
            article_id=article.article_id,
            source_file=article.source_file,
            source_row=article.source_row,
        )


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Put off the search for cyclic garbage.

    What articles become lives until they are done and holds no cycles: looking through it again and
    again finds nothing and takes a fifth of the time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@cache
def _default() -> QuoteExtractor:
    return QuoteExtractor()


def extract(text: str) -> list[Quote]:
    """Return the quotes of one article's text, in text order, by the bundled models."""
    (result,) = _default().extract([Article("article", text)])
    return list(result.quotes) if isinstance(result, Extraction) else []
