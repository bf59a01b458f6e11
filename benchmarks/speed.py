"""Speed of kutipan, of a stock ``stanza.Pipeline`` with its weights, and of a plain regex pass.

One thread, models loaded before the clock starts, the same articles in the same run: portion after
portion goes through every way in turn, so that a machine that slows down slows all of them.
Processor time is counted, which other programs on the machine touch less.

* kutipan: all seven stages, articles in batches, as ``kutipan run`` works;
* stock, one a call: ``pipeline(text)`` article by article, the processors kutipan uses;
* stock, bulk: ``pipeline.bulk_process`` over a portion;
* regex: one pattern for a direct quote, a verb and a name: the floor;
* bare: the networks' LSTM layers by torch alone, on inputs that lie ready.

Then, where kutipan's time goes. Only the ratios travel from one machine to another.

Usage: python -m benchmarks.speed ARTICLES... [--limit 100] [--portion 50]
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import regex
import stanza
import torch
from stanza.models.common.doc import Document
from torch import nn

from pipeline.annotation.forms import Sentences
from pipeline.annotation.stored import Vectors, stock_pipeline
from pipeline.catalog import BUNDLED
from pipeline.extractor import QuoteExtractor
from pipeline.lexicon import alternatives, words
from pipeline.records import AnnotatedArticle, Article, CleanArticle
from pipeline.stages.annotate import UNTAGGED
from pipeline.stages.attribute import attribute
from pipeline.stages.clean import clean
from pipeline.stages.detect import detect
from pipeline.stages.read import read
from pipeline.stages.resolve import resolve

T = TypeVar("T")
SAID = regex.compile(
    rf'["“]([^"“”\n]{{10,}})[,.]?["”]\s*(?i:{alternatives(words("cues", "bare"))})'
    r"(?:nya)?\s+((?:\p{Lu}[\p{L}.]*\s?)+)"
)
ONE_A_CALL, BULK, OWN, REGEX, BARE = "stock, one a call", "stock, bulk", "kutipan", "regex", "bare"


class Clock:
    """Processor time by what it was used for, in seconds."""

    def __init__(self) -> None:
        """Start at zero."""
        self.seconds: Counter[str] = Counter()

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do some work and count its time."""
        start = time.process_time()
        result = work()
        self.seconds[name] += time.process_time() - start
        return result


def as_published(folder: Path) -> stanza.Pipeline:
    """Return a stock pipeline over the bundled weights, written out as Stanza stores them."""
    vectors = Vectors(str(BUNDLED / "vectors.pt"))
    vocabulary = vectors.vocab.state_dict()
    torch.save({"vocab": vocabulary, "emb": vectors.emb}, folder / "vectors.pt")
    for name in ("names", "mentions"):
        weights = torch.load(BUNDLED / f"{name}.pt", weights_only=True)
        weights["vocab"]["word"] = vocabulary
        torch.save(weights, folder / f"{name}.pt")
    return stock_pipeline(
        ("tokenize", "mwt", "pos", "ner"),
        tokenize_model_path=str(BUNDLED / "tokenizer.pt"),
        mwt_model_path=str(BUNDLED / "mwt.pt"),
        pos_model_path=str(BUNDLED / "pos.pt"),
        pos_pretrain_path=str(folder / "vectors.pt"),
        ner_model_path=f"{folder / 'names.pt'};{folder / 'mentions.pt'}",
        ner_pretrain_path=f"{folder / 'vectors.pt'};{folder / 'vectors.pt'}",
        ner_forward_charlm_path=";",
        ner_backward_charlm_path=";",
    )


def layers(stock: stanza.Pipeline) -> tuple[list[nn.LSTM], list[nn.LSTM]]:
    """Return the LSTMs that read characters in running text, and those that read words."""
    tokenizer = stock.processors["tokenize"].trainer.model
    tagger = stock.processors["pos"].trainer.model
    labellers = [trainer.model for trainer in stock.processors["ner"].trainers]
    second = [tokenizer.rnn2] if tokenizer.args["hierarchical"] else []
    stack = [layer.lstm for layer in tagger.taggerlstm.lstm]
    return [tokenizer.rnn, *second], [*stack, *(m.taggerlstm.lstm for m in labellers)]


def bare(lstms: Sequence[nn.LSTM], lengths: Sequence[int]) -> Callable[[], None]:
    """Return what runs LSTMs over sequences, inputs ready."""
    ordered = sorted(lengths, reverse=True)
    batches = [ordered[at : at + 200] for at in range(0, len(ordered), 200)]
    inputs = [
        (lstm, nn.utils.rnn.pack_sequence([torch.randn(n, lstm.input_size) for n in batch]))
        for lstm in lstms
        for batch in batches
    ]

    def run() -> None:
        for lstm, packed in inputs:
            lstm(packed)

    return run


def stages(extractor: QuoteExtractor, articles: Sequence[Article], clock: Clock) -> list[str]:
    """Time every part of kutipan alone; return the parts."""
    before = set(clock.seconds)
    annotator = extractor._annotator
    cleaned = [c for c in clock.time("clean", lambda: [clean(a) for a in articles])
               if isinstance(c, CleanArticle)]  # fmt: skip
    texts = [p.of(c.text).strip() for c in cleaned for p in c.paragraphs if p.of(c.text).strip()]
    tokens = clock.time("tokenize", lambda: annotator.segmenter.segment(texts))
    sentences = Sentences([t.texts for t in tokens])
    clock.time("names", lambda: list(annotator.names.label(sentences)))
    clock.time("mentions", lambda: list(annotator.mentions.label(sentences)))
    annotated = annotator.annotate(cleaned)
    tagged = [
        [t.text for t in s.tokens]
        for a in annotated
        for s in a.sentences
        if any(t.upos != UNTAGGED for t in s.tokens)
    ]
    clock.time("tag", lambda: list(annotator.tagger.tag(tagged)))
    found = clock.time("detect", lambda: [detect(a) for a in annotated])
    pairs = list(zip(annotated, found, strict=True))
    said = clock.time("attribute", lambda: [attribute(a, f) for a, f in pairs])
    both = list(zip(annotated, said, strict=True))
    clock.time("resolve", lambda: [resolve(a, s) for a, s in both])
    return [name for name in clock.seconds if name not in before]


def share_tagged(articles: Sequence[AnnotatedArticle]) -> float:
    """Return the share of tokens whose part of speech was asked for."""
    sentences = [s.tokens for a in articles for s in a.sentences]
    asked = sum(len(s) for s in sentences if any(t.upos != UNTAGGED for t in s))
    return asked / sum(map(len, sentences))


def main() -> None:
    """Time all ways and print tokens per second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--portion", type=int, default=50)
    args = parser.parse_args()
    articles = [a for a in read(args.articles, limit=args.limit) if isinstance(a, Article)]
    extractor = QuoteExtractor()
    with tempfile.TemporaryDirectory() as folder:
        stock = as_published(Path(folder))
    torch.set_num_threads(1)
    extractor.extract(articles[:1])
    stock(articles[0].text)
    ways, parts = Clock(), Clock()
    characters, by_words = layers(stock)
    tokens = 0
    names: list[str] = []
    for at in range(0, len(articles), args.portion):
        portion = articles[at : at + args.portion]
        texts = [a.text for a in portion]
        ways.time(OWN, lambda: extractor.extract(portion))  # noqa: B023
        documents = ways.time(ONE_A_CALL, lambda: [stock(t) for t in texts])  # noqa: B023
        empty = [Document([], text=t) for t in texts]
        ways.time(BULK, lambda: stock.bulk_process(empty))  # noqa: B023
        ways.time(REGEX, lambda: [SAID.findall(t) for t in texts])  # noqa: B023
        lengths = [len(s.words) for d in documents for s in d.sentences]
        paragraphs = [len(p) for t in texts for p in t.split("\n") if p.strip()]
        cut = [size for n in paragraphs for size in [400] * (n // 400) + [n % 400] if size]
        with torch.inference_mode():
            for run in (bare(characters, cut), bare(by_words, lengths)):
                ways.time(BARE, run)
            names += [n for n in stages(extractor, portion, parts) if n not in names]
        tokens += sum(d.num_tokens for d in documents)
    cleaned = [c for a in articles if isinstance(c := clean(a), CleanArticle)]
    share = share_tagged(extractor._annotator.annotate(cleaned))
    print(f"{len(articles)} articles, {tokens} tokens, 1 thread, processor time")
    for name, taken in ways.seconds.most_common():
        ratio = ways.seconds[ONE_A_CALL] / taken
        print(f"{name:18} {tokens / taken:9.0f} tokens/s {ratio:8.2f} x stock, one a call")
    print(f"microseconds a token, of {1e6 * ways.seconds[OWN] / tokens:.1f} (word forms known):")
    for name in names:
        print(f"  {name:10} {1e6 * parts.seconds[name] / tokens:6.1f}")
    print(f"parts of speech asked for in {share:.2f} of the text")


if __name__ == "__main__":
    main()
