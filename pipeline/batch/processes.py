"""Worker processes: what travels to them, how they begin, and how they end with the run."""

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipeline.batch.shards import Shard
from pipeline.batch.work import Extractor, extract_shard
from pipeline.corpus.aliases import Aliases
from pipeline.deadline import SECONDS, allowed
from pipeline.records import Article, Extraction, Reject

P = ParamSpec("P")
T = TypeVar("T")

# Read by the numeric libraries when they load: processes with several threads each would fight for
# the cores.
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
STAGES = 5
"""How often the limit of one stage a process may take before it counts as hanging for good."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the work on every shard needs; travels to worker processes.

    Attributes:
        shards: where finished shards are kept.
        models: the folder of the weights; ``None`` for the bundled ones.
        min_confidence: quotes below are dropped.
        extractor: what finds the quotes; ``None`` loads a ``QuoteExtractor`` when first needed.
        aliases: the public figures that join over articles; ``None`` takes the bundled list.
        time_limit: seconds that a stage may take for an article; 0 is no limit.
    """

    shards: Path
    models: Path | None = None
    min_confidence: float = 0.0
    extractor: Extractor | None = None
    aliases: Aliases | None = None
    time_limit: float = SECONDS

    def work(self, shard: Shard, extractor: Extractor | None = None) -> None:
        """Extract ``shard``, by ``extractor`` where one is given; see ``extract_shard``."""

        def load() -> Extractor:
            return extractor or self.load()

        extract_shard(shard, load, self.shards, self.min_confidence, self.aliases, self.time_limit)

    def load(self) -> Extractor:
        """Return what finds the quotes; its weights are loaded once a process."""
        return self.extractor or _load(self.models, self.time_limit)


@cache
def _load(models: Path | None, time_limit: float) -> Extractor:
    # Loads torch and Stanza, which a run that finds all its shards finished does without.
    from pipeline.extractor import QuoteExtractor, Settings

    return QuoteExtractor(Settings(models=models, time_limit=time_limit))


class Processes:
    """Worker processes of one workshop: started when first needed, and anew where one died."""

    def __init__(self, workshop: Workshop, workers: int) -> None:
        """Start nothing yet."""
        self._workshop = workshop
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[multiprocessing.process.BaseProcess] = set()

    def submit(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker call ``task``."""
        threads = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, "1"))
        try:
            if self._pool is not None:
                try:
                    return self._pool.submit(task, *args, **kwargs)
                except BrokenProcessPool:
                    self.kill()
            self._others = set(multiprocessing.active_children())
            # `spawn` starts clean interpreters: a fork of one that runs torch's threads may hang.
            self._pool = ProcessPoolExecutor(
                self._workers, multiprocessing.get_context("spawn"), _begin, (self._workshop,)
            )
            return self._pool.submit(task, *args, **kwargs)
        finally:
            for name, value in threads.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def end(self) -> None:
        """Let the workers finish what they have, and end them."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def kill(self) -> None:
        """End the workers at once: what they hold is half done, and nobody waits for it."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - self._others:
            child.kill()


# A worker process serves one workshop; what it loads for it lives as long as the process.
_workshop: Workshop


def _begin(workshop: Workshop) -> None:
    """Make a fresh process ready for its tasks."""
    global _workshop
    _workshop = workshop
    # Ctrl-C reaches every process of the terminal: workers end without a word, the run speaks.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End a worker whose run was killed: nobody will ever send it work or a farewell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def work(shard: Shard) -> None:
    """Extract a shard, in a worker; one that hangs in native code ends the worker."""
    characters = sum(len(article.text) for article in shard.articles)
    seconds = STAGES * allowed(characters, _workshop.time_limit)
    if not seconds:
        _workshop.work(shard)
        return
    _workshop.load()
    with Path(os.devnull).open("w") as nobody:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nobody)
        try:
            _workshop.work(shard)
        finally:
            faulthandler.cancel_dump_traceback_later()


def load() -> None:
    """Load what finds the quotes, in a worker."""
    _workshop.load()


def extract(article: Article) -> Extraction | Reject:
    """Extract one article, in a worker."""
    return _workshop.load().extract([article])[0]
