"""Memory over a corpus: the peak of runs that differ in length alone, new word forms at every step.

Articles are taken in turn and a part of their words perturbed by a seeded generator, names among
them, so that no cache ever has seen all forms and no text is a duplicate. A run is `kutipan run`
with all its tables, in a process of its own; its peak is what the system says of that process and
its workers.

Usage: python -m benchmarks.memory ARTICLES... [--articles 2000 20000] [--workers 1]
       [--words 0.1] [--extractor marks]
"""

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import regex

from pipeline.batch import run
from pipeline.records import Article
from pipeline.stages.read import read

SEED = 20_261_123
WORD = regex.compile(r"\p{L}{4,}")
LETTERS = "aiueontkrsmdlpbgyhjwc"


def main() -> None:
    """Run corpora of the sizes asked for, and print peak memory, time and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--words", type=float, default=0.1, help="share of words perturbed")
    parser.add_argument("--extractor", choices=["real", "marks"], default="real")
    args = parser.parse_args()
    texts = [a.text for a in read(args.inputs, limit=2_000) if isinstance(a, Article)]
    print(f"{len(texts)} articles to perturb, {args.workers} workers, extractor: {args.extractor}")
    print(f"{'articles':>9} {'forms':>9} {'peak MB':>8} {'minutes':>8} {'quotes':>8} {'people':>8}")
    for count in args.articles:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus.jsonl"
            forms = write(corpus, texts, count, args.words)
            about = measured(corpus, Path(folder) / "out", args.workers, args.extractor)
        print(
            f"{count:9,} {forms:9,} {about['peak']:8,.0f} {about['seconds'] / 60:8.1f}"
            f" {about['quotes']:8,} {about['people']:8,}",
            flush=True,
        )


def write(path: Path, texts: list[str], count: int, share: float) -> int:
    """Write ``count`` perturbed articles, and return how many word forms they hold (to a million).

    The first articles of a long corpus are those of a short one.
    """
    chance = random.Random(SEED)
    forms: set[str] = set()
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(perturbed(texts, count, share, chance)):
            if len(forms) < 1_000_000:
                forms.update(WORD.findall(text))
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
    return len(forms)


def perturbed(texts: list[str], count: int, share: float, chance: random.Random) -> Iterator[str]:
    """Yield articles with a share of their words changed in one or two letters."""

    def change(match: "regex.Match[str]") -> str:
        word = list(match[0])
        if chance.random() > share:
            return match[0]
        for _ in range(2):
            place = chance.randrange(1, len(word))
            word[place] = chance.choice(LETTERS)
        return "".join(word)

    for number in range(count):
        yield WORD.sub(change, texts[number % len(texts)])


def measured(corpus: Path, out: Path, workers: int, extractor: str) -> dict[str, Any]:
    """Run in a process of its own and return its peak memory, time and counts."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(there, corpus, out, workers, extractor))
    process.start()
    there.close()
    try:
        found: dict[str, Any] = here.recv()
    except EOFError:
        sys.exit("the run failed; what it said stands above")
    finally:
        process.join()
    return found


def _run(connection: Any, corpus: Path, out: Path, workers: int, extractor: str) -> None:
    made = None
    if extractor == "marks":
        # The tests' extractor without networks, which shows all but the annotation's memory.
        sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
        made = import_module("marks_extractor").MarksExtractor()
    began = time.monotonic()
    counts = run([corpus], out, workers=workers, extractor=made, quiet=True).counts
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    connection.send(
        {
            "peak": peak / 1024,
            "seconds": time.monotonic() - began,
            "quotes": sum(counts.quotes.values()),
            "people": counts.people,
        }
    )


if __name__ == "__main__":
    main()
