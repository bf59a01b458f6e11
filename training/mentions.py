"""Train the mention tagger: who is said to speak, and the words that say so.

Labels, from the cue and mention spans of the annotated articles: CUE (``kata``, ``katanya``),
PERSON, HON and ROLE inside a mention, ORG and DESC (an unnamed speaker's description) as whole
mentions, PRON (``dia``), and SAID, the content of an indirect quote. Names and cues that attribute
nothing stay unlabelled: that is what word lists cannot tell.

Usage: python -m training.mentions GOLD.jsonl NEWS_MODELS VECTORS.pt WORK OUT
"""

import argparse
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import regex
import stanza
from stanza.models.common.doc import Document

from pipeline.lexicon import words
from training.ner import Tagged, lowered, to_json, train_tagger
from training.tagger import full_precision

ROLE_HEADS = words("roles", "head")
RANKS = words("honorifics", "rank", "academic", "address")
DEMONSTRATIVES = words("connectors", "demonstrative")
PRONOUNS = frozenset(("dia", "ia", "beliau", "mereka", "-nya", "nya", "pihaknya", "kami", "saya"))
WORD = regex.compile(r"\w+")
LOWERED_SHARE = 0.08


def sentences(text: str, pipeline: Any) -> list[list[tuple[str, int, int]]]:
    """Tokenize an article: paragraphs apart, offsets in the article."""
    documents, offsets = [], []
    for match in regex.finditer(r"[^\n]+", text):
        if match[0].strip():
            documents.append(Document([], text=match[0]))
            offsets.append(match.start())
    found = []
    for document, offset in zip(pipeline.bulk_process(documents), offsets, strict=True):
        for sentence in document.sentences:
            found.append(
                [(t.text, t.start_char + offset, t.end_char + offset) for t in sentence.tokens]
            )
    return found


def spans(article: dict[str, Any]) -> Iterable[tuple[int, int, str]]:
    """Yield labelled spans of an annotated article, the content of indirect quotes first."""
    text = article["text"]
    for quote in article["quotes"]:
        if quote["type"] == "indirect":
            yield quote["start"], quote["end"], "SAID"
    for quote in article["quotes"]:
        if (
            quote.get("mention_start") is not None
            and (quote["mention"] or "").lower() not in PRONOUNS
        ):
            yield from mention_spans(text, quote)
        elif quote.get("mention_start") is not None:
            yield quote["mention_start"], quote["mention_end"], "PRON"
        if quote.get("cue_start") is not None:
            yield quote["cue_start"], quote["cue_end"], "CUE"


def mention_spans(text: str, quote: dict[str, Any]) -> Iterable[tuple[int, int, str]]:
    """Split a mention into PERSON, HON and ROLE; an institution or description stays whole."""
    start, end = quote["mention_start"], quote["mention_end"]
    if quote["speaker_kind"] != "person":
        yield start, end, "ORG" if quote["speaker_kind"] == "org" else "DESC"
        return
    name = {w.casefold() for w in WORD.findall(quote["speaker"])}
    title = {w.casefold() for w in WORD.findall(quote["honorific"] or "")}
    role = {w.casefold() for w in WORD.findall(quote["role"] or "")}
    matches = list(WORD.finditer(text, start, end))
    forms = [m[0].casefold() for m in matches]
    if not name & set(forms) and forms[0] not in ROLE_HEADS and forms[-1] not in DEMONSTRATIVES:
        # a nickname (Gus Ipul): whatever is capitalised and no part of the role or title
        name = {m[0].casefold() for m in matches if m[0][0].isupper()} - role
        title |= RANKS
    labels: list[tuple[int, int, str]] = []
    for match, form in zip(matches, forms, strict=True):
        label = "HON" if form in title else "PERSON" if form in name else "ROLE"
        labels.append((match.start(), match.end(), label))
    # a word of the name that stands inside the role (Bank *Jakarta*) is the role's: the name is one
    # run, the longest
    runs = run_together(labels, text)
    people = [r for r in runs if r[2] == "PERSON"]
    keep = max(people, key=lambda r: r[1] - r[0], default=None)
    for run in runs:
        yield (run[0], run[1], "ROLE") if run[2] == "PERSON" and run != keep else run


def run_together(labels: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """Join neighbours of one label unless a comma or bracket stands between them."""
    runs: list[tuple[int, int, str]] = []
    for start, end, label in labels:
        if (
            runs
            and runs[-1][2] == label
            and not regex.search(r"[,()\n]", text[runs[-1][1] : start])
        ):
            runs[-1] = (runs[-1][0], end, label)
        else:
            runs.append((start, end, label))
    return runs


def tag(tokens: list[tuple[str, int, int]], labelled: list[tuple[int, int, str]]) -> Tagged:
    """Label one sentence with BIO tags; later spans overwrite earlier ones."""
    owner: list[tuple[int, str] | None] = [None] * len(tokens)
    for number, (start, end, label) in enumerate(labelled):
        for i, (_, token_start, token_end) in enumerate(tokens):
            if token_start < end and token_end > start:
                owner[i] = (number, label)
    tags: Tagged = []
    for i, (form, _, _) in enumerate(tokens):
        own = owner[i]
        if own is None:
            tags.append((form, "O"))
        else:
            starts = i == 0 or owner[i - 1] != own
            tags.append((form, f"{'B' if starts else 'I'}-{own[1]}"))
    return tags


def prepare(articles: list[dict[str, Any]], pipeline: Any) -> list[Tagged]:
    """Return the labelled sentences of annotated articles."""
    found = []
    for article in articles:
        labelled = list(spans(article))
        found.extend(tag(tokens, labelled) for tokens in sentences(article["text"], pipeline))
    return found


def main() -> None:
    """Prepare the data and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="mentions")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--hidden", type=int, default=128)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    pipeline = stanza.Pipeline(
        "id",
        dir=str(args.models),
        package=None,
        processors={"tokenize": "news"},
        download_method=None,
        resources_filepath=str(args.models / "resources.json"),
        use_gpu=False,
        logging_level="ERROR",
        tokenize_model_path=str(args.models / "tokenizer.pt"),
    )
    articles = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines()]
    held_out = [a for i, a in enumerate(articles) if i % 10 == 0]
    dev = prepare(held_out, pipeline)
    train = prepare([a for i, a in enumerate(articles) if i % 10], pipeline)
    chance = random.Random(13)
    train += [lowered(s) for s in train if chance.random() < LOWERED_SHARE]
    chance.shuffle(train)
    (args.work / f"{args.name}.train.json").write_text(to_json(train), encoding="utf-8")
    (args.work / f"{args.name}.dev.json").write_text(to_json(dev), encoding="utf-8")
    options = [
        "--hidden_dim", str(args.hidden), "--max_steps", str(args.steps), "--eval_interval", "250",
        "--batch_size", "32", "--dropout", "0.5", "--word_dropout", "0.02", "--no_emb_finetune",
        "--max_batch_words", "1500", "--patience", "2",
    ]  # fmt: skip
    train_tagger(args.work, args.out, args.name, full_precision(args.vectors, args.work), options)


if __name__ == "__main__":
    main()
