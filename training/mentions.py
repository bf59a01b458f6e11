"""Train the mention tagger: who is said to speak, and the words that say so.

Beside its own labels the network learns names (PER, ORG, LOC) in a first column whose scores the
column of mentions reads; where a corpus says nothing of a column, that column teaches nothing
there. The first column is an aid: a network for names alone finds names better (``training.ner``).

Mention labels, from the cue and mention spans of the articles: CUE (``kata``, ``katanya``), PERSON,
HON and ROLE inside a mention, ORG and DESC (an unnamed speaker's description) as whole mentions,
PRON (``dia``), and SAID, the content of an indirect quote. Names and cues that attribute nothing
stay unlabelled: that is what word lists cannot tell.

Usage: python -m training.mentions GOLD.jsonl ANNOTATIONS NEWS.jsonl.gz NER_FOLDER MODELS VECTORS.pt
WORK OUT [--articles N]
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import Any

import regex
import torch
from stanza.models import ner_tagger

from pipeline.annotation.segmenter import Segmenter
from pipeline.annotation.sentences import ranges, sentence_ends
from pipeline.lexicon import words
from training import annotated, charlm, institutions, ner
from training.ner import Tagged, lowered
from training.passages import segmenter as stock_segmenter
from training.tagger import full_precision, learn_on

ROLE_HEADS = words("roles", "head")
RANKS = words("honorifics", "rank", "academic", "address")
DEMONSTRATIVES = words("connectors", "demonstrative")
PRONOUNS = words("pronouns") | {"-nya", "nya"}
WORD = regex.compile(r"\w+")
LOWERED_SHARE = 0.2
SUBSTITUTED_SHARE = 0.6
SUBSTITUTED_COPIES = 2
INTRODUCED_SHARE = 0.3
AFFILIATED_SHARE = 0.35
PLACES_SHARE = 0.3
INVENTED_SHARE = 0.25
MIXED_SHARE = 0.75
COMMON = 12
PART = regex.compile(r"\w+(?:[-'’.&/]\w+)*\.?|\S")
LINE = regex.compile(r"[^\s\n](?:[^\n]*\S)?")
UNKNOWN = "_"


@torch.inference_mode()
def sentences(text: str, segmenter: Segmenter) -> list[list[tuple[str, int, int]]]:
    """Cut an article into sentences and tokens as a run does, with offsets in the article."""
    lines = list(LINE.finditer(text))
    found = []
    for line, tokens in zip(lines, segmenter.segment([m[0] for m in lines]), strict=True):
        placed = [
            (form, start + line.start(), end + line.start())
            for form, start, end in zip(tokens.texts, tokens.starts, tokens.ends, strict=True)
        ]
        ends = sentence_ends(tokens.texts, tokens.spaced(), tokens.last)
        found += [placed[start:end] for start, end in ranges(ends)]
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


def prepare(articles: list[dict[str, Any]], segmenter: Segmenter) -> list[Tagged]:
    """Return the labelled sentences of annotated articles."""
    found = []
    for article in articles:
        labelled = list(spans(article))
        found.extend(tag(tokens, labelled) for tokens in sentences(article["text"], segmenter))
    return found


def substituted(
    sentences: list[Tagged], people: list[list[str]], roles: list[list[str]], chance: random.Random
) -> list[Tagged]:
    """Return the sentences that name a speaker once more, with another's name, role or both.

    Where a role ends and a name begins (``Wali Kota Medan | Bobby Nasution``) is a matter of words
    that a few thousand articles do not hold; the phrases of others are as good. A bare name after
    an attribution word or at the sentence's head may get a role before it.

    Args:
        sentences: tagged with mention labels.
        people: names to choose from, lists of tokens.
        roles: roles to choose from, lists of tokens.
        chance: the source of randomness.
    """
    pools = {"ROLE": roles, "PERSON": people}
    again: list[Tagged] = []
    for sentence in sentences:
        found = list(runs_of(sentence))
        if "PERSON" not in {label for label, _, _ in found}:
            continue
        changed: Tagged = []
        at = 0
        before = ""
        for label, start, end in found:
            changed += sentence[at:start]
            forms = [form for form, _ in sentence[start:end]]
            bare = start == 0 or (before == "CUE" and at == start)
            if label == "PERSON" and bare and chance.random() < INTRODUCED_SHARE:
                changed += labelled(like(forms, chance.choice(roles)), "ROLE")
            if label in pools and chance.random() < SUBSTITUTED_SHARE:
                forms = like(forms, chance.choice(pools[label]))
            changed += labelled(forms, label)
            at, before = end, label
        again.append(changed + sentence[at:])
    return again


def labelled(forms: list[str], label: str) -> Tagged:
    """Tag one run."""
    return [(form, f"{'I' if i else 'B'}-{label}") for i, form in enumerate(forms)]


def phrases(names: list[Tagged], found: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Return names of people and roles, as lists of tokens, from corpora and annotated articles."""
    people = [[f for f, _ in s[a:b]] for s in names for kind, a, b in runs_of(s) if kind == "PER"]
    quotes = [quote for article in found for quote in article["quotes"]]
    people += [PART.findall(q["speaker"]) for q in quotes if q["speaker_kind"] == "person"]
    people = [p for p in people if p and p[0][:1].isupper() and len(p[0]) > 1]
    roles = {q["role"] for q in quotes if q["role"]}
    return people, [PART.findall(role) for role in sorted(roles)]


def affiliated(
    roles: list[list[str]], shortened: list[str], places: list[str], chance: random.Random
) -> list[list[str]]:
    """Return the roles, and posts of them anew: with another institution or place behind.

    A post is what a role begins with, in words that open roles (``Ketua Umum``, ``Bupati``); what
    stands behind it is a short name of an institution, a place, or a word that looks like one.

    Args:
        roles: lists of tokens.
        shortened: short names of institutions, one token each.
        places: names of places, one token each.
        chance: the source of randomness.

    Returns:
        As many of these as make up ``AFFILIATED_SHARE`` of all.
    """
    opening = Counter(form.casefold() for role in roles for form in role[:2])
    posts = []
    for role in roles:
        post = list(takewhile(lambda form: opening[form.casefold()] >= COMMON, role))
        if post and len(post) < len(role) and post[0].casefold() in ROLE_HEADS:
            posts.append(post)
    mixed = [name for name in shortened if not name.isupper()]
    known = mixed + places
    made: list[list[str]] = []
    for _ in range(int(len(roles) * AFFILIATED_SHARE / (1 - AFFILIATED_SHARE))):
        draw = chance.random()
        if places and draw < PLACES_SHARE:
            behind = chance.choice(places)
        elif draw < PLACES_SHARE + INVENTED_SHARE:
            behind = invented(known, chance)
        else:
            behind = chance.choice(mixed if chance.random() < MIXED_SHARE else shortened)
        made.append([*chance.choice(posts), behind])
    return roles + made


def invented(names: list[str], chance: random.Random) -> str:
    """Join the first half of one name with the second half of another."""
    first, second = chance.choice(names), chance.choice(names)
    return first[: (len(first) + 1) // 2] + second[len(second) // 2 :].lower()


def runs_of(sentence: Tagged) -> Iterable[tuple[str, int, int]]:
    """Yield the labelled runs of a sentence: label, first token, token after the last."""
    start = 0
    for i, (_, name) in enumerate([*sentence, ("", "O")]):
        label = sentence[start][1][2:] if start < i else ""
        if name.startswith("I-") and name[2:] == label:
            continue
        if label:
            yield label, start, i
        start = i
        if name == "O":
            start = i + 1


def like(forms: list[str], other: list[str]) -> list[str]:
    """Return ``other`` written as ``forms`` are: in lower case, or with the same first letter."""
    if not any(form[:1].isupper() for form in forms):
        return [form.lower() for form in other]
    first = other[0]
    if not forms[0][:1].isupper():
        first = first[:1].lower() + first[1:]
    elif first[:1].islower():
        first = first[:1].upper() + first[1:]
    return [first, *other[1:]]


def two_columns(names: list[Tagged], mentions: list[Tagged]) -> str:
    """Write sentences of both kinds in the shape Stanza's trainer reads, names first."""
    rows = [[{"text": form, "multi_ner": [tag, UNKNOWN]} for form, tag in s] for s in names]
    rows += [[{"text": form, "multi_ner": [UNKNOWN, tag]} for form, tag in s] for s in mentions]
    return json.dumps(rows, ensure_ascii=False)


def main() -> None:
    """Prepare the data and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    for argument in ("gold", "annotations", "news", "names", "models", "vectors", "work", "out"):
        parser.add_argument(argument, type=Path)
    parser.add_argument("--file", default="mentions")
    parser.add_argument("--articles", type=int, help="learn from the first N (a learning curve)")
    parser.add_argument("--without-names", action="store_true", help="mentions alone")
    parser.add_argument("--without-vectors", action="store_true", help="an experiment")
    parser.add_argument("--charlm", type=Path, help="an experiment: a folder of training.charlm")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--first", type=Path, help="learn on from this network, at --rate")
    parser.add_argument("--rate", type=float, default=0.002)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    stock = stock_segmenter(args.models).processors
    segmenter = Segmenter(stock["tokenize"], stock["mwt"])
    taught, held_out = annotated.parts(args.gold, args.annotations, args.news)
    random.Random(17).shuffle(taught)
    train = prepare(taught[: args.articles], segmenter)
    print(f"{len(taught[: args.articles])} articles, {len(train)} sentences", flush=True)
    chance = random.Random(13)
    names = [] if args.without_names else ner.load(args.names, chance)
    people, roles = phrases(names, taught[: args.articles])
    places = [s[a][0] for s in names for kind, a, b in runs_of(s) if kind == "LOC" and b == a + 1]
    places = [place for place in places if place[:1].isupper() and place.isalpha()]
    roles = affiliated(roles, institutions.read(args.news), places, chance)
    annotated_once = list(train)
    for _ in range(SUBSTITUTED_COPIES):
        train += substituted(annotated_once, people, roles, chance)
    train += [lowered(s) for s in train if chance.random() < LOWERED_SHARE]
    stem = args.work / args.file
    dev = prepare(held_out, segmenter)
    written = (
        (ner.to_json(train), ner.to_json(dev))
        if args.without_names
        else (two_columns(names, train), two_columns([], dev))
    )
    for part, rows in zip(("train", "dev"), written, strict=True):
        stem.with_suffix(f".{part}.json").write_text(rows, encoding="utf-8")
    source = ["--wordvec_pretrain_file", str(full_precision(args.vectors, args.work))]
    columns = [] if args.without_names else ["--connect_output_layers", "--predict_tagset", "1"]
    ner_tagger.main([
        "--train_file", f"{stem}.train.json", "--eval_file", f"{stem}.dev.json",
        "--shorthand", "id_news",
        *(["--no_pretrain"] if args.without_vectors else source),
        "--hidden_dim", str(args.hidden), "--char_hidden_dim", "64", "--char_emb_dim", "32",
        *columns, "--no_emb_finetune",
        "--max_steps", str(args.steps), "--eval_interval", "400", "--batch_size", "32",
        "--max_batch_words", "1500", "--optim", "adam", "--lr", str(args.rate),
        "--lr_decay", "0.6", "--patience", "2", "--dropout", "0.5", "--word_dropout", "0.02",
        "--max_grad_norm", "3.0",
        "--log_step", "100", "--cpu",
        *charlm.options(args.charlm),
        *learn_on(args.first, args.work, args.vectors, rate=args.rate, steps=args.steps),
        "--save_dir", str(args.out), "--save_name", f"{args.file}.pt",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
