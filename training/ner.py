"""Train the name tagger: PER, ORG, LOC.

Data: idner-news-2k (train) and NERGRIT (all three parts; PERSON, PLACE, ORGANISATION renamed), a
share of the sentences once more in lower case; idner-news-2k (dev) to stop on. Figures:
``python -m training.figures``.

Usage: python -m training.ner NER_FOLDER VECTORS.pt WORK OUT
"""

import argparse
import json
import random
from pathlib import Path

from stanza.models import ner_tagger

from training.tagger import full_precision

LABELS = {"PERSON": "PER", "PLACE": "LOC", "ORGANISATION": "ORG", "ORGANIZATION": "ORG"}
LOWERED_SHARE = 0.2
Tagged = list[tuple[str, str]]


def read_columns(path: Path) -> list[Tagged]:
    """Read a column file (form first, BIO tag last, blank lines between sentences)."""
    sentences: list[Tagged] = []
    current: Tagged = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split()
        if len(cells) < 2:
            if current:
                sentences.append(current)
            current = []
            continue
        prefix, _, label = cells[-1].partition("-")
        current.append((cells[0], f"{prefix}-{LABELS.get(label, label)}" if label else "O"))
    return sentences


def to_json(sentences: list[Tagged]) -> str:
    """Write sentences in the shape Stanza's trainer reads."""
    return json.dumps(
        [[{"text": form, "ner": tag} for form, tag in s] for s in sentences], ensure_ascii=False
    )


def lowered(sentence: Tagged) -> Tagged:
    """Lower-case a sentence."""
    return [(form.lower(), tag) for form, tag in sentence]


def train_tagger(work: Path, out: Path, name: str, vectors: Path, options: list[str]) -> None:
    """Run Stanza's NER trainer over ``WORK/NAME.{train,dev}.json``."""
    ner_tagger.main([
        "--train_file", f"{work}/{name}.train.json", "--eval_file", f"{work}/{name}.dev.json",
        "--shorthand", f"id_{name}", "--wordvec_pretrain_file", str(vectors),
        "--char_hidden_dim", "64", "--char_emb_dim", "32", "--cpu",
        "--save_dir", str(out), "--save_name", f"{name}.pt", "--optim", "adam", "--lr", "0.002",
        "--lr_decay", "0.6", "--log_step", "100", "--max_grad_norm", "3.0", *options,
    ])  # fmt: skip


def main() -> None:
    """Prepare the data and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ner", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--hidden", type=int, default=128)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train = read_columns(args.ner / "idner-news-2k" / "train.txt")
    for part in ("train", "valid", "test"):
        train += read_columns(args.ner / "nergrit" / f"{part}_preprocess.txt")
    chance = random.Random(11)
    train += [lowered(s) for s in train if chance.random() < LOWERED_SHARE]
    chance.shuffle(train)
    (args.work / "ner.train.json").write_text(to_json(train), encoding="utf-8")
    dev = read_columns(args.ner / "idner-news-2k" / "dev.txt")
    (args.work / "ner.dev.json").write_text(to_json(dev), encoding="utf-8")
    options = [
        "--hidden_dim", str(args.hidden), "--max_steps", str(args.steps), "--eval_interval", "400",
        "--batch_size", "32", "--dropout", "0.4", "--word_dropout", "0.02", "--no_emb_finetune",
        "--patience", "2",
    ]  # fmt: skip
    train_tagger(args.work, args.out, "ner", full_precision(args.vectors, args.work), options)


if __name__ == "__main__":
    main()
