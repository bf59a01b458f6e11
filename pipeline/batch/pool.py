"""Shards through one process or many: the same results, in the same order."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass

from pipeline.batch.alone import Alone
from pipeline.batch.processes import Processes, Workshop, work
from pipeline.batch.shards import Shard


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that lies finished on the disk; ``reused`` where it did before.

    ``share`` of the inputs was read when the shard was cut.
    """

    key: str
    records: int
    reused: bool
    share: float


def work_through(shards: Iterable[Shard], workshop: Workshop, workers: int) -> Iterator[Done]:
    """Finish ``shards`` and tell of each, in their order; those that lie finished are not touched.

    No more shards than two a worker are held at a time. A shard that its worker dies of is done
    again, article by article (`pipeline.batch.alone`).

    Raises:
        PipelineError: the first that any shard raises; shards before it are finished.
    """
    if workers == 1:
        for shard in shards:
            reused = is_finished(shard, workshop)
            if not reused:
                workshop.work(shard)
            yield Done(shard.key, shard.records, reused, shard.share)
        return
    waiting: deque[tuple[Shard, Future[None] | None]] = deque()
    processes = Processes(workshop, workers)
    try:
        for shard in shards:
            reused = is_finished(shard, workshop)
            waiting.append((shard, None if reused else processes.submit(work, shard)))
            while len(waiting) >= 2 * workers:
                yield finish(*waiting.popleft(), workshop)
        while waiting:
            yield finish(*waiting.popleft(), workshop)
        processes.end()
    finally:
        processes.kill()


def finish(shard: Shard, future: Future[None] | None, workshop: Workshop) -> Done:
    """Wait for a shard, and do it again, article by article, where its worker died.

    Raises:
        PipelineError: what the worker raised, or that none can be had.
    """
    if future is not None:
        try:
            future.result()
        except BrokenProcessPool:
            # Whichever of the shards under way it was: a death takes all workers with it.
            if not is_finished(shard, workshop):
                with closing(Alone(workshop)) as alone:
                    workshop.work(shard, alone)
    return Done(shard.key, shard.records, future is None, shard.share)


def is_finished(shard: Shard, workshop: Workshop) -> bool:
    """Tell whether ``shard`` lies finished on the disk."""
    return (workshop.shards / shard.key).is_dir()
