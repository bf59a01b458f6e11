"""The work on one shard: extract, tabulate, check, and put the tables beside before they count."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol

import pandas as pd
from pyarrow import ArrowException

from pipeline.batch.shards import Shard
from pipeline.corpus.aliases import Aliases
from pipeline.deadline import SECONDS
from pipeline.duplicates import without_quotes
from pipeline.errors import OutputError, PipelineError
from pipeline.outputs.files import whole
from pipeline.outputs.tables import TableWriter
from pipeline.records import LONGEST_DETAIL, Article, Extraction, Reason, Reject, Stage
from pipeline.stages.tabulate import ArticleTables, drop_unsure, tabulate_articles
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import check_offsets

# People are joined over all shards; a shard keeps the speakers.
KEPT = tuple(field.name for field in fields(ArticleTables))
_NOTE = "shard.json"


class Extractor(Protocol):
    """What finds the quotes of articles."""

    def extract(self, articles: Sequence[Article]) -> Sequence[Extraction | Reject]:
        """Return one result an article, in their order."""


@dataclass(frozen=True, slots=True)
class FinishedShard:
    """A shard on the disk.

    Attributes:
        tables: what was found.
        records: how much was read.
        refused: the articles that a stage after reading turned down, by id.
        unread: how many records were no articles at all.
    """

    tables: ArticleTables
    records: int
    refused: tuple[str, ...]
    unread: int


def extract_shard(
    shard: Shard,
    extractor: Callable[[], Extractor],
    shards: Path,
    min_confidence: float,
    aliases: Aliases | None = None,
    time_limit: float = SECONDS,
) -> None:
    """Extract ``shard`` and leave its tables in ``shards/KEY``, whole or not at all.

    ``extractor`` is called where there is something to extract: weights take seconds to load.
    ``aliases`` are the public figures that join over articles; ``None`` takes the bundled list.
    ``time_limit`` is what repairing a duplicate may take, in seconds; the extractor has its own.

    Raises:
        OutputError: where they cannot be written.
        PipelineError: where the extractor fails as a whole, or a table breaks its contract.
    """
    first = dict(shard.duplicates)
    fresh = [article for article in shard.articles if article.article_id not in first]
    results = iter(_matched(fresh, extractor().extract(fresh)) if fresh else ())
    extractions: list[Extraction] = []
    rejects: list[Reject] = list(shard.rejects)
    refused: list[str] = []
    for article in shard.articles:
        found = (
            without_quotes(article, time_limit) if article.article_id in first else next(results)
        )
        if isinstance(found, Reject):
            refused.append(article.article_id)
            rejects.append(_traced(found, article))
        else:
            extractions.append(drop_unsure(found, min_confidence))
    try:
        tables = _checked(extractions, rejects, first, aliases)
    except Exception:
        # One by one, so that only the culprit is lost.
        for extraction in tuple(extractions):
            try:
                _checked([extraction], [], first, aliases)
            except Exception as error:
                article = extraction.clean.article
                extractions.remove(extraction)
                refused.append(article.article_id)
                detail = f"{type(error).__name__}: {error}"[:LONGEST_DETAIL]
                failed = Reject(Stage.TABULATE, Reason.STAGE_FAILED, detail)
                rejects.append(_traced(failed, article))
        tables = _checked(extractions, rejects, first, aliases)
    note = {"records": shard.records, "refused": refused, "unread": len(shard.rejects)}
    _save(tables, note, shards / shard.key)


def _checked(
    extractions: Sequence[Extraction],
    rejects: Sequence[Reject],
    first: Mapping[str, str],
    aliases: Aliases | None,
) -> ArticleTables:
    """Tabulate, and make sure of what the tables promise.

    Raises:
        PipelineError: where they do not keep it.
    """
    tables = tabulate_articles(extractions, rejects, first, aliases)
    faults = check_offsets(tables)
    if not faults.empty:
        raise PipelineError(
            f"{len(faults)} spans do not cut out their words, the first of quote "
            f"{faults['quote_id'].iloc[0]}",
            "this is a fault of kutipan, not of your data; please report it with this line",
        )
    for table in KEPT:
        validate(table, getattr(tables, table))
    return tables


def load_shard(folder: Path) -> FinishedShard:
    """Read a finished shard.

    Raises:
        OutputError: where it is damaged.
    """
    try:
        frames = {table: pd.read_parquet(folder / f"{table}.parquet") for table in KEPT}
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError, ArrowException) as error:
        raise OutputError(
            f"the finished shard {folder} is damaged: {error}",
            "remove that folder and run the same command again: it alone is made anew",
        ) from error
    return FinishedShard(
        tables=ArticleTables(**frames),
        records=note["records"],
        refused=tuple(note["refused"]),
        unread=note["unread"],
    )


def _matched(
    articles: Sequence[Article], results: Sequence[Extraction | Reject]
) -> Sequence[Extraction | Reject]:
    if len(articles) != len(results):
        raise PipelineError(
            f"the extractor returned {len(results)} results for {len(articles)} articles",
            "an extractor returns one result an article, in their order",
        )
    return results


def _traced(reject: Reject, article: Article) -> Reject:
    """Return ``reject`` with the origin of ``article`` where it does not name its own."""
    return replace(
        reject,
        article_id=reject.article_id or article.article_id,
        source_file=reject.source_file or article.source_file,
        source_row=reject.source_row or article.source_row,
    )


def _save(tables: ArticleTables, note: dict[str, object], folder: Path) -> None:
    with whole(folder) as beside:
        for table in KEPT:
            with TableWriter(table, beside, ["parquet"]) as writer:
                writer.write(getattr(tables, table))
        (beside / _NOTE).write_text(json.dumps(note), encoding="utf-8")
