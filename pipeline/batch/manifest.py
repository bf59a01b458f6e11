"""Which run a folder holds: none, this one unfinished, this one complete, or another.

``run.json`` is written last and marks a complete run; ``.work/request.json`` marks one that began.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.lock import locked
from pipeline.errors import OutputError
from pipeline.labels import Language
from pipeline.outputs.files import clear_errors, write_text
from pipeline.outputs.finished import RECORD
from pipeline.outputs.tables import FORMATS, Format
from pipeline.tabulation.columns import TABLES

CARD = "README.md"
_ANOTHER = "choose another folder with --out, or remove this one"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the tables depend on besides the articles; two runs of equal settings are one run.

    ``people`` is the hash of a user's list of public figures, empty without one.
    """

    code: str
    word_lists: Mapping[str, str]
    weights: Mapping[str, str]
    people: str
    min_confidence: float
    time_limit: float
    formats: tuple[Format, ...]
    excel: bool
    language: Language
    extractor: str

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON holds of it."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: where the articles are, and the settings."""

    inputs: tuple[str, ...]
    mapping: Mapping[str, str]
    timezone: str
    limit: int | None
    settings: Settings

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON holds of it."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


class RunFolder:
    """The folder of a run, held against other runs."""

    def __init__(self, out: Path) -> None:
        """Name the folder; nothing is touched."""
        self.out = out
        self.work = out / ".work"
        self.shards = self.work / "shards"
        self.stage = self.work / "new"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Make and hold the folder for the block; leave nothing behind of a run that never began.

        Raises:
            OutputError: where it cannot be written or another run holds it.
        """
        with clear_errors(self.out):
            made = [path for path in (self.out, *self.out.parents) if not path.exists()]
            self.work.mkdir(parents=True, exist_ok=True)
        with locked(self.work):
            try:
                yield
            finally:
                complete = (self.out / RECORD).exists()
                if complete or not any(self._finished_shards()):
                    # The lock's own file goes too: whoever waits for it finds a complete run.
                    shutil.rmtree(self.work, ignore_errors=True)
                    for path in made:
                        with suppress(OSError):
                            path.rmdir()

    def record(self) -> dict[str, Any] | None:
        """Return the record of a complete run; ``None`` where there is none.

        Raises:
            OutputError: where there is a ``run.json`` that is none of kutipan's.
        """
        return self._read(self.out / RECORD, "settings")

    def check_same(
        self, record: Mapping[str, Any], settings: Settings, content: Callable[[], str]
    ) -> None:
        """Make sure that a complete run is this one; ``content`` is asked for only if it may be.

        Raises:
            OutputError: where it is another, or where files of it are missing.
        """
        if told := _differences(record["settings"], settings.to_dict()):
            raise OutputError(f"{self.out} holds a different run: {told}", _ANOTHER)
        if content() != record["content"]:
            raise OutputError(
                f"{self.out} holds a different run: other articles, or articles that have changed",
                _ANOTHER,
            )
        missing = [name for name in record["files"] if not (self.out / name).exists()]
        if missing:
            raise OutputError(
                f"{self.out} holds this run, but {', '.join(missing)} is missing",
                "remove the folder to have the tables made again, or choose another with --out",
            )

    def give_way(self, record: Mapping[str, Any]) -> bool:
        """Remove a complete run that read no article; any other stays, and this returns False."""
        if record["counts"]["articles"]:
            return False
        with clear_errors(self.out):
            for name in (*record["files"], CARD, RECORD):
                (self.out / name).unlink(missing_ok=True)
        return True

    def begin(self, request: Request) -> None:
        """Note what is asked for, or make sure that what was begun here is the same.

        Raises:
            OutputError: where the folder holds another unfinished run, or tables of another origin.
        """
        noted = self.work / "request.json"
        asked = request.to_dict()
        begun = self._read(noted, "settings") if any(self._finished_shards()) else None
        if begun is not None:
            if told := _differences(
                {**begun, **begun["settings"]}, {**asked, **request.settings.to_dict()}
            ):
                raise OutputError(f"{self.out} holds a different, unfinished run: {told}", _ANOTHER)
        else:
            ours = [f"{table}.{form}" for table in TABLES for form in FORMATS] + [CARD]
            if strange := [name for name in ours if (self.out / name).exists()]:
                raise OutputError(
                    f"{self.out} holds {', '.join(strange[:3])}, which no finished run left there",
                    _ANOTHER,
                )
            write_text(noted, json.dumps(asked, indent=1))
        with clear_errors(self.shards):
            self.shards.mkdir(exist_ok=True)
            for broken_off in self.shards.glob("*.new-*"):
                shutil.rmtree(broken_off, ignore_errors=True)

    def _finished_shards(self) -> Iterator[Path]:
        return (path for path in self.shards.glob("*") if ".new-" not in path.name)

    def _read(self, path: Path, needed: str) -> dict[str, Any] | None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise OutputError(f"{path} cannot be read: {error}", _ANOTHER) from error
        if not isinstance(found, dict) or needed not in found:
            raise OutputError(f"{path} was not written by kutipan", _ANOTHER)
        return found


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say in which entries two runs differ."""
    names = {
        "code": "code of kutipan",
        "word_lists": "word lists",
        "people": "list of people",
        "settings": "",
    }
    differing = [names.get(key, key) for key in now if before.get(key) != now[key]]
    told = ", ".join(name for name in differing if name)
    return f"other {told.replace('_', ' ')}" if told else ""
