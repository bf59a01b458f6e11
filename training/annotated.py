"""Articles annotated for this project: what was said by whom, without the articles' text.

An annotator writes one JSON object an article (``{"id": ..., "quotes": [...]}``) with the words of
quote, mention and cue copied from it. Packing finds where they stand and keeps offsets, labels and
names alone, under the SHA-256 of the article's text; whoever has the articles gets the annotated
articles back, in the shape of the gold files.

Usage:
    python -m training.annotated check ARTICLES.json ANNOTATED.jsonl
    python -m training.annotated pack ARTICLES.json OUT.jsonl ANNOTATED.jsonl...
    python -m training.annotated unpack PACKED.jsonl NEWS.jsonl.gz OUT.jsonl
    python -m training.annotated parts GOLD.jsonl ANNOTATIONS NEWS.jsonl.gz TAUGHT.jsonl HELD.jsonl
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

TYPES = frozenset(("direct", "mixed", "indirect"))
KINDS = frozenset(("person", "org", "unnamed"))
PHRASES = ("role", "honorific")
PLACED = ("mention", "cue")
CLITIC = "-nya"
HOLD_OUT_EVERY = 10
BESIDE = 600  # characters around a quote where its mention and cue stand
Article = dict[str, Any]


def sha256(text: str) -> str:
    """Return the key that annotations and articles are joined by."""
    return hashlib.sha256(text.encode()).hexdigest()


def located(text: str, quotes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield quotes with offsets into ``text``, or with ``problem`` saying what cannot be found."""
    at = 0
    for quote in quotes:
        quote = dict(quote)
        quote.setdefault("honorific", quote.pop("title", None))
        problem = _problem(text, quote)
        start = -1 if problem else text.find(quote["quote"], at)
        if problem or start < 0:
            yield {
                **quote,
                "problem": problem or "the quote is not in the article, or out of order",
            }
            continue
        # the next quote may begin inside this one's sentence, never before its first word
        at = start + 1
        end = start + len(quote["quote"])
        quote |= {"start": start, "end": end}
        cue = _nearest(text, quote.get("cue"), start, end)
        mention = None
        if quote.get("mention") != CLITIC:
            mention = _nearest(
                text, quote.get("mention"), *(cue or (start, end)), outside=(start, end)
            )
        for name, found in (("cue", cue), ("mention", mention)):
            if found:
                quote |= {f"{name}_start": found[0], f"{name}_end": found[1]}
            elif quote.get(name) and quote[name] != CLITIC:
                quote["problem"] = f"{name} {quote[name]!r} does not stand beside the quote"
        yield quote


def _problem(text: str, quote: dict[str, Any]) -> str:
    if quote.get("type") not in TYPES:
        return f"type {quote.get('type')!r}"
    if quote.get("speaker") and quote.get("speaker_kind") not in KINDS:
        return f"speaker_kind {quote.get('speaker_kind')!r}"
    if not quote.get("quote"):
        return "no quote"
    for name in PHRASES:
        if quote.get(name) and quote[name] not in text:
            return f"{name} {quote[name]!r} is not in the article"
    return ""


def _nearest(
    text: str, phrase: str | None, start: int, end: int, outside: tuple[int, int] | None = None
) -> tuple[int, int] | None:
    """Return where ``phrase`` stands nearest to ``start``-``end`` and outside ``outside``."""
    if not phrase:
        return None
    forbidden = outside or (start, end)
    window = max(0, start - BESIDE), min(len(text), end + BESIDE)
    # a whole word where there is one; names are glued to what stands before them here and there
    for pattern in (rf"(?<!\w){regex.escape(phrase)}(?!\w)", regex.escape(phrase)):
        places = [
            m.span()
            for m in regex.finditer(pattern, text, pos=window[0], endpos=window[1])
            if m.end() <= forbidden[0] or m.start() >= forbidden[1]
        ]
        if places:
            break
    return min(places, key=lambda p: max(start - p[1], p[0] - end), default=None)


def packed(article: Article) -> Article:
    """Return an annotated article without its text: offsets, labels and names."""
    quotes = []
    for quote in article["quotes"]:
        kept = {k: quote[k] for k in ("type", "start", "end", "speaker", "speaker_kind")}
        for name in PHRASES:
            if quote.get(name):
                start = article["text"].find(quote[name])
                kept |= {f"{name}_start": start, f"{name}_end": start + len(quote[name])}
        for name in PLACED:
            if quote.get(f"{name}_start") is not None:
                kept |= {
                    f"{name}_start": quote[f"{name}_start"],
                    f"{name}_end": quote[f"{name}_end"],
                }
        if quote.get("mention") == CLITIC:
            kept["mention"] = CLITIC
        quotes.append(kept)
    return {"sha256": sha256(article["text"]), "outlet": article["outlet"], "quotes": quotes}


def unpacked(annotation: Article, text: str) -> Article:
    """Return the annotated article in the shape of the gold files."""
    quotes = []
    for kept in annotation["quotes"]:
        quote = {"mention": None, "cue": None, "role": None, "honorific": None} | kept
        quote["quote"] = text[kept["start"] : kept["end"]]
        for name in (*PLACED, *PHRASES):
            if f"{name}_start" in kept:
                quote[name] = text[kept[f"{name}_start"] : kept[f"{name}_end"]]
        quotes.append(quote)
    key = annotation["sha256"]
    return {
        "id": key[:12],
        "outlet": annotation["outlet"],
        "title": "",
        "text": text,
        "quotes": quotes,
    }


def load(path: Path, news: Path) -> list[Article]:
    """Join packed annotations with their articles.

    Args:
        path: a file written by ``pack``.
        news: gzipped JSON lines with ``text``.

    Returns:
        Annotated articles in the shape of the gold files, in the order of ``path``; those whose
        text is not in ``news`` are left out.
    """
    annotations = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = {a["sha256"] for a in annotations}
    texts: dict[str, str] = {}
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            if (key := sha256(text)) in wanted:
                texts[key] = text
    return [unpacked(a, texts[a["sha256"]]) for a in annotations if a["sha256"] in texts]


def parts(gold: Path, annotations: Path, news: Path) -> tuple[list[Article], list[Article]]:
    """Return the annotated articles that may teach, and every tenth, which measures.

    Args:
        gold: annotated articles as they are published.
        annotations: the folder of the packed ones.
        news: gzipped JSON lines that hold the texts of the packed ones.
    """
    found = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    found += load(annotations / "news.jsonl", news)
    taught = [a for i, a in enumerate(found) if i % HOLD_OUT_EVERY]
    return taught, found[::HOLD_OUT_EVERY]


def read_annotated(articles: dict[str, Article], path: Path) -> Iterator[tuple[Article, list[str]]]:
    """Yield annotated articles with offsets, and what is wrong with each."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            annotated = json.loads(line)
        except json.JSONDecodeError as error:
            yield {}, [f"{path}:{number}: {error}"]
            continue
        article = articles.get(annotated.get("id"))
        if article is None:
            yield {}, [f"{path}:{number}: no article {annotated.get('id')!r}"]
            continue
        quotes = list(located(article["text"], annotated["quotes"]))
        problems = [
            f"{article['id']} quote {i}: {q['problem']} ({q.get('quote', '')[:50]!r})"
            for i, q in enumerate(quotes, start=1)
            if "problem" in q
        ]
        good = [q for q in quotes if "problem" not in q]
        for before, after in pairwise(good):
            if after["start"] < before["end"]:
                problems.append(
                    f"{article['id']}: {after['quote'][:50]!r} overlaps the quote before it"
                )
        yield {**article, "quotes": good}, problems


def main() -> None:
    """Check, pack, unpack or part."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, arguments in {
        "check": ("articles", "annotated"),
        "pack": ("articles", "out", "annotated"),
        "unpack": ("packed", "news", "out"),
        "parts": ("gold", "annotations", "news", "taught", "held_out"),
    }.items():
        command = commands.add_parser(name)
        for argument in arguments:
            command.add_argument(
                argument, type=Path, nargs="+" if argument == "annotated" else None
            )
    args = parser.parse_args()
    if args.command == "parts":
        for path, part in zip(
            (args.taught, args.held_out),
            parts(args.gold, args.annotations, args.news),
            strict=True,
        ):
            write(path, part)
        return
    if args.command == "unpack":
        found = load(args.packed, args.news)
    else:
        articles = {a["id"]: a for a in json.loads(args.articles.read_text(encoding="utf-8"))}
        found = []
        for path in args.annotated:
            for article, problems in read_annotated(articles, path):
                print(*problems, sep="\n", end="\n" if problems else "")
                if article:
                    found.append(article)
        print(f"{len(found)} articles, {sum(len(a['quotes']) for a in found)} quotes")
        if args.command == "check":
            return
        found = [packed(a) for a in found]
    write(args.out, found)


def write(path: Path, articles: Iterable[Article]) -> None:
    """Write articles as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(a, ensure_ascii=False) + "\n" for a in articles)


if __name__ == "__main__":
    main()
