"""Measure the models on the tests and write the figures as JSON.

Tokenizer and expander: the UD tests (CSUI, GSD) as clean paragraphs and damaged by
``training.dirty``, F of tokens, words and sentences by the CoNLL 2018 scorer; and the share of
``-nya`` split off the cues of annotated articles. Tagger: UPOS on gold words. Labels: entity F of
names on the idner-news-2k test, as published and in lower case, and of mentions on annotated
articles. Words a second are of one core, every network alone (the expander
with the tokenizer).

Usage: python -m training.figures MODELS SHARED OUT.json
"""

import argparse
import io
import json
import time
from pathlib import Path
from typing import Any

import torch
from stanza.models.common.utils import ud_scores
from stanza.models.ner.scorer import score_by_entity
from stanza.models.ner.utils import bio2_to_bioes

from pipeline.annotation.forms import Sentences
from pipeline.annotation.labeller import Labeller
from pipeline.annotation.segmenter import Segmenter
from pipeline.annotation.sentences import ranges, sentence_ends
from pipeline.annotation.tagger import StockTagger, Tagger
from pipeline.records import AnnotatedArticle, Article, CleanArticle
from pipeline.stages.annotate import Annotator
from pipeline.stages.clean import clean
from training.dirty import CLEAN, TEST, TEST_SEED, Damage, paragraphs
from training.mentions import spans, tag
from training.ner import Tagged, lowered, read_columns
from training.tokenizer import conllu
from training.treebanks import Sentence, Token, Word, read_conllu

SPEED = "words_per_second"
TESTS = {"csui": "id_csui-ud-test.conllu", "gsd": "id_gsd-ud-test.conllu"}


def percent(value: float) -> float:
    """Return a share as percent with two decimals."""
    return round(100 * value, 2)


def segmentation(
    segmenter: Segmenter, sentences: list[Sentence], damage: Damage
) -> dict[str, float]:
    """Score tokens, words and sentences on running text; sentences also of the network alone."""
    texts, _, written = paragraphs(sentences, damage, TEST_SEED)
    cut: list[Sentence] = []
    alone: list[Sentence] = []
    with torch.inference_mode():
        read = segmenter.segment([" ".join(text.split()) for text in texts])
    for tokens in read:
        spaced = tokens.spaced()
        found = [
            Token(text, tuple(map(Word, tokens.words.get(i, (text,)))), space)
            for i, (text, space) in enumerate(zip(tokens.texts, spaced, strict=True))
        ]
        ends = sentence_ends(tokens.texts, spaced, tokens.last)
        cut += [tuple(found[start:end]) for start, end in ranges(ends)]
        alone += [tuple(found[start:end]) for start, end in ranges(sorted(tokens.last))]
    scores = ud_scores(io.StringIO(conllu(written)), io.StringIO(conllu(cut)))
    figures = {name: percent(scores[name].f1) for name in ("Tokens", "Words", "Sentences")}
    network = ud_scores(io.StringIO(conllu(written)), io.StringIO(conllu(alone)))
    return figures | {"Sentences, network alone": percent(network["Sentences"].f1)}


def segmentation_speed(segmenter: Segmenter, articles: list[AnnotatedArticle]) -> int:
    """Return words a second of tokenizer and expander together."""
    texts = [p.of(a.text).strip() for a in articles for p in a.clean.paragraphs]
    start = time.perf_counter()
    with torch.inference_mode():
        read = segmenter.segment(texts)
    return round(sum(len(t.texts) for t in read) / (time.perf_counter() - start))


def clitics(articles: list[AnnotatedArticle], gold: list[dict[str, Any]]) -> float:
    """Return the share of cues such as ``katanya`` whose ``-nya`` is a word of its own."""
    found = []
    for article, annotated in zip(articles, gold, strict=True):
        ends = {
            q["cue_end"]
            for q in annotated["quotes"]
            if q["mention"] == "-nya" and (q["cue"] or "").lower().endswith("nya")
        }
        tokens = {t.end: t for s in article.sentences for t in s.tokens}
        found += [end in tokens and tokens[end].clitic.lower() == "nya" for end in ends]
    return percent(sum(found) / len(found))


def tags(tagger: Tagger | StockTagger, sentences: list[Sentence]) -> dict[str, float]:
    """Score UPOS on gold words, and say how fast they were tagged."""
    gold = [[w.upos for t in s for w in t.words] for s in sentences]
    words = [[w.form for t in s for w in t.words] for s in sentences]
    start = time.perf_counter()
    with torch.inference_mode():
        found = list(tagger.tag(words))
    seconds = time.perf_counter() - start
    right = sum(g == f for s in zip(gold, found, strict=True) for g, f in zip(*s, strict=True))
    total = sum(map(len, gold))
    return {"UPOS": percent(right / total), SPEED: round(total / seconds)}


def labels(labeller: Labeller, sentences: list[list[str]]) -> tuple[list[list[str]], int]:
    """Return the labels of given tokens, and how many a second were labelled."""
    start = time.perf_counter()
    with torch.inference_mode():
        found = [list(of) for of in labeller.label(Sentences(sentences))]
    return found, round(sum(map(len, sentences)) / (time.perf_counter() - start))


def names(labeller: Labeller, sentences: list[Tagged]) -> dict[str, float]:
    """Score names on given tokens, and say how fast they were labelled."""
    found, speed = labels(labeller, [[form for form, _ in s] for s in sentences])
    gold = [bio2_to_bioes([label for _, label in s]) for s in sentences]
    return entity_scores(found, gold) | {SPEED: speed}


def entity_scores(found: list[list[str]], gold: list[list[str]]) -> dict[str, float]:
    """Return entity F, over all and by type."""
    _, _, f, by_type = score_by_entity(found, gold)
    scores = {"F": percent(f)}
    for label, value in sorted(by_type.items()):
        scores[label] = percent(value[2] if isinstance(value, tuple | list) else value)
    return scores


def mentions(articles: list[AnnotatedArticle], gold: list[dict[str, Any]]) -> dict[str, float]:
    """Score the mention labels of annotated articles, tokens as the tokenizer cut them."""
    found, wanted = [], []
    for article, annotated in zip(articles, gold, strict=True):
        labelled = list(spans(annotated))
        for sentence in article.sentences:
            found.append([t.label for t in sentence.tokens])
            tagged = tag([(t.text, t.start, t.end) for t in sentence.tokens], labelled)
            wanted.append(bio2_to_bioes([label for _, label in tagged]))
    return entity_scores(found, wanted)


def annotate(
    annotator: Annotator, path: Path
) -> tuple[list[AnnotatedArticle], list[dict[str, Any]]]:
    """Return the articles of a gold file as the networks see them, and as people annotated them.

    Those whose text the cleaning repairs are left out: their gold offsets count in another text.
    """
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [(clean(Article(a["id"], a["text"])), a) for a in gold]
    same = [(c, a) for c, a in kept if isinstance(c, CleanArticle) and c.text == a["text"]]
    return annotator.annotate([c for c, _ in same]), [a for _, a in same]


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    start = time.perf_counter()
    annotator = Annotator(args.models)
    figures: dict[str, Any] = {"load_seconds": round(time.perf_counter() - start, 2)}
    articles, gold = annotate(annotator, args.shared / "gold" / "dev.jsonl")
    tokenizer: dict[str, Any] = {}
    pos: dict[str, Any] = {}
    for name, file in TESTS.items():
        sentences = read_conllu(args.shared / "treebank" / file)
        tokenizer[f"{name} clean"] = segmentation(annotator.segmenter, sentences, CLEAN)
        tokenizer[f"{name} dirty"] = segmentation(annotator.segmenter, sentences, TEST)
        pos[name] = tags(annotator.tagger, sentences)
    speed = segmentation_speed(annotator.segmenter, articles)
    figures["tokenizer"] = tokenizer | {SPEED: speed}
    figures["mwt"] = {"gold dev, -nya split off cues": clitics(articles, gold)}
    figures["pos"] = pos
    test = read_columns(args.shared / "ner" / "idner-news-2k" / "test.txt")
    figures["names"] = {
        "idner-news-2k test": names(annotator.names, test),
        "idner-news-2k test, lower case": names(annotator.names, [lowered(s) for s in test]),
    }
    texts = [[t.text for t in s.tokens] for a in articles for s in a.sentences]
    figures["mentions"] = {
        "gold dev": mentions(articles, gold),
        SPEED: labels(annotator.mentions, texts)[1],
    }
    args.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
