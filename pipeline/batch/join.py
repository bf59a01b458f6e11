"""Finished shards joined into the tables of a run, one shard in memory at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.batch.work import KEPT, FinishedShard, load_shard
from pipeline.corpus.aliases import Aliases
from pipeline.corpus.people import People
from pipeline.labels import Language
from pipeline.outputs.tables import Format, TableWriter
from pipeline.records import QuoteType, Reason, Stage
from pipeline.stages.tabulate import ArticleTables
from pipeline.tabulation.columns import TABLES
from pipeline.tabulation.schema import typed


@dataclass(slots=True)
class Counts:
    """What a run came to.

    Attributes:
        records: everything that was read; ``articles`` + ``rejected``.
        articles: rows of ``articles``, duplicates included.
        duplicates: articles whose text was read before.
        rejected: records without a row in ``articles``.
        quotes: quotes by type.
        unresolved: quotes without a speaker.
        speakers: rows of ``speakers``.
        people: rows of ``people``.
        rejects: rows of ``rejects`` by ``stage/reason``.
    """

    records: int = 0
    articles: int = 0
    duplicates: int = 0
    rejected: int = 0
    quotes: dict[str, int] = field(default_factory=lambda: {kind.value: 0 for kind in QuoteType})
    unresolved: int = 0
    speakers: int = 0
    people: int = 0
    rejects: dict[str, int] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {
            "quotes": sum(self.quotes.values()),
            "speakers": self.speakers,
            "people": self.people,
            "articles": self.articles,
            "rejects": sum(self.rejects.values()),
        }

    def add(self, shard: FinishedShard) -> None:
        """Count a shard in."""
        tables = shard.tables
        self.records += shard.records
        self.articles += len(tables.articles)
        self.duplicates += int(tables.articles["duplicate_of"].notna().sum())
        self.rejected += shard.unread + len(shard.refused)
        for kind, count in Counter(tables.quotes["quote_type"]).items():
            self.quotes[kind] += count
        self.unresolved += int(tables.quotes["speaker"].isna().sum())
        self.speakers += len(tables.speakers)
        reasons = zip(tables.rejects["stage"], tables.rejects["reason"], strict=True)
        for (stage, reason), count in Counter(reasons).items():
            name = f"{stage}/{reason}"
            self.rejects[name] = self.rejects.get(name, 0) + count


def join_shards(
    folders: Iterable[Path],
    into: Path,
    formats: Sequence[Format],
    excel: bool,
    language: Language = "en",
    aliases: Aliases | None = None,
) -> Counts:
    """Write the tables of all ``folders``, in their order, into the folder ``into``.

    ``aliases`` are the public figures that the shards' speakers were joined by.

    Raises:
        OutputError: where a shard is damaged.
        OSError: where the disk is full.
    """
    counts = Counts()
    people = People(aliases)
    lost: set[str] = set()
    with ExitStack() as open_files:
        writers = {
            table: open_files.enter_context(TableWriter(table, into, formats, excel, language))
            for table in TABLES
        }
        for folder in folders:
            shard = _without_originals(load_shard(folder), lost)
            counts.add(shard)
            people.add(shard.tables.speakers, shard.tables.articles)
            for table in KEPT:
                writers[table].write(getattr(shard.tables, table))
        for piece in people.frames():
            writers["people"].write(piece)
            counts.people += len(piece)
    return counts


def _without_originals(shard: FinishedShard, lost: set[str]) -> FinishedShard:
    """Turn duplicates of an article that failed into rejects: their text would fail like its.

    ``lost`` gathers the articles that failed, over the shards.
    """
    lost.update(shard.refused)
    articles = shard.tables.articles
    failed = articles["duplicate_of"].isin(lost)
    if not failed.any():
        return shard
    rows = [
        {
            "article_id": row["article_id"],
            "source_file": row["source_file"] or None,
            "source_row": row["source_row"],
            "stage": Stage.TABULATE.value,
            "reason": Reason.STAGE_FAILED.value,
            "detail": f"its text is that of {row['duplicate_of']}, which failed",
            "start": None,
            "end": None,
        }
        for row in articles[failed].to_dict("records")
    ]
    tables = shard.tables
    return FinishedShard(
        tables=ArticleTables(
            quotes=tables.quotes,
            speakers=tables.speakers,
            articles=articles[~failed].reset_index(drop=True),
            rejects=pd.concat([tables.rejects, typed("rejects", rows)], ignore_index=True),
        ),
        records=shard.records,
        refused=(*shard.refused, *(str(row["article_id"]) for row in rows)),
        unread=shard.unread,
    )
