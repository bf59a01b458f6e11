"""What `run.json` says of a run: versions, hashes, arguments, counts, times, memory."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.batch.fingerprint import versions
from pipeline.batch.join import Counts
from pipeline.batch.manifest import Settings
from pipeline.batch.pool import Done
from pipeline.tabulation.columns import TABLES


class Clock:
    """When a run began and how long its parts took."""

    def __init__(self) -> None:
        """Begin now."""
        self.started = datetime.now(UTC)
        self._began = self._last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """Note what has passed since the lap before as ``name``."""
        now = time.monotonic()
        self.laps[name] = round(now - self._last, 3)
        self._last = now

    def seconds(self) -> float:
        """Return how long it runs."""
        return time.monotonic() - self._began


def describe_run(
    arguments: Mapping[str, Any],
    settings: Settings,
    content: str,
    counts: Counts,
    shards: Sequence[Done],
    folder: Path,
    clock: Clock,
) -> dict[str, Any]:
    """Return the content of ``run.json`` for the tables that lie in ``folder``.

    ``settings`` and ``content`` (a hash of all that was read) tell a run from another; times and
    memory are those of this call, without what an earlier, broken-off one took.
    """
    rows = counts.rows()
    paths = [folder / f"{table}.{form}" for table in TABLES for form in settings.formats]
    return {
        "versions": versions(),
        "arguments": dict(arguments),
        "settings": settings.to_dict(),
        "content": content,
        "counts": asdict(counts),
        "shards": {"all": len(shards), "reused": sum(shard.reused for shard in shards)},
        "files": {
            path.name: {"rows": rows[path.stem], "bytes": path.stat().st_size} for path in paths
        },
        "times": {
            "started": clock.started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": {**clock.laps, "total": round(clock.seconds(), 3)},
        },
        "peak_memory_mb": _peak_memory(),
    }


def _peak_memory() -> int | None:
    """Return the most memory that this process or a worker held, in MB, where the system tells."""
    try:
        import resource
    except ImportError:
        return None
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
