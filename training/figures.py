"""Measure the models on the tests and write the figures as JSON.

Tokenizer and expander: the UD tests (CSUI, GSD) as clean paragraphs and damaged by
``training.dirty``, F of tokens, words and sentences by the CoNLL 2018 scorer. Tagger: UPOS on gold
words. Names: entity F on the idner-news-2k test, as published and in lower case. Mentions: entity F
on annotated articles.

Usage: python -m training.figures MODELS SHARED OUT.json
"""

import argparse
import io
import json
import time
from pathlib import Path
from typing import Any

from stanza.models.common.doc import Document
from stanza.models.common.utils import ud_scores
from stanza.models.ner.scorer import score_by_entity
from stanza.models.ner.utils import bio2_to_bioes
from stanza.utils.conll import CoNLL

from pipeline.stages.annotate import Annotator
from training.dirty import CLEAN, TEST, TEST_SEED, Damage, paragraphs
from training.mentions import spans, tag
from training.ner import Tagged, lowered, read_columns
from training.tagger import conllu as tagged_conllu
from training.tokenizer import conllu
from training.treebanks import Sentence, read_conllu

TESTS = {"csui": "id_csui-ud-test.conllu", "gsd": "id_gsd-ud-test.conllu"}


def percent(value: float) -> float:
    """Return a share as percent with two decimals."""
    return round(100 * value, 2)


def segmentation(pipeline: Any, sentences: list[Sentence], damage: Damage) -> dict[str, float]:
    """Score tokens, words and sentences on running text."""
    texts, _, written = paragraphs(sentences, damage, TEST_SEED)
    document = pipeline.process("\n\n".join(texts), processors="tokenize,mwt")
    scores = ud_scores(io.StringIO(conllu(written)), io.StringIO(f"{document:C}\n\n"))
    return {name: percent(scores[name].f1) for name in ("Tokens", "Words", "Sentences")}


def tags(pipeline: Any, sentences: list[Sentence]) -> dict[str, float]:
    """Score UPOS on gold words, and say how fast they were tagged."""
    gold = [w.upos for s in sentences for t in s for w in t.words]
    document = CoNLL.conll2doc(input_str=tagged_conllu(sentences))
    start = time.perf_counter()
    pipeline.processors["pos"].process(document)
    seconds = time.perf_counter() - start
    found = [w.upos for s in document.sentences for w in s.words]
    right = sum(g == f for g, f in zip(gold, found, strict=True))
    return {"UPOS": percent(right / len(gold)), "words_per_second": round(len(gold) / seconds)}


def names(pipeline: Any, sentences: list[Tagged]) -> dict[str, float]:
    """Score entities on given tokens."""
    document = Document(
        [[{"id": (i,), "text": form} for i, (form, _) in enumerate(s, start=1)] for s in sentences]
    )
    start = time.perf_counter()
    pipeline.processors["ner"].process(document)
    seconds = time.perf_counter() - start
    found = [[t.multi_ner[0] for t in s.tokens] for s in document.sentences]
    gold = [bio2_to_bioes([label for _, label in s]) for s in sentences]
    scores = entity_scores(found, gold)
    scores["words_per_second"] = round(sum(map(len, sentences)) / seconds)
    return scores


def entity_scores(found: list[list[str]], gold: list[list[str]]) -> dict[str, float]:
    """Return entity F, over all and by type."""
    _, _, f, by_type = score_by_entity(found, gold)
    scores = {"F": percent(f)}
    for label, value in sorted(by_type.items()):
        scores[label] = percent(value[2] if isinstance(value, tuple | list) else value)
    return scores


def mentions(annotator: Annotator, gold: Path) -> dict[str, float]:
    """Score the mention tagger on annotated articles, our own tokens."""
    from pipeline.records import Article, CleanArticle
    from pipeline.stages.clean import clean

    found, wanted = [], []
    for line in gold.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        cleaned = clean(Article(article["id"], article["text"]))
        if not isinstance(cleaned, CleanArticle):
            continue
        labelled = list(spans(article))
        for sentence in annotator.annotate([cleaned])[0].sentences:
            found.append([t.label for t in sentence.tokens])
            tagged = tag([(t.text, t.start, t.end) for t in sentence.tokens], labelled)
            wanted.append(bio2_to_bioes([label for _, label in tagged]))
    return entity_scores(found, wanted)


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
    pipeline = annotator.stanza
    figures["tokenizer"] = {}
    figures["pos"] = {}
    for name, file in TESTS.items():
        sentences = read_conllu(args.shared / "treebank" / file)
        figures["tokenizer"][f"{name} clean"] = segmentation(pipeline, sentences, CLEAN)
        figures["tokenizer"][f"{name} dirty"] = segmentation(pipeline, sentences, TEST)
        figures["pos"][name] = tags(pipeline, sentences)
    test = read_columns(args.shared / "ner" / "idner-news-2k" / "test.txt")
    figures["ner"] = {
        "idner-news-2k test": names(pipeline, test),
        "idner-news-2k test, lower case": names(pipeline, [lowered(s) for s in test]),
    }
    figures["mentions"] = {"gold dev": mentions(annotator, args.shared / "gold" / "dev.jsonl")}
    args.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
