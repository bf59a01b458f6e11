"""Articles one at a time in a process of its own, for a shard that a worker died of.

What kills the process (memory, a fault in native code) or never comes back from it is set aside;
all others are extracted as ever.
"""

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

from pipeline.batch.processes import STAGES, Processes, Workshop, extract, load
from pipeline.deadline import allowed, told
from pipeline.errors import PipelineError
from pipeline.records import Article, Extraction, Reason, Reject, Stage

# The system may have ended the process for the memory that others took: one death proves nothing.
_TRIES = 2


class Alone:
    """An extractor that loses an article at most, whatever the article does to its process."""

    def __init__(self, workshop: Workshop) -> None:
        """Start nothing yet."""
        self._time_limit = workshop.time_limit
        self._process = Processes(workshop, 1)

    def close(self) -> None:
        """End the process."""
        self._process.kill()

    def extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        """Return one result an article, in their order.

        Raises:
            PipelineError: where the process dies before it has seen any article.
        """
        return [self._one(article) for article in articles]

    def _one(self, article: Article) -> Extraction | Reject:
        seconds = STAGES * allowed(len(article.text), self._time_limit)
        for _ in range(_TRIES):
            self._load()
            try:
                return self._process.submit(extract, article).result(seconds or None)
            except BrokenProcessPool:
                continue
            except TimeoutError:
                self._process.kill()
                detail = f"{told(seconds)}, and could not be broken off"
                return Reject(Stage.ANNOTATE, Reason.TIME_LIMIT, detail)
        detail = f"the process died of it, {_TRIES} times: memory, or a fault in a library"
        return Reject(Stage.ANNOTATE, Reason.PROCESS_DIED, detail)

    def _load(self) -> None:
        try:
            self._process.submit(load).result()
        except BrokenProcessPool as error:
            raise PipelineError(
                "a worker process dies while it loads the models, most likely for want of memory",
                "run the same command again with fewer --workers: finished articles are kept",
            ) from error
