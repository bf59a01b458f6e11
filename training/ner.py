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

from training import charlm
from training.tagger import full_precision, learn_on

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


def lowered(sentence: Tagged) -> Tagged:
    """Lower-case a sentence."""
    return [(form.lower(), tag) for form, tag in sentence]


def load(folder: Path, chance: random.Random) -> list[Tagged]:
    """Return the sentences that names are learnt from, some of them twice, once in lower case.

    idner-news-2k (train) and NERGRIT (all three parts; PERSON, PLACE, ORGANISATION renamed).
    """
    found = read_columns(folder / "idner-news-2k" / "train.txt")
    for part in ("train", "valid", "test"):
        found += read_columns(folder / "nergrit" / f"{part}_preprocess.txt")
    return found + [lowered(s) for s in found if chance.random() < LOWERED_SHARE]


def to_json(sentences: list[Tagged]) -> str:
    """Write sentences in the shape Stanza's trainer reads."""
    return json.dumps(
        [[{"text": form, "ner": tag} for form, tag in s] for s in sentences], ensure_ascii=False
    )


def main() -> None:
    """Prepare the data and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    for argument in ("names", "vectors", "work", "out"):
        parser.add_argument(argument, type=Path)
    parser.add_argument("--charlm", type=Path, help="an experiment: a folder of training.charlm")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--first", type=Path, help="learn on from this network, at --rate")
    parser.add_argument("--rate", type=float, default=0.002)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    chance = random.Random(11)
    train = load(args.names, chance)
    chance.shuffle(train)
    (args.work / "names.train.json").write_text(to_json(train), encoding="utf-8")
    dev = read_columns(args.names / "idner-news-2k" / "dev.txt")
    (args.work / "names.dev.json").write_text(to_json(dev), encoding="utf-8")
    ner_tagger.main([
        "--train_file", f"{args.work}/names.train.json",
        "--eval_file", f"{args.work}/names.dev.json", "--shorthand", "id_news",
        "--wordvec_pretrain_file", str(full_precision(args.vectors, args.work)),
        "--hidden_dim", str(args.hidden), "--char_hidden_dim", "64", "--char_emb_dim", "32",
        "--no_emb_finetune", "--max_steps", str(args.steps), "--eval_interval", "400",
        "--batch_size", "32", "--optim", "adam", "--lr", str(args.rate), "--lr_decay", "0.6",
        "--patience", "2", "--dropout", "0.4", "--word_dropout", "0.02",
        "--max_grad_norm", "3.0",
        *charlm.options(args.charlm),
        *learn_on(args.first, args.work, args.vectors, rate=args.rate, steps=args.steps),
        "--log_step", "100", "--cpu", "--save_dir", str(args.out), "--save_name", "names.pt",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
