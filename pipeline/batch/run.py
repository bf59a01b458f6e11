"""The batch job: articles in, a folder of tables out; what is finished is never done twice."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from tqdm import tqdm

from pipeline import deadline
from pipeline.batch.fingerprint import (
    code_hash,
    content_of,
    digest,
    file_hash,
    weights,
    word_lists,
)
from pipeline.batch.join import Counts, join_shards
from pipeline.batch.manifest import CARD, Request, RunFolder, Settings
from pipeline.batch.pool import Done, work_through
from pipeline.batch.processes import Workshop
from pipeline.batch.record import Clock, describe_run
from pipeline.batch.shards import SHARD_ARTICLES, SHARD_CHARACTERS, Corpus, Shard
from pipeline.batch.work import Extractor
from pipeline.corpus.aliases import read_aliases
from pipeline.errors import OutputError, PipelineError, UsageError
from pipeline.inputs.dates import TIMEZONE
from pipeline.inputs.meter import Meter
from pipeline.inputs.remote import is_remote
from pipeline.labels import LANGUAGES, Language
from pipeline.outputs.card import card
from pipeline.outputs.files import staged, write_text
from pipeline.outputs.finished import RECORD
from pipeline.outputs.tables import FORMATS, Format
from pipeline.stages.read import read

_BAR = "{percentage:3.0f} %|{bar}| {postfix} [{elapsed} gone, {remaining} left]"

Engine = Literal["local", "ray"]
# What finishes shards and tells of each, in their order.
_Worker = Callable[[Iterable[Shard], Workshop], Iterator[Done]]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run left behind.

    Attributes:
        out: the folder of the tables.
        counts: how much was read, found, and left out.
        files: the files written, in the order of the tables.
        shards: how many pieces the corpus had.
        reused: how many of them an earlier, broken-off run had finished.
        seconds: how long this call took.
        already_complete: whether all of it lay there before; then nothing was extracted or written.
    """

    out: Path
    counts: Counts
    files: tuple[Path, ...]
    shards: int
    reused: int
    seconds: float
    already_complete: bool = False

    @property
    def nothing_read(self) -> bool:
        """Whether no article came through: every record is in ``rejects``, or there was none."""
        return self.counts.articles == 0


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    formats: Sequence[Format] = FORMATS,
    limit: int | None = None,
    min_confidence: float = 0.0,
    workers: int | None = None,
    engine: Engine = "local",
    address: str | None = None,
    num_gpus: float = 0,
    time_limit: float = deadline.SECONDS,
    excel: bool = False,
    language: Language = "en",
    timezone: str = TIMEZONE,
    models: str | Path | None = None,
    people: str | Path | None = None,
    quiet: bool = False,
    extractor: Extractor | None = None,
    shard_articles: int = SHARD_ARTICLES,
    shard_characters: int = SHARD_CHARACTERS,
) -> RunSummary:
    """Read articles, extract their quotes, and write the tables into a folder.

    Broken off (Ctrl-C, a full disk, a power cut), the same call goes on with the first unfinished
    shard. Called again when it is complete, it reads the inputs, finds that nothing has changed,
    and leaves all as it is.

    Args:
        inputs: files, folders and globs.
        out: the folder of the tables; made where it is missing.
        mapping: field of an article -> column that feeds it, where the names do not tell.
        formats: ``csv``, ``parquet``, or both.
        limit: stop after so many articles.
        min_confidence: quotes below it (0 to 1) go to ``rejects``.
        workers: how many processes work side by side; ``None`` is one, with ``ray`` one a core. The
            tables do not depend on it, nor on the next three.
        engine: ``local`` for this machine, ``ray`` for a cluster (`pipeline.batch.ray`).
        address: of the cluster; ``None`` makes one of this machine alone.
        num_gpus: graphics cards a worker, on a cluster.
        time_limit: seconds that a stage may take for an article, or for every 50,000 characters of
            a longer one; what takes longer goes to ``rejects``. 0 is no limit.
        excel: whether CSV is written for spreadsheets.
        language: of the names of columns and fixed values in CSV; Parquet has the English ones.
        timezone: the zone of times that name none.
        models: a folder of weights; ``None`` takes the bundled ones.
        people: a list of public figures and the names they go by, on top of the bundled one.
        quiet: whether to show no progress on stderr.
        extractor: what finds the quotes, in place of a ``QuoteExtractor`` with ``models``; with
            several workers it has to pickle.
        shard_articles: how many records make a shard.
        shard_characters: how much text makes a shard, if that is reached before.

    Returns:
        What was read, found and written.

    Raises:
        InputError: where an input is missing, or ``people`` is not such a list.
        OutputError: where ``out`` cannot be written, holds a different run, or is in use.
        ModelError: where the weights cannot be loaded.
        UsageError: where an argument makes no sense.
    """
    clock = Clock()
    _check(formats, language, limit, min_confidence, workers, time_limit)
    worker = _worker(engine, workers, address, num_gpus)
    folder = RunFolder(Path(out))
    _check_apart(inputs, folder.out)
    weights_folder = None if models is None else Path(models)
    aliases = read_aliases(None if people is None else Path(people))
    settings = Settings(
        code=code_hash(),
        word_lists=word_lists(),
        weights=weights(weights_folder),
        people="" if people is None else file_hash(Path(people)),
        min_confidence=min_confidence,
        time_limit=time_limit,
        formats=tuple(form for form in FORMATS if form in formats),
        excel=excel,
        language=language,
        extractor=_name(extractor),
    )
    arguments = {
        "inputs": [str(named) for named in inputs],
        "out": str(out),
        "mapping": dict(mapping or {}),
        "formats": list(settings.formats),
        "limit": limit,
        "min_confidence": min_confidence,
        "workers": workers,
        "engine": engine,
        "address": address,
        "num_gpus": num_gpus,
        "time_limit": time_limit,
        "excel": excel,
        "language": language,
        "timezone": timezone,
        "models": None if models is None else str(models),
        "people": None if people is None else str(people),
    }
    request = Request(
        inputs=tuple(
            str(named if is_remote(named) else Path(named).absolute()) for named in inputs
        ),
        mapping=dict(mapping or {}),
        timezone=timezone,
        limit=limit,
        settings=settings,
    )
    articles = partial(read, inputs, mapping=mapping, timezone=timezone, limit=limit)
    with folder.opened():
        record = folder.record()
        if record is not None:
            try:
                folder.check_same(record, settings, lambda: content_of(articles(meter=Meter())))
                return _summary(folder.out, record, clock.seconds(), already_complete=True)
            except OutputError:
                if not folder.give_way(record):
                    raise
        folder.begin(request)
        meter = Meter()
        items = articles(meter=meter)
        corpus = Corpus(items, _result_key(settings), shard_articles, shard_characters, meter)
        workshop = Workshop(
            folder.shards, weights_folder, min_confidence, extractor, aliases, time_limit
        )
        done = _extract(worker(corpus, workshop), quiet, limit)
        clock.lap("extract")
        with staged(folder.out, folder.stage) as stage:
            shards = (folder.shards / shard.key for shard in done)
            counts = join_shards(shards, stage, settings.formats, excel, language, aliases)
            _check_counts(counts, corpus.records)
            clock.lap("join")
            record = describe_run(
                arguments, settings, corpus.content.hexdigest(), counts, done, stage, clock
            )
            write_text(stage / CARD, card(record))
        # Last: from here on the run is complete.
        write_text(folder.out / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        return _summary(folder.out, record, clock.seconds())


def _worker(engine: Engine, workers: int | None, address: str | None, num_gpus: float) -> _Worker:
    if engine == "local":
        if address is not None or num_gpus:
            raise UsageError("an address or graphics cards need a cluster", "add --engine ray")
        return partial(work_through, workers=workers or 1)
    if engine not in get_args(Engine):
        raise UsageError(f"unknown engine: {engine}", f"choose from {', '.join(get_args(Engine))}")
    try:
        from pipeline.batch import ray
    except ImportError as error:
        raise UsageError(
            f"the engine ray needs Ray, which is not installed: {error}",
            'install it with: pip install -c constraints.txt ".[ray]"',
        ) from error
    return partial(ray.work_through, cluster=ray.Cluster(address, workers, num_gpus))


def _extract(shards: Iterable[Done], quiet: bool, limit: int | None) -> list[Done]:
    """Finish all shards, and show how far it is, how fast, and how long it will take."""
    done: list[Done] = []
    records = 0
    began = time.monotonic()
    # `None` shows progress only where stderr is a terminal.
    bar = tqdm(total=1.0, bar_format=_BAR, disable=True if quiet else None, file=sys.stderr)
    with deadline.clock(), bar as progress:
        for shard in shards:
            done.append(shard)
            records += shard.records
            rate = records / max(time.monotonic() - began, 1e-3)
            share = max(shard.share, records / limit if limit else 0.0)
            progress.set_postfix_str(f"{records:,} articles, {rate:,.0f} a second", refresh=False)
            progress.update(min(share, 1.0) - progress.n)
    return done


def _check(
    formats: Sequence[str],
    language: str,
    limit: int | None,
    min_confidence: float,
    workers: int | None,
    time_limit: float,
) -> None:
    if not formats or (unknown := sorted(set(formats) - set(FORMATS))):
        told = ", ".join(unknown) if formats else "none"
        raise UsageError(f"unknown format: {told}", f"choose from {', '.join(FORMATS)}")
    if language not in LANGUAGES:
        raise UsageError(f"unknown language: {language}", f"choose from {', '.join(LANGUAGES)}")
    if limit is not None and limit < 1:
        raise UsageError(f"a limit of {limit} articles reads nothing", "give 1 or more")
    if not 0 <= min_confidence <= 1:
        raise UsageError(
            f"a confidence of {min_confidence} does not exist", "give a number from 0 to 1"
        )
    if workers is not None and workers < 1:
        raise UsageError(f"{workers} workers do nothing", "give 1 or more")
    if not 0 <= time_limit < float("inf"):
        raise UsageError(
            f"a time limit of {time_limit} makes no sense", "give seconds, or 0 for none"
        )


def _check_apart(inputs: Sequence[str | Path], out: Path) -> None:
    """Make sure that the tables are not among the articles when the run is called again."""
    place = out.resolve()
    for named in inputs:
        if (folder := Path(named)).is_dir() and place.is_relative_to(folder.resolve()):
            raise OutputError(
                f"{out} lies inside the input folder {folder}, and would be read as articles",
                "choose a folder outside with --out",
            )


def _check_counts(counts: Counts, records: int) -> None:
    if counts.records != records or counts.articles + counts.rejected != records:
        raise PipelineError(
            f"of {records} records read, {counts.articles} became articles and {counts.rejected} "
            "rejects: some are lost",
            "this is a fault of kutipan, not of your data; please report it with this line",
        )


def _name(extractor: Extractor | None) -> str:
    return (
        "" if extractor is None else f"{type(extractor).__module__}.{type(extractor).__qualname__}"
    )


def _result_key(settings: Settings) -> str:
    """Return a hash of what a shard's tables depend on: not of the formats they end in."""
    parts = settings.to_dict()
    of_files = ("formats", "excel", "language")
    return digest({name: parts[name] for name in parts if name not in of_files})


def _summary(
    out: Path, record: Mapping[str, Any], seconds: float, already_complete: bool = False
) -> RunSummary:
    return RunSummary(
        out=out,
        counts=Counts(**record["counts"]),
        files=tuple(out / name for name in record["files"]),
        shards=record["shards"]["all"],
        reused=record["shards"]["reused"],
        seconds=seconds,
        already_complete=already_complete,
    )
