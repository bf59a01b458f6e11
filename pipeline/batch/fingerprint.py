"""What a result depends on, as hashes: code, word lists, weights, and what was read."""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import fields
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

from pipeline import __version__
from pipeline.errors import ModelError
from pipeline.records import Article, Reject

_LIBRARIES = ("stanza", "torch", "pandas", "pandera", "pyarrow")


def versions() -> dict[str, str]:
    """Return the versions of kutipan, of Python, and of the libraries that shape the results."""
    return {
        "kutipan": __version__,
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


def code_hash() -> str:
    """Return one hash of all modules of the package: a changed rule is another run."""
    with as_file(files("pipeline")) as package:
        return digest(_hash_files(package, "*.py"))


def word_lists() -> dict[str, str]:
    """Return a hash for every list of the package: words, learnt tables, columns, labels."""
    with as_file(files("pipeline")) as package:
        return _hash_files(package, "*.toml") | _hash_files(package, "*.txt")


def weights(models: Path | None) -> dict[str, str]:
    """Return a hash for every weights file: of ``models``, or of the bundled ones.

    Raises:
        ModelError: where the folder is missing or cannot be read.
    """
    if models is None:
        with as_file(files("pipeline") / "models") as bundled:
            return _hash_files(bundled, "*.pt")
    if not models.is_dir():
        raise ModelError(
            f"there is no folder of models {models}",
            "leave --models away for the bundled ones, or see `kutipan models`",
        )
    try:
        return _hash_files(models, "*.pt")
    except OSError as error:
        raise ModelError(
            f"the models in {models} cannot be read: {error.strerror}", "check their permissions"
        ) from error


def digest(*parts: object) -> str:
    """Return one hash of values that JSON can hold; others count as their text."""
    line = json.dumps(parts, default=str, sort_keys=True)
    return hashlib.sha256(line.encode()).hexdigest()


class Content:
    """A hash over everything that was read, in its order."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._hash = hashlib.sha256()

    def add(self, item: Article | Reject) -> str:
        """Count ``item`` in, and return its own hash."""
        own = item_digest(item)
        self._hash.update(own.encode())
        return own

    def hexdigest(self) -> str:
        """Return the hash of what was read so far."""
        return self._hash.hexdigest()


def item_digest(item: Article | Reject) -> str:
    """Return a hash of every field of what was read."""
    kind = type(item).__name__
    return digest(kind, *(getattr(item, field.name) for field in fields(item)))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_files(folder: Path, pattern: str) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob(pattern))
    }


def content_of(items: Iterable[Article | Reject]) -> str:
    """Return the hash of all ``items``."""
    content = Content()
    for item in items:
        content.add(item)
    return content.hexdigest()
