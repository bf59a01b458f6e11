"""An extractor that some articles are poison to, in the ways that real ones are."""

import ctypes
import os
import signal
from collections.abc import Sequence
from typing import Any

import numpy as np

import pipeline.extractor
from pipeline.extractor import QuoteExtractor, Settings
from pipeline.records import AnnotatedArticle, CleanArticle
from pipeline.stages.resolve import resolve

# A stage raises; a stage never returns; the networks never return; the process dies; native code
# never returns.
RAISES, LOOPS, NETWORKS, DIES, FREEZES = (
    f"RACUN-{kind}" for kind in ("GALAT", "HENTI", "JARINGAN", "MATI", "BEKU")
)


def poisoned_resolve(annotated: AnnotatedArticle, attributed: Any) -> Any:
    """Resolve, or do what the article's poison asks for."""
    text = annotated.text
    if RAISES in text:
        raise ValueError("an article that nobody thought of")
    while LOOPS in text:
        pass
    if DIES in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if FREEZES in text:
        # A deadlock in a library: no signal ends it, and the clock cannot reach it.
        mutex = ctypes.create_string_buffer(64)
        libc = ctypes.CDLL(None)
        libc.pthread_mutex_lock(mutex)
        libc.pthread_mutex_lock(mutex)
    return resolve(annotated, attributed)


class PoisonedExtractor(QuoteExtractor):
    """The real extractor, with stages that some words are poison to."""

    def __init__(self, time_limit: float) -> None:
        """Load the models and put the stages in place."""
        super().__init__(Settings(time_limit=time_limit))
        annotate = self._annotator.annotate

        def poisoned(articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
            """Annotate, or multiply matrices for ever."""
            while any(NETWORKS in article.text for article in articles):
                np.ones((200, 200)) @ np.ones((200, 200))
            return annotate(articles)

        self._annotator.annotate = poisoned  # type: ignore[method-assign]

    def __reduce__(self) -> tuple[type["PoisonedExtractor"], tuple[float]]:
        """Travel to a worker as what it is made of."""
        return PoisonedExtractor, (self.settings.time_limit,)

    def extract(self, articles: Any) -> Any:
        """Extract with the poisoned stages in place of the sound ones."""
        sound = pipeline.extractor.resolve
        pipeline.extractor.resolve = poisoned_resolve
        try:
            return super().extract(articles)
        finally:
            pipeline.extractor.resolve = sound
