"""How articles are told apart: their ids, and the outlet where only the link tells it."""

import hashlib
from collections.abc import Iterable

from pipeline.inputs.sources import Source, plain
from pipeline.seen import Seen


class Ids:
    """The ids given so far."""

    def __init__(self) -> None:
        """Begin with none."""
        self._given = Seen()

    def give(self, candidates: Iterable[str]) -> str:
        """Return the first candidate that no article has; past the last one it is numbered."""
        candidate = ""
        for candidate in candidates:
            if self._take(candidate):
                return candidate
        number = 2
        while not self._take(f"{candidate}#{number}"):
            number += 1
        return f"{candidate}#{number}"

    def _take(self, candidate: str) -> bool:
        return self._given.first(candidate) is None


def page_ids(source: Source, shared_stem: bool) -> tuple[str, ...]:
    """Return ids for a file of one article, the preferred first."""
    names = (plain(source.below), source.name)
    return names if shared_stem else (plain(source.stem), *names)


def row_ids(own: str, link: str, text: str, source: Source | None, row: int) -> tuple[str, ...]:
    """Return ids for a row of a table, the preferred first: its own, else its link, else a hash."""
    best = plain(own) or plain(link)
    if not best:
        best = hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:16]
    if source is None:
        return best, f"{best}#{row}"
    return best, f"{source.below}#{best}", f"{source.name}#{best}", f"{source.name}#{best}#{row}"


def site(link: str) -> str:
    """Return the site of a link (``kompas.com`` for its subdomains too), else nothing."""
    if not link:
        return ""
    from courlan import extract_domain  # slow to import, and most files have no link

    return extract_domain(link if "//" in link else f"https://{link}") or ""
