"""Which files an input names: a file, a folder and all below it, or a glob; on a disk or not."""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.errors import InputError
from pipeline.inputs.remote import is_remote, reachable, remote_matches, remote_path

PAGES = {".txt": "text", ".html": "html", ".htm": "html"}
TEXT_TABLES = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}
BINARY_TABLES = {".parquet": "parquet", ".xlsx": "xlsx"}
FORMATS = PAGES | TEXT_TABLES | BINARY_TABLES
ENDINGS = "  ".join(FORMATS) + ", the text ones also with .gz"
_UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}\s]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    Attributes:
        path: where it lies, as the input named it.
        below: its path below the input named, with its ending; for a file named itself, its name.
        format: ``text``, ``html``, ``csv``, ``jsonl``, ``json``, ``parquet``, ``xlsx``, or empty
            where the ending says none of these.
        packed: whether it is gzip.
        problem: why it cannot be read, where that is known already.
    """

    path: Path
    below: str
    format: str
    packed: bool = False
    problem: str = ""

    @property
    def name(self) -> str:
        """The path as it is written into tables."""
        return plain(self.path.as_posix())

    @property
    def stem(self) -> str:
        """``below`` without the ending (both of them where the file is gzip)."""
        kept = self.below[: -len(".gz")] if self.packed else self.below
        name = kept.rpartition("/")[2]
        ending = Path(name).suffix
        return kept[: -len(ending)] if ending and self.format else self.below

    @property
    def folder(self) -> str:
        """The name of the folder it lies in, as far as the input named one."""
        name = plain(self.path.parent.name)
        return "" if name == ".." else name

    @property
    def is_page(self) -> bool:
        """Whether the file holds one article rather than a table of them."""
        return self.format in PAGES.values()


def plain(text: str) -> str:
    """Return a name as tables can hold it: one line, no control characters or lone surrogates."""
    return _UNPRINTABLE.sub(" ", text).strip()


def discover(inputs: Sequence[str | Path]) -> list[Source]:
    """List the files of all inputs, each once, in the order of the inputs and sorted within each.

    Hidden files and folders are left out below a folder; links to folders are not followed.

    Raises:
        InputError: an input does not exist, or names no file.
    """
    if not inputs:
        raise InputError("Nothing to read was named.", hint="Name a file, a folder or a glob.")
    seen: set[Path] = set()
    sources = []
    for named in inputs:
        found = False
        for source in _sources(named):
            found = True
            key = source.path.absolute() if source.problem else source.path.resolve()
            if key not in seen:
                seen.add(key)
                sources.append(source)
        if not found:
            raise InputError(
                f"The folder {str(named)!r} holds no files.",
                hint=f"Files that can be read: {ENDINGS}.",
            )
    return sources


def _sources(named: str | Path) -> Iterator[Source]:
    if is_remote(named):
        with reachable(str(named)):
            yield from _named(remote_path(str(named)), named)
    else:
        yield from _named(Path(named), named)


def _named(path: Path, named: str | Path) -> Iterator[Source]:
    try:
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{str(named)!r} cannot be opened: {error}.", hint="Check the path."
        ) from error
    if exists:
        yield from _below(path, path if path.is_dir() else path.parent)
        return
    if not glob.has_magic(str(named)):
        raise InputError(
            f"There is no file or folder {str(named)!r}.",
            hint="Check the path; globs go in quotes.",
        )
    root = next(parent for parent in path.parents if not glob.has_magic(str(parent)))
    if is_remote(named):
        matches = remote_matches(path, root)
    else:
        matches = [Path(match) for match in sorted(glob.iglob(str(named), recursive=True))]  # noqa: PTH207  (a Path globs below itself only)
    if not matches:
        raise InputError(
            f"No file matches {str(named)!r}.", hint="Check the pattern; ** stands for any folders."
        )
    for match in matches:
        yield from _below(match, root)


def _below(path: Path, root: Path) -> Iterator[Source]:
    if not path.is_dir():
        yield _source(path, root)
        return
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        yield Source(path, path.name, "", problem=f"the folder cannot be opened: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _below(entry, root)
        else:
            yield _source(entry, root)


def _source(path: Path, root: Path) -> Source:
    below = plain(path.relative_to(root).as_posix())
    endings = [ending.lower() for ending in path.suffixes]
    packed = endings[-1:] == [".gz"]
    if packed:
        format_ = (PAGES | TEXT_TABLES).get(endings[-2] if len(endings) > 1 else "", "")
    else:
        format_ = FORMATS.get(endings[-1] if endings else "", "")
    # A pipe that nobody writes to would be waited for without end, and a device has none.
    problem = "not a regular file" if path.exists() and not path.is_file() else ""
    return Source(path, below, format_, packed=packed and bool(format_), problem=problem)
