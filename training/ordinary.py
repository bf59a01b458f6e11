"""Count which words the news writes in lower case: what is no part of anybody's name.

A headline set in capitals runs a name into its verb (``Sutarman Turut Maju``), and publishing
glues the next word to it (``Katomengaku``). Counted are articles, not places; stretches where most
words have a capital are headlines and say nothing, nor does the first word of a sentence. Words
that are seldom in lower case, or that often have a capital, are left out: nouns and places are
family names as well (Antariksa, Paris, Alami), verbs and particles are none.

Usage: python -m training.ordinary NEWS.jsonl.gz pipeline/lexicon/ordinary.txt
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import regex

from pipeline.lexicon import words

STRETCH = regex.compile(r"[^\n.!?]+")
WORD = regex.compile(r"\p{L}[\p{L}-]*")
SHORTEST, LONG = 3, 4
HEADLINE = 0.6  # of the long words of a stretch
ARTICLES = 10  # that have the word in lower case
CAPITALS = 0.04  # articles that have it with a capital, to those
HEADER = "# Counted in the news by training.ordinary: words that are no part of a name.\n"


def stretches(text: str) -> Iterator[list[str]]:
    """Yield the words of what stands between stops and line breaks, headlines left out."""
    for match in STRETCH.finditer(text):
        found = WORD.findall(match[0])
        long = [word for word in found if len(word) >= LONG]
        capitals = sum(word[0].isupper() for word in long)
        if found and not (len(long) > 1 and capitals > HEADLINE * len(long)):
            yield found


def ordinary(texts: Iterator[str]) -> list[str]:
    """Return the words, sorted and case-folded, that ``texts`` write in lower case."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        small_here, capital_here = set(), set()
        for first, *rest in stretches(text):
            small_here |= {word for word in (first, *rest) if word[0].islower()}
            capital_here |= {word.casefold() for word in rest if word[0].isupper()}
        small.update({word.casefold() for word in small_here})
        capital.update(capital_here)
    kept = words("names", "particle") | words("honorifics") | words("roles", "nameable")
    return sorted(
        word
        for word, count in small.items()
        if len(word) >= SHORTEST
        and word not in kept
        and count >= ARTICLES
        and capital[word] <= CAPITALS * count
    )


def main() -> None:
    """Count and write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    with gzip.open(args.news, "rt", encoding="utf-8") as stream:
        articles = map(json.loads, stream)
        # as published: some corpora were written in lower case
        found = ordinary(article["text"] for article in articles if not article["note"])
    args.out.write_text(HEADER + "".join(f"{word}\n" for word in found), encoding="utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
