"""Files that are whole or not there: written beside, flushed to the disk, moved into place."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def clear_errors(place: Path) -> Iterator[None]:
    """Turn what the system says when ``place`` cannot be written into one line and a hint.

    Raises:
        OutputError: for any ``OSError`` of the block.
    """
    try:
        yield
    except OSError as error:
        raise _explained(error, place) from error


def flush(path: Path) -> None:
    """Wait until ``path`` is on the disk, so that a power cut leaves no empty file."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; where the block ends well, it becomes ``folder``, unless one is there.

    Raises:
        OutputError: where it cannot be written.
    """
    beside = folder.with_name(f"{folder.name}.new-{os.getpid()}")
    with clear_errors(folder):
        shutil.rmtree(beside, ignore_errors=True)
        try:
            beside.mkdir(parents=True)
            yield beside
            for path in beside.iterdir():
                flush(path)
            if not folder.exists():
                beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def make_room(path: Path) -> None:
    """Make the folder of a file that is to be written.

    Raises:
        OutputError: where it cannot be made, or ``path`` is a folder itself.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder", "name a file in it")
    with clear_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with plain line feeds, whole or not at all.

    Raises:
        OutputError: where ``path`` cannot be written.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content``, whole or not at all.

    Raises:
        OutputError: where ``path`` cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with clear_errors(path):
        try:
            beside.write_bytes(content)
            flush(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def staged(folder: Path, stage: Path) -> Iterator[Path]:
    """Yield the empty folder ``stage``; where the block ends well, move its files into ``folder``.

    Both lie on one file system. Files of the same name are replaced; ``stage`` is gone afterwards.

    Raises:
        OutputError: where either cannot be written.
    """
    with clear_errors(folder):
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        try:
            yield stage
            written = sorted(stage.iterdir())
            for path in written:
                flush(path)
            for path in written:
                path.replace(folder / path.name)
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def _explained(error: OSError, place: Path) -> OutputError:
    if error.errno in _FULL:
        return OutputError(
            f"the disk of {place} is full",
            "free some space and run the same command again: what is finished is kept",
        )
    if error.errno in _FORBIDDEN:
        return OutputError(
            f"{place} cannot be written: {error.strerror}",
            "choose a place you may write to, or change its permissions",
        )
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return OutputError(
            f"{place} is not a folder, or a file stands in its way",
            "choose another place",
        )
    return OutputError(
        f"{place} cannot be written: {error.strerror or error}",
        "check the disk and the path, then run the same command again: what is finished is kept",
    )
