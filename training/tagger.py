"""Train the part-of-speech tagger (UPOS alone: nothing downstream reads XPOS or features).

Data: UD CSUI (train), PUD and GSD (dev), and, in the second round, GSD train of release 2.1, its
older labels read again by the tagger of the first round (``training.treebanks.REREAD``); a share of
the sentences once more in lower case. A tenth of CSUI is held out to stop on. Figures:
``python -m training.figures``.

Usage: python -m training.tagger TREEBANKS VECTORS.pt WORK OUT [--first MODELS]
"""

import argparse
import random
from pathlib import Path

import torch
from stanza.models import tagger

from pipeline.annotation.stored import Vectors
from training import charlm
from training.averaging import averaging
from training.dirty import lower
from training.tokenizer import HOLD_OUT_EVERY
from training.treebanks import Sentence, read_conllu, reread, split_clitics

LOWERED_SHARE = 0.15
CSUI_COPIES = 3  # the only treebank of news


def conllu(sentences: list[Sentence]) -> str:
    """Write words and UPOS as CoNLL-U, every other column blank."""
    lines: list[str] = []
    for sentence in sentences:
        words = [w for token in sentence for w in token.words]
        for number, word in enumerate(words, start=1):
            relation = "dep" if number > 1 else "root"
            lines.append(
                f"{number}\t{word.form}\t_\t{word.upos}\t_\t_\t{number - 1}\t{relation}\t_\t_"
            )
        lines.append("")
    return "\n".join(lines) + "\n"


def full_precision(vectors: Path, work: Path) -> Path:
    """Write the bundled float16 vectors as float32, as Stanza's trainers need them."""
    data = Vectors(str(vectors))
    path = work / "vectors32.pt"
    torch.save({"vocab": data.vocab.state_dict(), "emb": data.emb}, path)
    return path


def learn_on(
    first: Path | None, work: Path, vectors: Path, *, rate: float, steps: int
) -> list[str]:
    """Return the options with which Stanza's trainer of labels goes on from a network.

    It takes the rate and the number of steps from the checkpoint, not from its options. A bundled
    network is made whole first: widened to float32, with the vocabulary of its word vectors.

    Args:
        first: a checkpoint of the trainer, or a bundled one; none to begin anew.
        work: a folder to put the checkpoint into that it goes on from.
        vectors: the word vectors it was trained with.
        rate: the rate to learn at.
        steps: how many steps to go at most.
    """
    if first is None:
        return []
    checkpoint = torch.load(first, map_location="cpu", weights_only=True)
    for name, weights in checkpoint["model"].items():
        if weights.is_floating_point():
            checkpoint["model"][name] = weights.float()
    vocabulary = checkpoint["vocab"]
    if "word" in vocabulary["_key2class"] and "word" not in vocabulary:
        vocabulary["word"] = Vectors(str(vectors)).vocab.state_dict()
    checkpoint["config"].update(lr=rate, max_steps=steps, finetune=False)
    path = work / "first.pt"
    torch.save(checkpoint, path)
    return ["--finetune", "--finetune_load_name", str(path)]


def older_release(path: Path, known: list[Sentence], models: Path) -> list[Sentence]:
    """Read GSD of release 2.1 as today's treebanks would have it."""
    from pipeline.stages.annotate import Annotator

    sentences = split_clitics(read_conllu(path), known)
    with torch.inference_mode():
        words = [[w.form for t in s for w in t.words] for s in sentences]
        tags = [tag for of in Annotator(models).tagger.tag(words) for tag in of]
    return reread(sentences, tags)


def main() -> None:
    """Prepare the data and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=Path, help="second round: models of the first")
    parser.add_argument("--without-vectors", action="store_true", help="an experiment")
    parser.add_argument("--charlm", type=Path, help="an experiment: a folder of training.charlm")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--hidden", type=int, default=192)
    parser.add_argument("--char-hidden", type=int, default=96)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    csui = read_conllu(args.treebanks / "id_csui-ud-train.conllu")
    held_out = csui[::HOLD_OUT_EVERY]
    train = CSUI_COPIES * [s for i, s in enumerate(csui) if i % HOLD_OUT_EVERY]
    train += read_conllu(args.treebanks / "id_pud-ud-test.conllu")
    train += read_conllu(args.treebanks / "id_gsd-ud-dev.conllu")
    if args.first:
        older = args.treebanks / "id_gsd-r2.1-ud-train.conllu"
        train += older_release(older, train, args.first)
    chance = random.Random(7)
    train += [lower(s) for s in train if chance.random() < LOWERED_SHARE]
    (args.work / "pos.train.conllu").write_text(conllu(train), encoding="utf-8")
    (args.work / "pos.dev.conllu").write_text(conllu(held_out), encoding="utf-8")
    vectors = full_precision(args.vectors, args.work)
    source = ["--wordvec_pretrain_file", str(vectors)]
    with averaging(tagger):
        tagger.main([
            "--train_file", f"{args.work}/pos.train.conllu",
            "--eval_file", f"{args.work}/pos.dev.conllu",
            "--lang", "id", "--shorthand", "id_news",
            *(["--no_pretrain"] if args.without_vectors else source),
            "--hidden_dim", str(args.hidden), "--num_layers", "1",
            "--char_hidden_dim", str(args.char_hidden),
            "--char_emb_dim", "50", "--transformed_dim", "100", "--deep_biaff_hidden_dim", "100",
            "--composite_deep_biaff_hidden_dim", "10", "--tag_emb_dim", "10", "--word_emb_dim", "0",
            "--batch_size", "40", "--max_steps", str(args.steps),
            "--eval_interval", "200", "--fix_eval_interval", "--log_step", "100",
            "--dropout", "0.4", "--second_optim", "amsgrad", "--max_steps_before_stop", "1500",
            *charlm.options(args.charlm),
            "--cpu", "--save_dir", str(args.out), "--save_name", "pos.pt",
        ])  # fmt: skip


if __name__ == "__main__":
    main()
