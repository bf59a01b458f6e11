"""Shards through a cluster: Ray Data actors extract them, and this machine keeps the books.

The run reads, gives ids, finds duplicates and cuts shards in its main thread, as it does without a
cluster, since each of these depends on all that was read before. Shards travel to the actors
through a queue, and the files of finished ones back to a desk on the machine of the run, which puts
them where the run looks for them. So the other machines need kutipan and nothing else: no shared
folder, no credentials; and resuming, joining and the tables are those of one machine.

A worker or machine that dies takes no result with it: what it had finished lies at the desk, and
what it had not, Ray gives to another actor. Nothing is taken in twice: a shard is kept by its key.

The only module that imports ray, which is an extra: it is imported where the engine is asked for.
"""

import logging
import os
import pickle
import shutil
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ray
import ray.data
from ray.exceptions import RayError
from ray.util.queue import Queue

from pipeline.batch.fingerprint import code_hash, versions, weights, word_lists
from pipeline.batch.pool import Done, finish, is_finished
from pipeline.batch.processes import Processes, Workshop, work
from pipeline.batch.shards import Shard
from pipeline.errors import PipelineError, UsageError
from pipeline.outputs.files import whole

# A shard that is begun more often takes its workers down with it.
_ATTEMPTS = 5
# Seconds: how often the run looks what is finished when all is dealt; how long it waits for an end.
_LOOK = 0.2
_PATIENCE = 20
_RESUME = "run the same command again: finished articles are kept"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the work is done.

    Attributes:
        address: of the cluster's head, or ``auto`` for the cluster that this machine belongs to;
            ``None`` makes this machine a cluster of its own, for the time of the run.
        workers: how many actors; ``None`` takes as many as there is room for, one a core.
        num_gpus: graphics cards an actor, which may share one (0.25).
    """

    address: str | None = None
    workers: int | None = None
    num_gpus: float = 0


def work_through(shards: Iterable[Shard], workshop: Workshop, cluster: Cluster) -> Iterator[Done]:
    """Finish ``shards`` on a cluster and tell of each, in their order; see ``pool.work_through``.

    Raises:
        PipelineError: the first that any shard raises, or that no cluster can be had; what was
            finished before is kept.
    """
    with _connected(cluster):
        actors = cluster.workers or _room(cluster)
        here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
        desk = ray.remote(_Desk).options(num_cpus=0, label_selector=here).remote(workshop.shards)
        queue = Queue(2, actor_options={"num_cpus": 0, "label_selector": here})
        dataset = _dataset(workshop, cluster, actors, here, queue, desk)
        listener = _Listener(dataset.iter_rows(), queue)
        listener.start()
        plan: list[Done] = []
        told = 0

        def next_told() -> Iterator[Done]:
            nonlocal told
            while told < len(plan) and (plan[told].reused or told in listener.finished):
                told += 1
                yield plan[told - 1]

        try:
            for number, shard in enumerate(shards):
                reused = is_finished(shard, workshop)
                plan.append(Done(shard.key, shard.records, reused, shard.share))
                if not reused:
                    queue.put((number, pickle.dumps(shard)))
                yield from next_told()
            queue.put(None)
            while listener.is_alive():
                listener.join(_LOOK)
                yield from next_told()
        except RayError:
            pass  # The queue is gone, and the listener knows why.
        finally:
            listener.end()
        if listener.failure is not None:
            raise listener.failure
        yield from next_told()
        if told < len(plan):
            raise PipelineError("the cluster lost a part of the articles", _RESUME)


class _Listener(threading.Thread):
    """Hears what becomes of the shards, while the main thread cuts more: limits of time hold there.

    Attributes:
        finished: the numbers of the shards that are.
        failure: what a worker, or the cluster as a whole, failed of.
    """

    def __init__(self, results: Iterable[dict[str, Any]], queue: Queue) -> None:
        super().__init__(daemon=True)
        self._results = results
        self._queue = queue
        self.finished: set[int] = set()
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            for result in self._results:
                if result["failure"]:
                    raise pickle.loads(result["failure"])
                self.finished.add(result["number"])
        except RayError as error:
            (*_, reason) = str(error).strip().splitlines() or [type(error).__name__]
            self.failure = PipelineError(
                f"the cluster gave up: {reason}",
                "make sure that every machine of it has this kutipan and memory for its workers; "
                f"then {_RESUME}",
            )
        except Exception as failure:
            self.failure = failure
        finally:
            # Whoever waits for room in the queue is told that nobody will make any.
            ray.kill(self._queue.actor)

    def end(self) -> None:
        """Hear no more: without the queue the work that is left comes to an end."""
        ray.kill(self._queue.actor)
        self.join(_PATIENCE)


def _dataset(
    workshop: Workshop,
    cluster: Cluster,
    actors: int,
    here: Mapping[str, str],
    queue: Queue,
    desk: Any,
) -> Any:
    """Return the dataset whose rows tell of shards as they are finished; nothing runs yet."""
    context = ray.data.DataContext.get_current().copy()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    # A block is what an actor is handed: as small as can be, which is one shard.
    context.target_max_block_size = 1
    with ray.data.DataContext.current(context):
        return (
            ray.data.from_items([0])
            .map_batches(
                _deal,
                batch_size=None,
                fn_kwargs={"queue": queue, "desk": desk},
                num_cpus=0,
                label_selector=dict(here),
            )
            .map_batches(
                _Extract,
                batch_size=1,
                fn_constructor_args=(workshop, _identity(workshop), desk),
                # One shard in work and one on its way.
                compute=ray.data.ActorPoolStrategy(
                    min_size=1,
                    max_size=actors,
                    initial_size=actors,
                    max_tasks_in_flight_per_actor=2,
                ),
                num_cpus=1,
                num_gpus=cluster.num_gpus or None,
            )
        )


def _deal(_: object, queue: Queue, desk: Any) -> Iterator[dict[str, list[Any]]]:
    """Hand out the shards of the queue, each a block."""
    # A second dealer would be taken for the first, begun anew, and its shards for those handed out.
    ray.get(desk.begin.remote("the shards' way to the cluster", 1))
    while (dealt := queue.get()) is not None:
        number, shard = dealt
        yield {"number": [number], "shard": [shard]}


class _Extract:
    """The actor: has the shards it is handed extracted, by a process that lives as long as it.

    A process of its own, as the workers of one machine are: an article that takes too long is
    broken off by a clock that ticks in the main thread alone, which Ray keeps for itself, and one
    that kills its process takes no actor with it.
    """

    def __init__(self, workshop: Workshop, identity: Mapping[str, object], desk: Any) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kutipan-")
        self._workshop = replace(workshop, shards=Path(self._folder.name))
        self._process = Processes(self._workshop, 1)
        self._desk = desk
        self._differing = [
            name for name, value in _identity(workshop).items() if value != identity[name]
        ]

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[Any]]:
        failure = b""
        try:
            self._finish(pickle.loads(batch["shard"][0]))
        except PipelineError as error:
            # As a row: what an actor raises reaches the run wrapped in what Ray has to say.
            failure = pickle.dumps(_unwrapped(error))
        return {"number": [int(batch["number"][0])], "failure": [failure]}

    def _finish(self, shard: Shard) -> None:
        if self._differing:
            raise PipelineError(
                f"machine {ray.util.get_node_ip_address()} of the cluster has other "
                f"{', '.join(self._differing)} than the machine of the run",
                "install the same kutipan with the same constraints.txt on all of them",
            )
        ray.get(self._desk.begin.remote(f"shard {shard.key}", _ATTEMPTS))
        finish(shard, self._process.submit(work, shard), self._workshop)
        folder = self._workshop.shards / shard.key
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        shutil.rmtree(folder)
        ray.get(self._desk.take.remote(shard.key, files))


class _Desk:
    """Stands on the machine of the run: sees who begins what, and takes in what is finished."""

    def __init__(self, shards: Path) -> None:
        self._shards = shards
        self._begun: Counter[str] = Counter()

    def begin(self, work: str, attempts: int) -> None:
        """Count a beginning of ``work``.

        Raises:
            PipelineError: where it was begun ``attempts`` times before.
        """
        self._begun[work] += 1
        if self._begun[work] > attempts:
            raise PipelineError(
                f"{work}: the worker that does it died {attempts} times, most likely for want of "
                "memory",
                f"with fewer --workers to a machine, or larger machines, {_RESUME}",
            )

    def take(self, key: str, files: Mapping[str, bytes]) -> None:
        """Put a finished shard where the run looks for it.

        Raises:
            OutputError: where it cannot be written.
        """
        with whole(self._shards / key) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)


def _identity(workshop: Workshop) -> dict[str, object]:
    """Return what has to be equal on all machines for equal tables, by what a person calls it."""
    return {
        "versions of libraries": versions(),
        "code": code_hash(),
        "word lists": word_lists(),
        "weights": weights(workshop.models),
    }


def _unwrapped(error: PipelineError) -> PipelineError:
    """Return an error of the desk without what Ray wraps around it."""
    return getattr(error, "cause", error)


@contextmanager
def _connected(cluster: Cluster) -> Iterator[None]:
    """Join the cluster, or start one of this machine alone; leave or end it after the block."""
    if ray.is_initialized():  # the caller's own
        yield
        return
    address = cluster.address or "local"
    if address.startswith("ray://"):
        raise UsageError(
            f"{address} reaches the cluster from outside, where its machines cannot answer",
            "start the run on a machine of the cluster (ray job submit), with --address auto",
        )
    if cluster.address is not None:
        _knock(cluster.address)
    # Ray tells nobody outside of what it does, and a person only what goes wrong.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    for handler in logging.getLogger("ray.data").handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setLevel(logging.CRITICAL)
    sizes = {"num_cpus": cluster.workers, "include_dashboard": False} if address == "local" else {}
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **sizes)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_cluster(address, error) from error
    try:
        # Ray prints what befalls the machines; stdout is for the run's folder.
        with redirect_stdout(sys.stderr):
            yield
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Make sure that somebody answers: Ray itself would try for ten minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except OSError as error:
        raise _no_cluster(address, error) from error


def _no_cluster(address: str, error: Exception) -> UsageError:
    return UsageError(
        f"there is no Ray cluster at {address}: {error}",
        "start one with `ray start --head`, or leave --address away for this machine alone",
    )


def _room(cluster: Cluster) -> int:
    """Return how many actors the cluster can hold now."""
    there = ray.cluster_resources()
    room = there.get("CPU", 0)
    if cluster.num_gpus:
        room = min(room, there.get("GPU", 0) / cluster.num_gpus)
    if room < 1:
        raise UsageError(
            f"the cluster has {there.get('CPU', 0):g} cores and {there.get('GPU', 0):g} graphics "
            "cards, too few for one worker",
            "add machines, ask for less with --num-gpus, or say with --workers how many will come",
        )
    return int(room)
