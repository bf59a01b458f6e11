"""How much of the inputs was read, in bytes of their files: that tells how much time is left."""

from collections.abc import Sequence

from pipeline.inputs.sources import Source


class Meter:
    """Counts what was read of all files; one that nobody starts counts nothing."""

    def __init__(self) -> None:
        """Begin without files."""
        self._total = self._before = self._size = self._within = 0

    def start(self, sources: Sequence[Source]) -> None:
        """Learn which files there are."""
        self._total = sum(map(_size, sources))

    def open(self, source: Source) -> None:
        """Begin with the next file."""
        self._before += self._size
        self._size, self._within = _size(source), 0

    def at(self, share: float) -> None:
        """Note which share of the file was read."""
        self._within = int(share * self._size)

    def at_byte(self, position: int) -> None:
        """Note up to where the file was read, as it lies on the disk."""
        self._within = min(position, self._size)

    @property
    def share(self) -> float:
        """The share of all that was read, 0 to 1."""
        return (self._before + self._within) / self._total if self._total else 0.0


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
