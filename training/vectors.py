"""Word vectors from news text: skip-gram, one row a lower-cased surface form, stored as float16.

Both surface tokens (``katanya``) and syntactic words (``kata`` + ``nya``) are looked up in this
table, the first by the name and mention taggers, the second by the part-of-speech tagger, so the
corpus shows each clitic form now whole and now split.

Usage: python -m training.vectors NEWS.jsonl.gz OUT.pt
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import regex
import torch
from gensim.models import Word2Vec
from stanza.models.common.pretrain import PretrainedWordVocab
from stanza.models.common.vocab import VOCAB_PREFIX

TOKEN = regex.compile(r"\d+(?:[.,:/]\d+)*%?|[\p{L}\p{M}\d]+(?:[-'’.@/&]\p{L}[\p{L}\p{M}\d]*)*|\S")
SENTENCE_END = regex.compile(r"(?<=[.!?][\"”'’]?)\s+|\n+")
CLITIC = regex.compile(r"(\p{L}{3,})(nya)")
SPLIT_SHARE = 0.5


def split_clitic(token: str) -> tuple[str, ...]:
    """Return ``("kata", "nya")`` for ``katanya``, and any other token alone."""
    match = CLITIC.fullmatch(token)
    return (match[1], match[2]) if match else (token,)


def sentences(news: Path, seed: int) -> Iterator[list[str]]:
    """Yield lower-cased token lists, clitic forms split in about half of the sentences."""
    chance = random.Random(seed)
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for sentence in SENTENCE_END.split(article["title"] + "\n" + article["text"]):
                tokens = TOKEN.findall(sentence.lower())
                if chance.random() < SPLIT_SHARE:
                    tokens = [part for token in tokens for part in split_clitic(token)]
                if len(tokens) > 2:
                    yield tokens


def main() -> None:
    """Train the vectors and write a Stanza pretrain file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--max-words", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    corpus = list(sentences(args.news, args.seed))
    print(f"{len(corpus)} sentences, {sum(map(len, corpus))} tokens")
    model = Word2Vec(
        corpus, vector_size=args.dim, window=5, min_count=4, sg=1, negative=8, sample=1e-4,
        epochs=args.epochs, seed=args.seed, workers=args.workers, max_final_vocab=args.max_words,
    )  # fmt: skip
    words = model.wv.index_to_key
    table = torch.zeros(len(words) + len(VOCAB_PREFIX), args.dim)
    table[len(VOCAB_PREFIX) :] = torch.from_numpy(model.wv.vectors.copy())
    table /= table[len(VOCAB_PREFIX) :].std()
    vocab = PretrainedWordVocab(words)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"vocab": vocab.state_dict(), "emb": table.half()}, args.out)
    print(f"{len(words)} words, {args.out.stat().st_size / 1e6:.1f} MB")
    for probe in ("menteri", "katanya", "prabowo", "polda"):
        print(probe, [w for w, _ in model.wv.most_similar(probe, topn=6)])


if __name__ == "__main__":
    main()
