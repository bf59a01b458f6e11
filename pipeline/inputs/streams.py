"""Opening files: plain or gzip, never more than so many bytes, text in any encoding."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from pipeline.inputs.encodings import refuse_binary, wide_encoding
from pipeline.inputs.rows import FileProblem
from pipeline.inputs.sources import Source
from pipeline.records import Reason

MAX_FILE_BYTES = 2_000_000_000
"""A table is read up to here once unpacked: a small gzip file can hold any number of zeros."""

MAX_ARTICLE = 50_000_000
"""No news article comes near this many bytes or characters."""

_HEAD = 65_536


class _Capped(io.RawIOBase):
    """A byte stream that refuses to go on past ``limit``."""

    def __init__(self, raw: BinaryIO | gzip.GzipFile, limit: int) -> None:
        self._raw = raw
        self._limit = limit
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "io.WriteableBuffer") -> int:  # type: ignore[name-defined]
        view = memoryview(buffer)
        data = self._raw.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise FileProblem(
                Reason.TOO_LARGE, f"more than {self._limit:,} bytes; what follows was not read"
            )
        view[: len(data)] = data
        return len(data)


def state(source: Source) -> tuple[int, int, int] | None:
    """Return what changes when a file is written or replaced; ``None`` where there is none."""
    try:
        found = source.path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def failures() -> Iterator[None]:
    """Turn what a damaged, locked or vanished file raises into a `FileProblem`."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileProblem(Reason.UNREADABLE, f"damaged gzip file: {error}") from error
    except OSError as error:
        raise FileProblem(Reason.UNREADABLE, error.strerror or str(error)) from error


@contextmanager
def open_bytes(source: Source, limit: int) -> "Iterator[io.BufferedReader[Any]]":
    """Open a file for reading bytes, unpacked where it is gzip.

    Raises:
        FileProblem: the file is empty, binary, damaged, too large or gone.
    """
    with failures(), source.path.open("rb") as plain:
        raw = gzip.GzipFile(fileobj=plain) if source.packed else plain
        stream: io.BufferedReader[Any] = io.BufferedReader(_Capped(raw, limit), buffer_size=_HEAD)
        head = stream.peek(_HEAD)
        if not head.strip():
            # White space may be followed by more than white space; a short head is the whole file.
            if len(head) < _HEAD:
                raise FileProblem(Reason.EMPTY, "the file is empty")
        else:
            refuse_binary(head)
        yield stream


def read_bytes(source: Source, limit: int) -> bytes:
    """Read a whole file, unpacked where it is gzip.

    Raises:
        FileProblem: the file is empty, binary, damaged, longer than ``limit`` bytes, or gone.
    """
    with open_bytes(source, limit) as stream:
        return stream.read()


@contextmanager
def open_text(source: Source) -> Iterator[io.TextIOWrapper]:
    """Open a table for reading lines, line ends as they are.

    Bytes that are no UTF-8 come out as lone surrogates: `pipeline.inputs.encodings.mend` decodes
    the cell they stand in, so that one bad cell costs nothing but itself.

    Raises:
        FileProblem: see `open_bytes`.
    """
    with open_bytes(source, MAX_FILE_BYTES) as stream:
        wide = wide_encoding(stream.peek(_HEAD))
        errors = "replace" if wide else "surrogateescape"
        with io.TextIOWrapper(
            stream, encoding=wide or "utf-8-sig", errors=errors, newline=""
        ) as text:
            yield text
