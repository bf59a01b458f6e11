"""One run a folder: a lock that the system takes back when the process dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import OutputError
from pipeline.outputs.files import clear_errors


@contextmanager
def locked(work: Path) -> Iterator[None]:
    """Hold the folder ``work``, which exists, for this process.

    Raises:
        OutputError: where another process, named by its id, holds it, or it cannot be written.
    """
    owner = work / "owner"
    lock = FileLock(work / "lock", timeout=0)
    with clear_errors(work):
        try:
            lock.acquire()
        except Timeout as held:
            by = f" (process {owner.read_text()})" if owner.is_file() else ""
            raise OutputError(
                f"another run{by} is writing into {work.parent}",
                "wait for it, stop it, or choose another folder with --out",
            ) from held
        try:
            owner.write_text(str(os.getpid()))
            yield
        finally:
            owner.unlink(missing_ok=True)
            lock.release()
