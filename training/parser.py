"""An experiment: would a dependency parser find the words that name a speaker better?

Trains a small biaffine parser (UD CSUI train, PUD, GSD dev) and measures, on annotated articles,
how often the subject's subtree of an attribution word is exactly the annotated mention, beside what
the pipeline finds without a parser. No parser is bundled; `benchmarks/RESULTS.md` says why.

Usage: python -m training.parser TREEBANKS VECTORS.pt GOLD.jsonl MODELS WORK
"""

import argparse
import time
from pathlib import Path
from typing import Any

from stanza.models import parser as trainer

from pipeline.annotation.stored import stock_pipeline
from pipeline.records import AnnotatedArticle, Mention
from pipeline.stages.annotate import Annotator
from pipeline.stages.attribute import attribute
from pipeline.stages.detect import detect
from pipeline.stages.resolve import resolve
from training.figures import annotate, percent
from training.tagger import full_precision
from training.tokenizer import HOLD_OUT_EVERY

SUBJECTS = ("nsubj", "nsubj:pass", "obl", "obl:agent", "nmod", "obj")
EDGES = " \t\n.,;:()\"'“”‘’-–—"
Extent = tuple[int, int]


def train(treebanks: Path, vectors: Path, work: Path, steps: int) -> Path:
    """Train the parser; return its file."""
    blocks: dict[str, list[str]] = {"train": [], "dev": []}
    for file in ("id_csui-ud-train", "id_pud-ud-test", "id_gsd-ud-dev"):
        text = (treebanks / f"{file}.conllu").read_text(encoding="utf-8")
        for i, block in enumerate(text.strip().split("\n\n")):
            held_out = file.startswith("id_csui") and i % HOLD_OUT_EVERY == 0
            blocks["dev" if held_out else "train"].append(block)
    for name, found in blocks.items():
        (work / f"parser.{name}.conllu").write_text("\n\n".join(found) + "\n\n", encoding="utf-8")
    trainer.main([
        "--train_file", f"{work}/parser.train.conllu", "--eval_file", f"{work}/parser.dev.conllu",
        "--lang", "id", "--shorthand", "id_news",
        "--wordvec_pretrain_file", str(full_precision(vectors, work)),
        "--hidden_dim", "128", "--num_layers", "2", "--char_hidden_dim", "64",
        "--char_emb_dim", "32", "--deep_biaff_hidden_dim", "128", "--deep_biaff_output_dim", "64",
        "--word_emb_dim", "0", "--no_xpos", "--no_ufeats", "--optim", "adam", "--lr", "0.003",
        "--no_second_optim", "--batch_size", "1500", "--max_steps", str(steps),
        "--eval_interval", "200", "--cpu", "--save_dir", str(work), "--save_name", "parser.pt",
    ])  # fmt: skip
    return work / "parser.pt"


def trimmed(text: str, start: int, end: int) -> Extent:
    """Return an extent without the punctuation and white space at its ends."""
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def subtree(sentence: Any, cue: Extent) -> Extent | None:
    """Return the extent of what an attribution word has for a subject (or an agent)."""
    words = {w.id: w for w in sentence.words}
    place = {w.id: (t.start_char, t.end_char) for t in sentence.tokens for w in t.words}
    cues = [i for i, (a, b) in place.items() if a < cue[1] and b > cue[0]]
    for number in cues:
        children = [w for w in words.values() if w.head == number and w.deprel in SUBJECTS]
        for relation in SUBJECTS:
            for child in children:
                if child.deprel != relation:
                    continue
                inside = {child.id}
                while grown := {w.id for w in words.values() if w.head in inside} - inside:
                    inside |= grown
                return min(place[i][0] for i in inside), max(place[i][1] for i in inside)
    return None


def measure(
    pipeline: Any, articles: list[AnnotatedArticle], gold: list[dict[str, Any]]
) -> dict[str, float]:
    """Compare subtrees and the pipeline's mentions with the annotated ones."""
    counts = dict.fromkeys(
        ("mentions", "parser", "pipeline", "parser alone", "parser alone, speaker wrong"), 0
    )
    seconds, seen = 0.0, 0
    for article, annotated in zip(articles, gold, strict=True):
        text = article.text
        document = pipeline.process(text, processors="tokenize,mwt,pos")
        start = time.perf_counter()
        pipeline.process(document, processors="lemma,depparse")
        seconds += time.perf_counter() - start
        seen += document.num_words
        attributions = attribute(article, detect(article))
        found = {
            a.detection.cue.span.start: a.mention
            for a in attributions
            if a.detection.cue and isinstance(a.mention, Mention)
        }
        named = {
            q.cue_span.start: q.speaker.name.casefold()
            for q in resolve(article, attributions)
            if q.cue_span and q.speaker
        }
        for quote in annotated["quotes"]:
            if quote.get("mention_start") is None or quote.get("cue_start") is None:
                continue
            counts["mentions"] += 1
            wanted = trimmed(text, quote["mention_start"], quote["mention_end"])
            cue = quote["cue_start"], quote["cue_end"]
            tree = next(
                (
                    extent
                    for s in document.sentences
                    if s.tokens[0].start_char <= cue[0] < s.tokens[-1].end_char
                    and (extent := subtree(s, cue))
                ),
                None,
            )
            own = found.get(cue[0])
            by_parser = tree is not None and trimmed(text, *tree) == wanted
            by_pipeline = own is not None and trimmed(text, own.span.start, own.span.end) == wanted
            counts["parser"] += by_parser
            counts["pipeline"] += by_pipeline
            alone = by_parser and not by_pipeline
            wrong = named.get(cue[0]) != (quote["speaker"] or "").casefold()
            counts["parser alone"] += alone
            counts["parser alone, speaker wrong"] += alone and wrong
    shares = {k: percent(v / counts["mentions"]) for k, v in counts.items() if k != "mentions"}
    return shares | {"mentions": counts["mentions"], "words_per_second": round(seen / seconds)}


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    for argument in ("treebanks", "vectors", "gold", "models", "work"):
        parser.add_argument(argument, type=Path)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--parser", type=Path, help="measure this one, train none")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    path = args.parser or train(args.treebanks, args.vectors, args.work, args.steps)
    pipeline = stock_pipeline(
        ("tokenize", "mwt", "pos", "lemma", "depparse"),
        tokenize_model_path=str(args.models / "tokenizer.pt"),
        mwt_model_path=str(args.models / "mwt.pt"),
        pos_model_path=str(args.models / "pos.pt"),
        pos_pretrain_path=str(args.work / "vectors32.pt"),
        depparse_model_path=str(path),
        depparse_pretrain_path=str(args.work / "vectors32.pt"),
    )
    print(measure(pipeline, *annotate(Annotator(args.models), args.gold)))


if __name__ == "__main__":
    main()
