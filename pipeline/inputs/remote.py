"""Files in object storage (``s3://…``, ``gs://…``), as paths that answer as those of a disk do."""

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from pipeline.errors import InputError


def is_remote(named: str | Path) -> bool:
    """Tell whether an input names a place by its address rather than on a disk."""
    return "://" in str(named)


def remote_path(named: str) -> Path:
    """Return a path that opens and lists what lies at an address."""
    from upath import UPath  # slow to import, and most inputs lie on a disk

    return cast(Path, UPath(named))


def remote_matches(path: Path, root: Path) -> list[Path]:
    """Return what matches the pattern ``path`` below ``root``, hidden files and folders aside."""
    pattern = path.relative_to(root).as_posix()
    found = [(match.relative_to(root).parts, match) for match in root.glob(pattern)]
    return [match for parts, match in sorted(found) if not _hidden(parts, pattern)]


def _hidden(parts: tuple[str, ...], pattern: str) -> bool:
    named = [part for part in pattern.split("/") if not glob.has_magic(part)]
    return any(part.startswith(".") and part not in named for part in parts)


@contextmanager
def reachable(named: str) -> Iterator[None]:
    """Turn what the many libraries for storage raise into one line and a hint.

    Raises:
        InputError: for any exception of the block.
    """
    try:
        yield
    except InputError:
        raise
    except ImportError as error:
        raise InputError(
            f"{named!r} needs a library that is not here: {error}.",
            hint="Install that library beside kutipan, on this machine.",
        ) from error
    except Exception as error:  # each library has errors of its own: no credentials, no bucket …
        raise InputError(
            f"{named!r} cannot be reached: {error}.", hint="Check the address and your credentials."
        ) from error
