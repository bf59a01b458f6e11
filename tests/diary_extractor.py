"""A small extractor that writes down what it does, and may die of it; and the reader of its diary.

A module of its own: the processes of a cluster import it, and nothing of the tests beside it.
"""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from marks_extractor import MarksExtractor

from pipeline.records import Article, Extraction, Reject


class Entry(NamedTuple):
    """One line of the diary: an article was ``begun`` or ``ended``, and below which process."""

    what: str
    article: str
    machine: str


def read_diary(folder: Path) -> list[Entry]:
    """Return what happened, in its order."""
    names = [path.name.split() for path in folder.iterdir()]
    return [Entry(*name[:3]) for name in sorted(names, key=lambda name: int(name[3]))]


@dataclass(frozen=True)
class DiaryExtractor(MarksExtractor):
    """Extracts what is in marks, and notes each article in a folder.

    Attributes:
        folder: the diary; a file an entry, so that many may write at once.
        seconds: how long an article takes.
        dies: how often the article ``a07`` takes the process with it.
        kills: how often it takes the actor that started the process.
    """

    folder: str = ""
    seconds: float = 0.0
    dies: int = 0
    kills: int = 0

    def extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        """Return one result an article."""
        for article in articles:
            self._note("begun", article)
            time.sleep(self.seconds)
            if article.article_id == "a07":
                times = self._times_begun("a07")
                if times <= self.dies:
                    os.kill(os.getpid(), signal.SIGKILL)
                if times <= self.kills:
                    os.kill(os.getppid(), signal.SIGKILL)
                    time.sleep(60)  # It does not outlive its parent.
        results = super().extract(articles)
        for article in articles:
            self._note("ended", article)
        return results

    def _note(self, what: str, article: Article) -> None:
        # Ray tells it to workers, and they to the processes that they start.
        machine = os.environ.get("RAY_RAYLET_PID", "none")
        Path(self.folder, f"{what} {article.article_id} {machine} {time.time_ns()}").touch()

    def _times_begun(self, article: str) -> int:
        entries = read_diary(Path(self.folder))
        return sum(entry[:2] == ("begun", article) for entry in entries)


@dataclass(frozen=True)
class ShortExtractor(MarksExtractor):
    """Returns a result too few."""

    def extract(self, articles: Sequence[Article]) -> list[Extraction | Reject]:
        """Return the results without the last."""
        return super().extract(articles)[:-1]
