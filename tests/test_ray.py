"""The cluster: the tables of one machine, whatever dies on the way.

It is a real one, of machines that are processes of this one: a head without cores, where the run
is, and others of one core each.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from command import RAW, ROOT, environment
from diary_extractor import DiaryExtractor, ShortExtractor, read_diary
from marks_extractor import MarksExtractor
from poison import LOOPS, PoisonedExtractor
from ray.cluster_utils import Cluster
from test_batch import TESTS, small, stories, story, tables_of, write_jsonl

from pipeline.batch import run
from pipeline.batch.processes import Workshop
from pipeline.batch.ray import Cluster as Where
from pipeline.batch.ray import _Extract, _identity, work_through
from pipeline.batch.shards import Corpus, Shard
from pipeline.errors import PipelineError, UsageError
from pipeline.records import Article

pytestmark = pytest.mark.slow

SMALL = 80_000_000  # bytes of shared memory a machine; Ray would take a third of what there is


@pytest.fixture(scope="module")
def settled() -> Iterator[Path]:
    """A folder for what Ray writes, and processes that find the modules of the tests."""
    # Sockets lie there, whose paths may be no longer than about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="ray", dir="/tmp"))
    (folder / "ray").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", str(folder))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        # Ray lets everything else go before its workers: on a busy machine they would starve.
        patch.setenv("RAY_worker_niceness", "0")
        patch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{TESTS}")
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(settled: Path) -> Iterator[Cluster]:
    """A head and two workers."""
    head = {"num_cpus": 0, "object_store_memory": SMALL, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    try:
        for _ in range(2):
            made.add_node(num_cpus=1, object_store_memory=SMALL)
        yield made
    finally:
        made.shutdown()


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """The folder in which extractors write down what they do."""
    folder = tmp_path / "diary"
    folder.mkdir()
    return folder


def on(cluster: Cluster, **others: Any) -> dict[str, Any]:
    return {"engine": "ray", "address": cluster.address, **others}


def begun(diary: Path, article: str) -> int:
    return sum(entry[:2] == ("begun", article) for entry in read_diary(diary))


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def as_soon_as(condition: Callable[[], bool], then: Callable[[], None]) -> threading.Thread:
    """Do something in the background when a condition holds."""

    def wait() -> None:
        wait_for(condition, "nothing to do")
        then()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


# --- the same tables ---


def test_the_real_extractor_gives_the_tables_of_one_machine(
    cluster: Cluster, tmp_path: Path, sample: tuple[Path, Any]
) -> None:
    many = run([RAW], tmp_path / "out", quiet=True, shard_articles=4, **on(cluster))
    assert many.shards == 4
    assert many.counts.quotes["direct"] > 20
    assert tables_of(tmp_path / "out") == tables_of(sample[0])


def test_articles_in_object_storage_are_read_by_the_run_alone(
    cluster: Cluster, tmp_path: Path
) -> None:
    # fsspec's storage in memory is that of this process: no worker could read from it.
    storage = fsspec.filesystem("memory")
    rows = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    storage.put(str(rows), "/bucket/berita.jsonl")
    summary = small("memory://bucket/*.jsonl", tmp_path / "out", **on(cluster))
    assert (summary.counts.articles, summary.shards) == (12, 4)
    storage.rm("/bucket", recursive=True)


def test_a_run_broken_off_on_one_machine_goes_on_on_a_cluster(
    cluster: Cluster, tmp_path: Path
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    small(path, tmp_path / "one")
    with pytest.raises(KeyboardInterrupt):
        small(path, tmp_path / "out", extractor=MarksExtractor("a07"))
    summary = small(path, tmp_path / "out", **on(cluster))
    assert (summary.shards, summary.reused) == (4, 2)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "one")
    assert small(path, tmp_path / "out", **on(cluster)).already_complete


# --- what dies ---


def test_a_machine_killed_in_the_middle_costs_nothing(
    cluster: Cluster, tmp_path: Path, diary: Path
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(60))
    small(path, tmp_path / "one", extractor=MarksExtractor())
    doomed = cluster.add_node(num_cpus=1, object_store_memory=SMALL)
    machine = str(doomed.all_processes["raylet"][0].process.pid)

    def articles(what: str) -> set[str]:
        """Return those that were begun or ended on the machine that is to die."""
        entries = read_diary(diary)
        return {e.article for e in entries if (e.what, e.machine) == (what, machine)}

    killed = as_soon_as(
        lambda: len(articles("ended")) >= 3 and bool(articles("begun") - articles("ended")),
        lambda: cluster.remove_node(doomed, allow_graceful=False),
    )
    extractor = DiaryExtractor(folder=str(diary), seconds=0.3)
    summary = small(path, tmp_path / "out", extractor=extractor, **on(cluster))
    killed.join()
    unfinished = articles("begun") - articles("ended")
    assert unfinished
    assert all(begun(diary, article) >= 2 for article in unfinished)
    assert len({entry.machine for entry in read_diary(diary)}) == 3
    assert summary.shards == 20
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "one")


@pytest.mark.parametrize("death", [{"dies": 1}, {"kills": 1}])
def test_a_worker_that_dies_is_replaced(
    cluster: Cluster, tmp_path: Path, diary: Path, death: dict[str, int]
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    small(path, tmp_path / "one")
    small(
        path, tmp_path / "out", extractor=DiaryExtractor(folder=str(diary), **death), **on(cluster)
    )
    assert begun(diary, "a07") == 2
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "one")


def test_an_article_that_always_kills_its_process_is_rejected_as_on_one_machine(
    cluster: Cluster, tmp_path: Path, diary: Path
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    extractor = DiaryExtractor(folder=str(diary), dies=99)
    one = small(path, tmp_path / "one", extractor=extractor, workers=2)
    many = small(path, tmp_path / "out", extractor=extractor, **on(cluster))
    assert many.counts == one.counts
    assert many.counts.rejects == {"annotate/process_died": 1}
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "one")


def test_a_shard_that_always_kills_its_worker_ends_the_run_and_the_rest_is_kept(
    cluster: Cluster, tmp_path: Path, diary: Path
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    extractor = DiaryExtractor(folder=str(diary), kills=99)
    with pytest.raises(PipelineError, match=r"shard .* died 5 times") as told:
        small(path, tmp_path / "out", extractor=extractor, **on(cluster))
    assert "--workers" in told.value.hint
    assert begun(diary, "a07") == 5
    assert any((tmp_path / "out" / ".work" / "shards").iterdir())


def test_an_article_that_takes_for_ever_is_broken_off_as_on_one_machine(
    cluster: Cluster, tmp_path: Path
) -> None:
    rows = stories(6)
    rows[4]["text"] += f" {LOOPS}"
    path = write_jsonl(tmp_path / "berita.jsonl", rows)
    given: dict[str, Any] = {"shard_articles": 3, "quiet": True, "time_limit": 2.0}
    given["extractor"] = PoisonedExtractor(given["time_limit"])
    one = run([path], tmp_path / "one", **given)
    many = run([path], tmp_path / "out", **given, **on(cluster))
    assert many.counts == one.counts
    assert many.counts.rejects == {"resolve/time_limit": 1}
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "one")


# --- what fails ---


def test_what_a_worker_says_is_told_as_it_said_it(cluster: Cluster, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(12))
    with pytest.raises(PipelineError, match=r"^the extractor returned 2 results for 3") as told:
        small(path, tmp_path / "out", extractor=ShortExtractor(), **on(cluster))
    assert "one result an article" in told.value.hint


def test_what_reading_says_is_told_as_well(cluster: Cluster, tmp_path: Path) -> None:
    def broken() -> Iterator[Shard]:
        yield from Corpus((Article(f"a{n}", story(n)) for n in range(6)), "s", articles=3)
        raise PipelineError("the cable is cut")

    workshop = Workshop(tmp_path, extractor=MarksExtractor())
    with pytest.raises(PipelineError, match=r"^the cable is cut$"):
        list(work_through(broken(), workshop, Where(cluster.address)))


def test_a_machine_with_other_weights_is_told(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    actor = _Extract(workshop, _identity(workshop) | {"weights": {}, "code": "other"}, desk=None)
    with pytest.raises(PipelineError, match="other code, weights than"):
        actor._finish(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"address": "127.0.0.1:1"}, "no Ray cluster at 127.0.0.1:1"),
        ({"address": "ray://127.0.0.1:1"}, "from outside"),
        ({"num_gpus": 1}, "too few for one worker"),
    ],
)
def test_a_cluster_that_cannot_be_had(
    cluster: Cluster, tmp_path: Path, others: dict[str, Any], told: str
) -> None:
    path = write_jsonl(tmp_path / "berita.jsonl", stories(3))
    with pytest.raises(UsageError, match=told) as error:
        small(path, tmp_path / "out", **on(cluster, **others))
    assert error.value.hint
    assert not (tmp_path / "out").exists()


# --- the command, on a cluster of this machine alone ---


def processes(folder: Path) -> list[str]:
    """Return the processes that were told to write into ``folder``, by their titles."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = f"RAY_TMPDIR={folder}".encode() in (place / "environ").read_bytes().split(b"\0")
            title = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if told and title:
            found.append(title)
    return found


@pytest.mark.parametrize("number", [0, signal.SIGINT, signal.SIGKILL])
def test_the_command_leaves_no_process(settled: Path, tmp_path: Path, number: int) -> None:
    own = settled / str(int(number))
    (own / "ray").mkdir(parents=True)
    command = [sys.executable, "-m", "pipeline", "run", str(RAW), "--engine", "ray"]
    process = subprocess.Popen(
        [*command, "--workers", "1", "--out", str(tmp_path / "out"), "--quiet"],
        env=environment(RAY_TMPDIR=str(own)),
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    if number:
        actors = "ray::MapWorker"
        wait_for(lambda: any(title.startswith(actors) for title in processes(own)), "no actor")
        process.send_signal(number)
    printed, _ = process.communicate(timeout=300)
    assert process.returncode == {0: 0, signal.SIGINT: 130, signal.SIGKILL: -9}[number]
    assert printed == ("" if number else f"{tmp_path / 'out'}\n")
    wait_for(lambda: not processes(own), "processes are left")
