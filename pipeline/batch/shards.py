"""A corpus cut into shards: pieces extracted on their own, under a key of what they hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.batch.fingerprint import Content, digest
from pipeline.duplicates import Originals
from pipeline.inputs.meter import Meter
from pipeline.records import Article, Reject

SHARD_ARTICLES = 200
SHARD_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Shard:
    """Some articles in reading order, and what could not be read between them.

    Attributes:
        key: a hash of everything that the shard's tables depend on.
        articles: the articles.
        duplicates: article -> the article of the same text that was read first, here or in a shard
            before.
        rejects: what the reading stage left out.
        share: how much of all inputs was read when it was cut, 0 to 1.
    """

    key: str
    articles: tuple[Article, ...]
    duplicates: tuple[tuple[str, str], ...] = ()
    rejects: tuple[Reject, ...] = ()
    share: float = 0.0

    @property
    def records(self) -> int:
        """How much was read: articles and what was no article."""
        return len(self.articles) + len(self.rejects)


class Corpus:
    """Hands out what is read in shards, once, and keeps count.

    Args:
        items: what the reading stage yields.
        settings: a hash of what the results depend on besides the articles.
        articles: how many records make a shard.
        characters: how much text makes a shard, if that is reached before.
        meter: knows how much of the inputs was read.
    """

    def __init__(
        self,
        items: Iterable[Article | Reject],
        settings: str,
        articles: int = SHARD_ARTICLES,
        characters: int = SHARD_CHARACTERS,
        meter: Meter | None = None,
    ) -> None:
        """Begin before the first article."""
        self._items = items
        self._settings = settings
        self._articles = articles
        self._characters = characters
        self._meter = meter or Meter()
        self._originals = Originals()
        self.content = Content()
        self.records = 0

    def __iter__(self) -> Iterator[Shard]:
        """Cut the items into shards, in their order."""
        held: list[Article | Reject] = []
        hashes: list[str] = []
        size = 0
        for item in self._items:
            self.records += 1
            held.append(item)
            hashes.append(self.content.add(item))
            size += len(item.text) if isinstance(item, Article) else 0
            if len(held) >= self._articles or size >= self._characters:
                yield self._shard(held, hashes)
                held, hashes, size = [], [], 0
        if held:
            yield self._shard(held, hashes)

    def _shard(self, items: Sequence[Article | Reject], hashes: Sequence[str]) -> Shard:
        articles = tuple(item for item in items if isinstance(item, Article))
        duplicates = tuple(
            (article.article_id, first)
            for article in articles
            if (first := self._originals.first(article)) is not None
        )
        key = digest(self._settings, hashes, duplicates)[:32]
        rejects = tuple(item for item in items if isinstance(item, Reject))
        return Shard(key, articles, duplicates, rejects, self._meter.share)
