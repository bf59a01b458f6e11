"""Finding the furniture of a page in a text: links, credits, datelines, labels of advertisements.

The patterns are data (`pipeline/lexicon/furniture.toml`). What they match is marked and stays in
the text.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from pipeline.records import Span

# No headline is longer; past it a label stands alone.
_MAX_HEADLINE = 220
# As far as the end of an article is looked at, and how many credits may stand there.
_TAIL = 500
_MAX_CREDITS = 20
_FLAGS = regex.VERBOSE | regex.MULTILINE | regex.V1


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of furniture.

    Attributes:
        name: what it is called.
        kind: how its pattern is used: ``match``, ``headline`` or ``closing``.
        needs: literals of which a text with such furniture holds one; none where it may hold any.
        pattern: what it looks like.
        examples: what it was made for.
    """

    name: str
    kind: str
    needs: tuple[str, ...]
    pattern: regex.Pattern[str]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Headline:
    """What tells where a headline ends."""

    small_words: frozenset[str]
    opener: regex.Pattern[str]
    hard_end: regex.Pattern[str]


@cache
def families() -> tuple[Family, ...]:
    """Read the families of furniture, in the order of their file."""
    data = _data()
    parts: dict[str, str] = {}
    for name, pattern in data["parts"].items():
        parts[name] = _filled(pattern, parts)
    return tuple(
        Family(
            name=family["name"],
            kind=family["kind"],
            needs=tuple(family.get("needs", ())),
            pattern=_compiled(
                _filled(family["pattern"], parts), closing=family["kind"] == "closing"
            ),
            examples=tuple(family["examples"]),
        )
        for family in data["family"]
    )


def find_furniture(text: str) -> tuple[Span, ...]:
    """Find all furniture: spans in text order, apart, without white space at their ends."""
    return tuple(_merged(text, [span for _, span in find_by_family(text)]))


def find_by_family(text: str) -> list[tuple[str, Span]]:
    """Find all furniture with the name of its family; spans of two families may overlap.

    The end of the text comes last, whatever is found there.
    """
    found = []
    for family in families():
        if family.kind == "closing":
            continue
        if family.needs and not any(literal in text for literal in family.needs):
            continue
        for match in family.pattern.finditer(text):
            end = match.end()
            if family.kind == "headline":
                end = _headline_end(text, Span(match.start(), end))
            found.append((family.name, _stripped(text, match.start(), end)))
    found = [(name, span) for name, span in found if span.start < span.end]
    return [*found, *_closing(text, [span for _, span in found])]


def _closing(text: str, found: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """Find credits from the end of the text backwards, over the furniture found there already."""
    closing = [family for family in families() if family.kind == "closing"]
    ends = {span.end: span.start for span in sorted(found, reverse=True)}
    end = len(text.rstrip())
    for _ in range(_MAX_CREDITS):
        if end in ends:
            start = ends[end]
        else:
            first = max(0, end - _TAIL)
            matches = ((family.name, family.pattern.search(text, first, end)) for family in closing)
            name, match = next(((n, m) for n, m in matches if m is not None), ("", None))
            if match is None:
                return
            start = match.start()
            yield name, _stripped(text, start, end)
        end = len(text[max(0, start - _TAIL) : start].rstrip()) + max(0, start - _TAIL)


def _headline_end(text: str, label: Span) -> int:
    """Return where the headline after a label ends; where nobody can tell, the end of the label.

    A line of its own is a headline as a whole. In text flattened to one line, a headline goes on
    while its words are capitalised, up to a mark, a word glued to the next sentence, or a label.
    """
    start = label.end
    while start < len(text) and text[start] in " \t":
        start += 1
    stop = text.find("\n", start, start + _MAX_HEADLINE)
    ends_there = stop >= 0 or len(text) <= start + _MAX_HEADLINE
    if stop < 0:
        stop = min(len(text), start + _MAX_HEADLINE)
    hard = _headline().hard_end.search(text, start, stop)
    if hard is not None:
        # A sentence that was swallowed would have ended with a stop before its glued neighbour.
        glued = hard.lastgroup == "glued"
        end = _walk(text, Span(start, hard.end()), exact=True, lower_case=3 if glued else 0)
    else:
        line_start = text.rfind("\n", 0, label.start) + 1
        alone = not text[line_start : label.start].strip()
        if alone and ends_there and not text[start:stop].rstrip().endswith((".", ",")):
            return stop
        end = _walk(text, Span(start, stop), exact=ends_there, lower_case=0)
    return end if end > start else label.end


def _walk(text: str, window: Span, *, exact: bool, lower_case: int) -> int:
    """Follow capitalised words as far as they go.

    Args:
        text: the text.
        window: where the headline may stand.
        exact: whether it ends with the window, if it gets there.
        lower_case: how many words it may hold that no headline writes so.

    Returns:
        The end of the headline, or the start of the window where that cannot be told.
    """
    headline = _headline()
    odd = 0
    for word in _WORD.finditer(text, window.start, window.end):
        if not word[0][0].islower() or word[0] in headline.small_words:
            continue
        odd += 1
        if odd > lower_case:
            openers = list(headline.opener.finditer(text, window.start, word.start()))
            if openers and text.count(" ", openers[-1].start(), word.start()) <= 3:
                return openers[-1].start()
            return window.start
    return window.end if exact else window.start


_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}'’./-]*")


@cache
def _headline() -> _Headline:
    data = _data()["headline"]
    camel = "|".join(regex.escape(name) for name in data["camel"])
    openers = "|".join(sorted(data["openers"], key=lambda word: (-len(word), word)))
    # In order: names that only look glued; other furniture; `TurunHal`, `Turun"Kami`; `Turun? Hal`;
    # `Turun. Hal`; the end of `[Baca juga: …]`; a wide gap.
    hard_end = rf"""
        (?: {camel} ) (*SKIP) (*FAIL)
      | (?= {data["labels"]} )
      | (?P<glued> (?<= [\p{{Ll}}\d)!?] ) (?= ["“]? \p{{Lu}} \p{{Ll}} | ["“] \p{{Lu}} ) )
      | (?<= [!?] ) (?: \s? \] | (?= \s ) )
      | (?<= [\p{{Ll}}\d)] {{2}} ) \. (?= \s | $ | \p{{Lu}} )
      | \s? \]
      | [ \t]{{2}}
    """
    return _Headline(
        small_words=frozenset(data["small_words"]),
        opener=regex.compile(rf"(?<=\s)(?:{openers})(?=\s)"),
        hard_end=regex.compile(hard_end, _FLAGS),
    )


@cache
def _data() -> dict[str, Any]:
    source = files("pipeline.lexicon").joinpath("furniture.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def _compiled(pattern: str, *, closing: bool) -> regex.Pattern[str]:
    return regex.compile(rf"(?: {pattern} )\Z" if closing else pattern, _FLAGS)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _merged(text: str, spans: list[Span]) -> Iterator[Span]:
    """Join spans that overlap, or that only white space parts within one line."""
    waiting: Span | None = None
    for span in sorted(spans):
        if waiting is None:
            waiting = span
        elif span.start <= waiting.end or text[waiting.end : span.start].strip(" \t") == "":
            waiting = Span(waiting.start, max(waiting.end, span.end))
        else:
            yield waiting
            waiting = span
    if waiting is not None:
        yield waiting
