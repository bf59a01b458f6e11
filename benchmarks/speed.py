"""Speed of kutipan and of a stock ``stanza.Pipeline`` with its weights, same articles, same run.

Three ways, one thread, models loaded before the clock starts:

* kutipan: all seven stages, articles in batches;
* stock, one a call: ``pipeline(text)`` article by article, the processors kutipan uses;
* stock, bulk: ``pipeline.bulk_process`` over all articles.

Only the ratios travel from one machine to another.

Usage: python -m benchmarks.speed ARTICLES... [--limit 60] [--batch 40]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import stanza
import torch
from stanza.models.common.doc import Document

from pipeline.catalog import BUNDLED
from pipeline.extractor import QuoteExtractor
from pipeline.networks.stored import Vectors, stock_pipeline
from pipeline.records import Article, Extraction
from pipeline.stages.read import read


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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


def main() -> None:
    """Time the three and print tokens per second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--batch", type=int, default=40)
    args = parser.parse_args()
    articles = [a for a in read(args.articles, limit=args.limit) if isinstance(a, Article)]
    extractor = QuoteExtractor()
    with tempfile.TemporaryDirectory() as folder:
        stock = as_published(Path(folder))
    torch.set_num_threads(1)
    extractor.extract(articles[:2])
    results: list[object] = []
    documents: list[Document] = []

    def kutipan() -> None:
        for at in range(0, len(articles), args.batch):
            results.extend(extractor.extract(articles[at : at + args.batch]))

    def one_a_call() -> None:
        documents.extend(stock(article.text) for article in articles)

    def bulk() -> None:
        stock.bulk_process([Document([], text=article.text) for article in articles])

    times = {"kutipan": seconds(kutipan), "stock, one a call": seconds(one_a_call)}
    times["stock, bulk"] = seconds(bulk)
    tokens = sum(d.num_tokens for d in documents)
    quotes = sum(len(r.quotes) for r in results if isinstance(r, Extraction))
    print(f"{len(articles)} articles, {tokens} tokens, {quotes} quotes, 1 thread")
    for name, taken in times.items():
        ratio = times["stock, one a call"] / taken
        print(f"{name:18} {tokens / taken:8.0f} tokens/s {ratio:6.2f} x stock, one a call")


if __name__ == "__main__":
    main()
