"""Passages of news articles cut into sentences by rules that fire only where they are sure.

Treebanks hold few quotes and hardly a sentence that ends inside a mark; news holds little else. The
tokens of a passage are those of a tokenizer already trained (the first round learns from treebanks
alone); the sentence ends are those of ``pipeline.annotation.sentences``. A passage with an odd
number of marks, without a final stop, or with anything that looks like an abbreviation before a
capital teaches nothing and is left out.
"""

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stanza.models.common.doc import Document

from pipeline.annotation.sentences import DOUBLE, STOPS, Verdict, ranges, verdicts
from pipeline.annotation.stored import stock_pipeline
from training.treebanks import Sentence, Token, Word

SHORTEST, LONGEST = 80, 900
READ_SHARE = 0.25
ALONE_SHARE = 0.3  # of the passages of one sentence, most of what news publishes


def segmenter(models: Path) -> Any:
    """Load the tokenizer and expander of a models folder."""
    return stock_pipeline(
        ("tokenize", "mwt"),
        tokenize_model_path=str(models / "tokenizer.pt"),
        mwt_model_path=str(models / "mwt.pt"),
    )


def read_passages(news: Path, pipeline: Any, number: int, seed: int) -> list[list[Sentence]]:
    """Return passages (paragraphs of articles as published), each a list of sentences.

    Args:
        news: gzipped JSON lines with ``text`` and ``note``.
        pipeline: a Stanza pipeline with tokenize and mwt.
        number: how many passages to return at most.
        seed: of the sampling.
    """
    chance = random.Random(seed)
    texts = [t for t in _paragraphs(news) if chance.random() < READ_SHARE]
    chance.shuffle(texts)
    found: list[list[Sentence]] = []
    for at in range(0, len(texts), 500):
        documents = [Document([], text=t) for t in texts[at : at + 500]]
        for document in pipeline.bulk_process(documents):
            passage = cut(list(read_tokens(document.sentences)))
            alone = len(passage) == 1 and not stopped(passage[0])
            if passage and (not alone or chance.random() < ALONE_SHARE):
                found.append(passage)
        if len(found) >= number:
            break
    return found[:number]


def _paragraphs(news: Path) -> Iterator[str]:
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["note"]:
                continue
            for paragraph in article["text"].split("\n"):
                if SHORTEST < len(paragraph) < LONGEST and paragraph.rstrip()[-1:] in '.!?"”':
                    yield " ".join(paragraph.split())


def read_tokens(sentences: Iterable[Any]) -> Iterator[Token]:
    """Yield the tokens of Stanza's sentences, with the white space behind each."""
    tokens = [t for s in sentences for t in s.tokens]
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        spaced = after is None or after.start_char > token.end_char
        yield Token(token.text, tuple(Word(w.text) for w in token.words), spaced)


def stopped(sentence: Sentence) -> bool:
    """Tell whether a stop inside a quote ends nothing."""
    return any(t.text in STOPS for t in sentence[:-2])


def cut(tokens: list[Token]) -> list[Sentence]:
    """Cut the tokens of a passage into sentences; nothing where a rule would have to guess."""
    texts = [t.text for t in tokens]
    judged = verdicts(texts, [t.space_after for t in tokens])
    marks = sum(text in DOUBLE for text in texts)
    if marks % 2 or Verdict.DOUBTFUL in judged or any("http" in t or "@" in t for t in texts):
        return []
    last = len(tokens) - 1
    ends = [i for i, v in enumerate(judged) if v is Verdict.ENDS and i < last] + [last]
    sentences = [tuple(tokens[start:end]) for start, end in ranges(ends)]
    return sentences if STOPS & {t.text for t in sentences[-1][-2:]} else []
