"""Shards through one process or many: the same results, in the same order."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.aliases import Aliases
from pipeline.batch.shards import Shard
from pipeline.batch.work import Extractor, extract_shard
from pipeline.errors import PipelineError

# Read by the numeric libraries when they load: processes with several threads each would fight for
# the cores.
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the work on every shard needs; travels to worker processes.

    Attributes:
        shards: where finished shards are kept.
        models: the folder of the weights; ``None`` for the bundled ones.
        min_confidence: quotes below are dropped.
        extractor: what finds the quotes; ``None`` loads a ``QuoteExtractor`` when first needed.
        aliases: the public figures that join over articles; ``None`` takes the bundled list.
    """

    shards: Path
    models: Path | None = None
    min_confidence: float = 0.0
    extractor: Extractor | None = None
    aliases: Aliases | None = None

    def work(self, shard: Shard) -> None:
        """Extract ``shard``; see ``extract_shard``."""

        def extractor() -> Extractor:
            return self.extractor or _load(self.models)

        extract_shard(shard, extractor, self.shards, self.min_confidence, self.aliases)


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that lies finished on the disk; ``reused`` where it did before."""

    key: str
    records: int
    reused: bool


def work_through(shards: Iterable[Shard], workshop: Workshop, workers: int) -> Iterator[Done]:
    """Finish ``shards`` and tell of each, in their order; those that lie finished are not touched.

    No more shards than two a worker are held at a time.

    Raises:
        PipelineError: the first that any shard raises; shards before it are finished.
    """
    if workers == 1:
        for shard in shards:
            reused = is_finished(shard, workshop)
            if not reused:
                workshop.work(shard)
            yield Done(shard.key, shard.records, reused)
        return
    waiting: deque[tuple[Shard, Future[None] | None]] = deque()
    with _processes(workshop, workers) as pool:
        for shard in shards:
            reused = is_finished(shard, workshop)
            waiting.append((shard, None if reused else pool.submit(_work, shard)))
            while len(waiting) >= 2 * workers:
                yield _finish(*waiting.popleft())
        while waiting:
            yield _finish(*waiting.popleft())


def _finish(shard: Shard, future: Future[None] | None) -> Done:
    if future is not None:
        try:
            future.result()
        except BrokenProcessPool as error:
            raise PipelineError(
                "a worker process died, most likely for want of memory",
                "run the same command again with fewer --workers: finished articles are kept",
            ) from error
    return Done(shard.key, shard.records, reused=future is None)


def is_finished(shard: Shard, workshop: Workshop) -> bool:
    """Tell whether ``shard`` lies finished on the disk."""
    return (workshop.shards / shard.key).is_dir()


@cache
def _load(models: Path | None) -> Extractor:
    # Loads torch and Stanza, which a run that finds all its shards finished does without.
    from pipeline.extractor import QuoteExtractor, Settings

    return QuoteExtractor(Settings(models=models))


@contextmanager
def _processes(workshop: Workshop, workers: int) -> Iterator[ProcessPoolExecutor]:
    before = set(multiprocessing.active_children())
    threads = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    # `spawn` starts clean interpreters: a fork of one that runs torch's threads may hang.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (workshop,))
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        # What the workers hold is half done, and would keep the run that ended waiting for it.
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        for name, value in threads.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# A worker process serves one workshop; what it loads for it lives as long as the process.
_workshop: Workshop


def _begin(workshop: Workshop) -> None:
    """Make a fresh process ready for ``_work``."""
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


def _work(shard: Shard) -> None:
    _workshop.work(shard)
