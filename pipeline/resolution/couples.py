"""Two persons in one name: `Gading-Michael`, `Fajar Alfian/Muhammad Rian Ardianto`."""

from collections.abc import Set
from dataclasses import replace

from pipeline.records import Mention, Span
from pipeline.resolution.variants import key


def couple(name: str, names: Set[tuple[str, ...]]) -> bool:
    """Tell two persons in one word: `Gading-Michael` of Gading Marten and Michael Wanandi.

    Args:
        name: what may be two persons.
        names: the article's names without a hyphen, as words.
    """
    halves = [key(half) for half in name.split("-")]
    return len(halves) == 2 and all(
        len(half) > 1 or any(len(own) > 1 and own[:1] == half for own in names) for half in halves
    )


def apart(mention: Mention, text: str) -> list[Mention]:
    """Return a mention of two persons with a stroke between them as two: `Fajar Alfian/Rian`."""
    parts = (mention.name or "").split("/")
    at = mention.name_span(text)
    if len(parts) == 1 or at is None or not all(part[:1].isupper() for part in parts):
        return [mention]
    found = []
    start = at.start
    for part in parts:
        start = text.index(part, start)
        span = Span(start, start + len(part))
        found.append(replace(mention, name=part, span=span, role=None, honorific=None))
    return found
