"""Speed of kutipan and of a stock ``stanza.Pipeline`` with its weights, same articles, same run.

Three ways, one thread, models loaded before the clock starts:

* kutipan: all seven stages, articles in batches;
* stock, one a call: ``pipeline(text)`` article by article, the processors kutipan uses;
* stock, bulk: ``pipeline.bulk_process`` over all articles.

Only the ratios travel from one machine to another.

Usage: python -m benchmarks.speed ARTICLES... [--limit 60] [--batch 40]
"""

import argparse
import time
from collections.abc import Callable

import torch
from stanza.models.common.doc import Document

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction
from pipeline.stages.annotate import Annotator
from pipeline.stages.read import read


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Time the three and print tokens per second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--batch", type=int, default=40)
    args = parser.parse_args()
    torch.set_num_threads(1)
    articles = [a for a in read(args.articles, limit=args.limit) if isinstance(a, Article)]
    extractor, stock = QuoteExtractor(), Annotator().stanza
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
