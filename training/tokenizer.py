"""Train the tokenizer and the multiword-token expander.

Data: UD CSUI (train), PUD and GSD (dev), kumparan sentences with the spacing guessed back, and, in
the second round, passages of news (``training.passages``) that the tokenizer of the first round
read; every sentence once clean and several times damaged (``training.dirty``). A tenth of CSUI is
held out to stop on.

Usage: python -m training.tokenizer TREEBANKS KUMPARAN.txt.gz WORK OUT [--news NEWS --first MODELS]
"""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from stanza.models import mwt_expander, tokenizer

from training.dirty import CLEAN, TRAINING, paragraphs
from training.passages import read_passages, segmenter
from training.treebanks import Sentence, Token, read_conllu, read_kumparan

HOLD_OUT_EVERY = 10
CSUI_COPIES = 3  # the only treebank of news, and of the annotation that the others are read by


def load(
    treebanks: Path, kumparan: Path, kumparan_sentences: int
) -> tuple[list[Sentence], list[Sentence]]:
    """Return training and held-out sentences."""
    csui = read_conllu(treebanks / "id_csui-ud-train.conllu")
    held_out = csui[::HOLD_OUT_EVERY]
    train = CSUI_COPIES * [s for i, s in enumerate(csui) if i % HOLD_OUT_EVERY]
    train += read_conllu(treebanks / "id_pud-ud-test.conllu")
    train += read_conllu(treebanks / "id_gsd-ud-dev.conllu")
    news = [s for s in read_kumparan(kumparan) if s[-1].text == "." and len(s) > 4]
    random.Random(5).shuffle(news)
    return train + news[:kumparan_sentences], held_out


def write(stem: Path, texts: list[str], labels: list[str]) -> None:
    """Write Stanza's text and label files: paragraphs apart by a blank line."""
    # a label file has no newline inside a paragraph: the character there has a label as any other
    stem.with_suffix(".txt").write_text("\n\n".join(texts), encoding="utf-8")
    stem.with_suffix(".toklabels").write_text("\n\n".join(labels), encoding="utf-8")


def conllu(sentences: list[Sentence], contracted: bool = False) -> str:
    """Write sentences as CoNLL-U; ``contracted`` leaves multiword tokens for the expander."""
    lines: list[str] = []
    for sentence in sentences:
        number = 0
        for token in sentence:
            if len(token.words) > 1 and contracted:
                number += 1
                lines.append(row(str(number), token.text, number - 1, "MWT=Yes"))
                continue
            if len(token.words) > 1:
                lines.append(f"{number + 1}-{number + len(token.words)}\t{token.text}" + "\t_" * 8)
            for word in token.words:
                number += 1
                lines.append(row(str(number), word.form, number - 1, "_"))
        lines.append("")
    return "\n".join(lines) + "\n"


def row(number: str, form: str, head: int, misc: str) -> str:
    """Return one CoNLL-U line with a chain for a tree."""
    return "\t".join(
        [number, form, "_", "_", "_", "_", str(head), "dep" if head else "root", "_", misc]
    )


def expansions(sentences: list[Sentence]) -> list[tuple[tuple[str, list[str]], int]]:
    """Count how each multiword token expands, in Stanza's JSON shape."""
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for sentence in sentences:
        for token in sentence:
            if len(token.words) > 1:
                counts[token.text, tuple(w.form for w in token.words)] += 1
    return [((text, list(forms)), n) for (text, forms), n in counts.most_common()]


def exact(token: Token) -> bool:
    """Tell whether a token is its words written together (all that the expander has to learn)."""
    return "".join(w.form for w in token.words) == token.text


def main() -> None:
    """Prepare the data, train both models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("kumparan", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kumparan-sentences", type=int, default=2000)
    parser.add_argument("--news", type=Path, help="second round: gzipped JSON lines of articles")
    parser.add_argument("--first", type=Path, help="second round: models of the first")
    parser.add_argument("--passages", type=int, default=6000)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--steps", type=int, default=6500)
    parser.add_argument("--hidden", type=int, default=40)
    parser.add_argument("--layers", type=int, choices=[1, 2], default=2)
    parser.add_argument("--dropout", type=float, default=0.2, help="of states, units and features")
    parser.add_argument("--anneal-after", type=int, default=3000, help="steps at the first rate")
    parser.add_argument(
        "--anneal", type=float, default=0.8, help="of the rate, where nothing is won"
    )
    parser.add_argument("--only", choices=["tokenizer", "mwt"])
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train, held_out = load(args.treebanks, args.kumparan, args.kumparan_sentences)
    taught = list(train)  # what has annotated words: the expander learns from this alone
    chance = random.Random(1)
    if args.news:
        passages = read_passages(args.news, segmenter(args.first), args.passages, seed=6)
        train += [s for passage in passages for s in passage]
    texts, labels, _ = paragraphs(train, CLEAN, seed=1)
    for copy in range(args.copies):
        chance.shuffle(train)
        more = paragraphs(train, TRAINING, seed=copy + 2)
        texts, labels = texts + more[0], labels + more[1]
    # Stanza cuts paragraphs at blank lines and keeps single line breaks: labels stay aligned
    write(args.work / "train", texts, labels)
    dev_clean = paragraphs(held_out, CLEAN, seed=3)
    dev_dirty = paragraphs(held_out, TRAINING, seed=4)
    write(args.work / "dev", dev_clean[0] + dev_dirty[0], dev_clean[1] + dev_dirty[1])
    (args.work / "mwt.json").write_text(json.dumps(expansions(taught + held_out)), encoding="utf-8")
    print(f"{len(texts)} paragraphs, {sum(map(len, texts))} characters")
    if args.only != "mwt":
        tokenizer.main([
            "--txt_file", f"{args.work}/train.txt",
            "--label_file", f"{args.work}/train.toklabels",
            "--dev_txt_file", f"{args.work}/dev.txt",
            "--dev_label_file", f"{args.work}/dev.toklabels",
            "--mwt_json_file", f"{args.work}/mwt.json", "--lang", "id", "--shorthand", "id_news",
            "--max_seqlen", "300", "--steps", str(args.steps),
            "--eval_steps", "250", "--report_steps", "250",
            "--hidden_dim", str(args.hidden), "--cpu",
            "--anneal_after", str(args.anneal_after), "--anneal", str(args.anneal),
            "--dropout", str(args.dropout), "--unit_dropout", str(args.dropout),
            "--feat_unit_dropout", str(args.dropout),
            "--save_dir", str(args.out), "--save_name", "tokenizer.pt",
            *([] if args.layers == 2 else ["--no-hierarchical"]),
        ])  # fmt: skip
    if args.only != "tokenizer":
        keep = [s for s in taught if all(exact(t) for t in s) and any(len(t.words) > 1 for t in s)]
        stop = [s for s in held_out if all(exact(t) for t in s)]
        (args.work / "mwt.train.conllu").write_text(conllu(keep), encoding="utf-8")
        (args.work / "mwt.dev.in.conllu").write_text(
            conllu(stop, contracted=True), encoding="utf-8"
        )
        (args.work / "mwt.dev.gold.conllu").write_text(conllu(stop), encoding="utf-8")
        mwt_expander.main([
            "--train_file", f"{args.work}/mwt.train.conllu",
            "--eval_file", f"{args.work}/mwt.dev.in.conllu",
            "--gold_file", f"{args.work}/mwt.dev.gold.conllu",
            "--lang", "id", "--shorthand", "id_news",
            "--num_epoch", "8", "--cpu", "--save_dir", str(args.out), "--save_name", "mwt.pt",
        ])  # fmt: skip


if __name__ == "__main__":
    main()
