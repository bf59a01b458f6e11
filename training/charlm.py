"""Train character language models on news text: an experiment, nothing of it is bundled.

One model a direction, 128 units, small enough for inference on a CPU. ``training.tagger``,
``training.ner`` and ``training.mentions`` learn with them where they get ``--charlm``; what they
gain and cost stands in ``benchmarks/RESULTS.md``.

Usage: python -m training.charlm NEWS.jsonl.gz WORK OUT [--directions forward]
"""

import argparse
import gzip
import json
import random
from pathlib import Path

from stanza.models import charlm

DIRECTIONS = ("forward", "backward")
HELD_OUT = 200_000
CUTOFF = 100  # rarer characters are unknown


def texts(news: Path, work: Path, characters: int, seed: int) -> tuple[Path, Path]:
    """Write titles and texts of sampled articles to learn from, and others to stop on.

    Args:
        news: gzipped JSON lines with ``title`` and ``text``.
        work: folder to write into.
        characters: how many to learn from.
        seed: of the sampling.
    """
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        articles = [f"{a['title']}\n{a['text']}\n\n" for a in map(json.loads, lines)]
    random.Random(seed).shuffle(articles)
    train, held_out = work / "charlm.train.txt", work / "charlm.dev.txt"
    with train.open("w", encoding="utf-8") as file:
        while articles and characters > 0:
            characters -= file.write(articles.pop())
    held_out.write_text("".join(articles)[:HELD_OUT], encoding="utf-8")
    return train, held_out


def options(folder: Path | None) -> list[str]:
    """Return the arguments by which Stanza's taggers learn with both directions of a folder."""
    if folder is None:
        return []
    files = [str(folder / f"{direction}.pt") for direction in DIRECTIONS]
    return [
        "--charlm", "--charlm_shorthand", "id_news",
        "--charlm_forward_file", files[0], "--charlm_backward_file", files[1],
    ]  # fmt: skip


def main() -> None:
    """Prepare the text and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    for argument in ("news", "work", "out"):
        parser.add_argument(argument, type=Path)
    parser.add_argument("--directions", nargs="+", choices=DIRECTIONS, default=DIRECTIONS)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--characters", type=int, default=40_000_000)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train, held_out = texts(args.news, args.work, args.characters, seed=5)
    for direction in args.directions:
        charlm.main([
            "--train_file", str(train), "--eval_file", str(held_out), "--direction", direction,
            "--shorthand", "id_news", "--char_emb_dim", "64", "--char_hidden_dim", str(args.hidden),
            "--epochs", "1", "--batch_size", "48", "--bptt_size", "120", "--lr0", "10",
            "--report_steps", "200", "--eval_steps", "600", "--cutoff", str(CUTOFF),
            "--save_dir", str(args.out), "--save_name", f"{direction}.pt", "--no_checkpoint",
            "--cpu",
        ])  # fmt: skip


if __name__ == "__main__":
    main()
