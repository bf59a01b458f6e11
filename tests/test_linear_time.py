"""Time that grows with the length of a line and no faster: every pattern, and every stage.

Time is the thread's own, and what looks slow is measured again: other programs on the machine do
not count.
"""

import functools
import importlib
import inspect
import json
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import regex

import pipeline
from pipeline.records import AnnotatedArticle, Article, CleanArticle, Sentence, Span, Token
from pipeline.stages.attribute import attribute
from pipeline.stages.clean import LONGEST, clean
from pipeline.stages.detect import detect
from pipeline.stages.read import read

# t(2n)/t(n) has to stay below; a quadratic pattern has 4.
STEEPEST = 3.0
CHARACTERS = [
    *"aA1 \n\t.,:;!?()[]<>&\"'-–“”‘’é",
    "\x00",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{NO-BREAK SPACE}",
    "\N{ZERO WIDTH SPACE}",
]


def modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def patterns() -> dict[str, Any]:
    """Return every compiled pattern of the package, by where it is kept or what made it."""
    found: dict[tuple[object, int], tuple[str, Any]] = {}

    def collect(value: object, name: str) -> None:
        if isinstance(value, (regex.Pattern, re.Pattern)):
            found.setdefault((value.pattern, value.flags), (name, value))
        elif isinstance(value, dict):
            for key, one in value.items():
                collect(one, f"{name}[{key}]")
        elif isinstance(value, (list, tuple, set, frozenset)):
            for place, one in enumerate(value):
                collect(one, f"{name}[{place}]")
        elif hasattr(type(value), "__dataclass_fields__"):
            for field in value.__dataclass_fields__:
                collect(getattr(value, field, None), f"{name}.{field}")

    for module in modules():
        for name, value in list(vars(module).items()):
            where = f"{module.__name__}.{name}"
            made = isinstance(value, functools._lru_cache_wrapper)
            if made and not inspect.signature(value).parameters:
                # What a module makes when it is first asked: lists of words as one pattern.
                collect(value() if value.__name__ != "_default" else None, where)
            else:
                collect(value, where)
    return dict(found.values())


PATTERNS = patterns()


def test_the_patterns_are_found() -> None:
    """Those of every part: the test below is worth as much as this list is whole."""
    assert len(PATTERNS) > 60
    for part in (
        "detection.marks",
        "detection.cues",
        "attribution.names",
        "cleaning.fixers",
        "cleaning.furniture",
        "stages.detect",
    ):
        assert any(name.startswith(f"pipeline.{part}.") for name in PATTERNS), part


def lines(pattern: Any) -> Iterator[Callable[[int], Any]]:
    """Yield makers of lines of any length, of what the pattern is made of and may stumble over."""
    source = pattern.pattern
    written = source if isinstance(source, str) else source.decode("latin-1")
    chance = random.Random(repr(written))
    names = {"Lu", "Ll", "Pf", "Zs", "Cc", "Cs", "Latin", "NO", "BREAK", "SPACE"}
    words = sorted(set(re.findall(r"[^\W\d_]{2,}", written)) - names)
    every = words[:40]
    words = chance.sample(words, min(5, len(words)))
    own = sorted({char for char in written if not char.isspace()} - set(CHARACTERS))
    pieces = [*CHARACTERS, *chance.sample(own, min(8, len(own))), *words]
    pieces += [f"{word} " for word in words] + [f"{word.capitalize()} " for word in words]
    units = pieces + ["".join(chance.sample(pieces, size)) for size in (2, 3) for _ in range(8)]
    for unit in units:
        # What fails at the end; and words of the pattern, without which an engine looks no further.
        for tail in ("!", " ".join(every), " ".join(f"x{word}" for word in every)):

            def make(length: int, unit: str = unit, tail: str = tail) -> Any:
                line = (unit * (length // len(unit) + 1))[:length] + tail
                return line if isinstance(source, str) else line.encode("utf-8", "replace")

            yield make


def seconds(step: Callable[[], object]) -> float:
    began = time.thread_time()
    step()
    return time.thread_time() - began


def searched(pattern: Any, line: Any) -> float:
    """Return how long all matches of a line take, at most two seconds of it."""
    options = {"timeout": 2} if isinstance(pattern, regex.Pattern) else {}

    def step() -> None:
        try:
            for _ in pattern.finditer(line, **options):
                pass
        except TimeoutError:
            pass

    return seconds(step)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_is_quadratic(name: str) -> None:
    pattern = PATTERNS[name]
    for make in lines(pattern):
        short, long = make(1_000), make(8_000)
        few, many = searched(pattern, short), searched(pattern, long)
        if many > 0.002 and many > STEEPEST**3 * few:
            few = min(searched(pattern, short) for _ in range(5))
            many = min(searched(pattern, long) for _ in range(3))
            assert many < STEEPEST**3 * few, f"{name}: {short[:20]!r}… {few:.4f} s, {many:.4f} s"


# --- stages, at a megabyte a line ---

UNITS = [
    pytest.param('"', id="marks"),
    pytest.param('" ', id="marks-and-spaces"),
    pytest.param("'a ", id="single-marks"),
    pytest.param("?A", id="damaged-marks"),
    pytest.param("“Kami siap,” kata Wahyu. ", id="quotes"),
    pytest.param("kata ", id="cues"),
    pytest.param("Menurut Wahyu, ", id="leads"),
    pytest.param("Wahyu ", id="names"),
    pytest.param("Baca juga: ", id="furniture"),
    pytest.param("&amp;", id="entities"),
    pytest.param("<p ", id="tags"),
    pytest.param("â€œ", id="mojibake"),
    pytest.param("a", id="one-word"),
    pytest.param(" ", id="spaces"),
    pytest.param("\n", id="line-breaks"),
    pytest.param("(", id="brackets"),
    pytest.param(".", id="full-stops"),
    pytest.param("{", id="braces"),
    pytest.param("1", id="digits"),
]


def grows_linearly(work: Callable[[int], Callable[[], object]], length: int) -> None:
    """Check a step at ``length`` and its half; ``work`` makes the step for a length."""
    for last in (False, False, True):
        half, whole = seconds(work(length // 2)), seconds(work(length))
        if whole < 0.05 or whole < STEEPEST * half:
            return
        assert not last, f"{length // 2:,} characters: {half:.2f} s, {length:,}: {whole:.2f} s"


def of(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_cleaning_a_line(unit: str) -> None:
    def work(length: int) -> Callable[[], object]:
        return lambda: clean(Article("a", of(unit, length - 10) + " kata Andi"))

    grows_linearly(work, LONGEST)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.csv", "a.jsonl", "a.json", "b.jsonl"])
@pytest.mark.parametrize("unit", UNITS)
def test_reading_a_line(tmp_path: Path, name: str, unit: str) -> None:
    def work(length: int) -> Callable[[], object]:
        text = of(unit, length)
        if name == "a.html":
            text = f"<html><body><p>{text}</p></body></html>"
        elif name == "a.csv":
            text = f"id,text\n1,{text}\n2,b\n"
        elif name != "a.txt" and name != "b.jsonl":
            text = json.dumps({"id": 1, "text": text, "date": text, "url": text}) + "\n"
        path = tmp_path / f"{length}-{name}"
        path.write_text(text, encoding="utf-8")
        return lambda: list(read([path]))

    grows_linearly(work, 1_000_000)


TOKEN = regex.compile(r"\w+|\S")


def annotated(text: str) -> AnnotatedArticle:
    """Annotate without networks, for a line that they take minutes for: every word is a noun."""
    cleaned = CleanArticle(Article("a", text), paragraphs=(Span(0, len(text)),))
    sentences = []
    for paragraph in cleaned.paragraphs:
        tokens = [
            Token(match[0], *match.span(), "NOUN")
            for match in TOKEN.finditer(cleaned.text, paragraph.start, paragraph.end)
        ]
        for at in range(0, len(tokens), 250):
            piece = tuple(tokens[at : at + 250])
            sentences.append(Sentence(piece[0].start, piece[-1].end, piece))
    return AnnotatedArticle(cleaned, tuple(sentences))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.id not in {"spaces", "line-breaks"}]
)
def test_detecting_in_a_line(unit: str) -> None:
    def work(length: int) -> Callable[[], object]:
        article = annotated(of(unit, length - 10) + " kata Andi")
        return lambda: attribute(article, detect(article))

    grows_linearly(work, 200_000)
