"""Bundle trained models: halve their precision, list them with checksums, write the model card.

Usage: python -m training.bundle TRAINED VECTORS.pt FIGURES.json pipeline/models
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import torch

LICENCE = "CC BY-SA 4.0"
TASKS = {
    "tokenizer": "sentences and tokens",
    "mwt": "words inside a token (katanya -> kata + nya)",
    "pos": "universal parts of speech",
    "ner": "names of persons, institutions and places",
    "mentions": "attribution words and the phrases that name a speaker",
    "vectors": "word vectors, shared by pos, ner and mentions",
}
CARD = """\
# Model card

Six files, Stanza's architectures, trained for this project by the commands in `training/`. Every
figure below was printed by `python -m training.figures`; `models.json` holds all of them, with
checksums.

| file | task | size | figures |
| --- | --- | --- | --- |
{rows}

Sizes are of float16 weights ({total} MB together); computation is in float32.

## Data

| model | learnt from | licence of the data |
| --- | --- | --- |
| tokenizer, mwt | UD Indonesian CSUI (train), PUD, GSD (dev); news sentences of the kumparan \
POS corpus (package nlp-id) | CC BY-SA 4.0, CC BY-SA 3.0, CC BY-SA 4.0; MIT |
| pos | UD Indonesian CSUI (train), PUD, GSD (dev) | CC BY-SA 4.0, CC BY-SA 3.0, CC BY-SA 4.0 |
| ner | idner-news-2k (train, dev); NERGRIT corpus \
| MIT; free for learning and commercial use, developers credited |
| mentions | 408 annotated news articles, annotation of this project | CC BY-SA 4.0 |
| vectors | 19,700 news articles (their text is not part of the model) | word statistics only |

Every tenth sentence of CSUI and every tenth annotated article stopped the training and taught
nothing. The tests (CSUI test, GSD test, idner-news-2k test, the annotated articles of `gold/dev`)
were never trained on.

The damaged test is `training.dirty` over the UD test files with a fixed seed: sentences glued
together, flattened paragraphs, spaces before punctuation, curly and same-sided marks, ranks and
titles with full stops, lower case. Its shares were fixed before the tokenizer was tuned.

## What they get wrong

* Sentences: an abbreviation before a capital (`Kombes Pol. Andi`) may end a sentence, and two
  sentences glued without a capital stay one.
* Names: institutions and places are weaker than persons; a name in a headline's capitals swallows
  its neighbours; names written wholly in lower case are found less often.
* Mentions: a position of more than eight words, or one that holds commas, may lose its first words.

## Licence and credits

The weights are under CC BY-SA 4.0. Credits: the Universal Dependencies treebanks Indonesian-CSUI
(Universitas Indonesia), Indonesian-PUD and Indonesian-GSD and their contributors; kumparan and the
authors of nlp-id; the authors of idner-news-2k (Khairunnisa and others); the developers of NERGRIT
(PT Gria Inovasi Teknologi); Stanza (Stanford NLP Group).
"""


def halve(value: Any) -> Any:
    """Return a checkpoint with every float32 tensor as float16."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((k, halve(v)) for k, v in value.items())
    return value


def told(figures: Any) -> str:
    """Write nested figures in one line."""
    if not isinstance(figures, dict):
        return f"{figures}"
    # speed was measured on whatever machine trained: it belongs into a benchmark
    figures = {name: value for name, value in figures.items() if name != "words_per_second"}
    # speed was measured on whatever machine trained: it belongs into a benchmark
    figures = {name: value for name, value in figures.items() if name != "words_per_second"}
    return "; ".join(
        f"{name}: {told(value)}" if isinstance(value, dict) else f"{name} {value}"
        for name, value in figures.items()
    )


def flat(figures: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Flatten nested figures to ``test: measure`` keys."""
    found: dict[str, float] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{prefix}{name}: "))
        else:
            found[prefix + name] = value
    return found


def main() -> None:
    """Write the models folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    args = parser.parse_args()
    figures = json.loads(args.figures.read_text(encoding="utf-8")) if args.figures.is_file() else {}
    args.out.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, task in TASKS.items():
        target = args.out / f"{name}.pt"
        if name == "vectors":
            if args.vectors.resolve() != target.resolve():
                shutil.copyfile(args.vectors, target)
        else:
            checkpoint = torch.load(
                args.trained / f"{name}.pt", map_location="cpu", weights_only=True
            )
            torch.save(halve(checkpoint), target)
        data = target.read_bytes()
        entries.append(
            {
                "name": name,
                "file": target.name,
                "task": task,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "licence": LICENCE,
                "version": args.version,
                "figures": flat(figures.get(name, {})),
            }
        )
    rows = "\n".join(
        f"| `{e['file']}` | {e['task']} | {e['bytes'] / 1e6:.1f} MB "
        f"| {told(figures.get(e['name'], {}))} |"
        for e in entries
    )
    total = round(sum(e["bytes"] for e in entries) / 1e6, 1)
    (args.out / "models.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    (args.out / "MODEL_CARD.md").write_text(CARD.format(rows=rows, total=total), encoding="utf-8")
    print(f"{total} MB")


if __name__ == "__main__":
    main()
