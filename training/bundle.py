"""Bundle trained models: halve their precision, list them with checksums, write the model card.

Usage: python -m training.bundle TRAINED VECTORS.pt FIGURES.json pipeline/models
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from stanza.models.common.vocab import VOCAB_PREFIX

from pipeline.annotation.stored import Vectors
from training.figures import SPEED

LICENCE = "CC BY-SA 4.0"
TASKS = {
    "tokenizer": "sentences and tokens",
    "mwt": "words inside a token (katanya -> kata + nya)",
    "pos": "universal parts of speech",
    "names": "names of persons, institutions and places",
    "mentions": "attribution words and the phrases that name a speaker",
    "vectors": "word vectors, shared by pos, names and mentions",
}
CARD = """\
# Model card

Six files, Stanza's architectures, trained for this project by the commands in `training/`. Every
figure below was printed by `python -m training.figures`; `models.json` holds all of them, with
checksums.

| file | task | size | words/s | figures |
| --- | --- | --- | --- | --- |
{rows}

Sizes are of float16 weights ({total} MB together); computation is in float32. Words a second are of
one core of a 2-core virtual machine, each network alone: they compare the networks with each other,
not with other machines. Loaded in {load} s after the imports.

## Data

| model | learnt from | licence of the data |
| --- | --- | --- |
| tokenizer | UD Indonesian CSUI (train), PUD, GSD (dev); news sentences of the kumparan POS \
corpus (package nlp-id); passages of news that rules cut into sentences (`training.passages`) | CC \
BY-SA 4.0, CC BY-SA 3.0, CC BY-SA 4.0; MIT; the text is not part of the model |
| mwt | UD Indonesian CSUI (train), PUD, GSD (dev); kumparan | CC BY-SA 4.0, CC BY-SA 3.0, CC \
BY-SA 4.0; MIT |
| pos | UD Indonesian CSUI (train), PUD, GSD (dev); UD Indonesian GSD of release 2.1 (train), its \
older tags read again by the table in `training.treebanks` | CC BY-SA 4.0, CC BY-SA 3.0, CC BY-SA \
4.0; CC BY-SA after relicensing |
| names | idner-news-2k (train); NERGRIT corpus | MIT; free for learning and commercial use, \
developers credited |
| mentions | 2,624 annotated news articles, annotation of this project (2,257 of them in \
`training/annotations`), and the sentences that names are learnt from | CC BY-SA 4.0; as above |
| vectors | 19,700 news articles (their text is not part of the model) | word statistics only |

Every tenth sentence of CSUI and every tenth annotated article stopped the training and taught
nothing. The tests (CSUI test, GSD test, idner-news-2k test, the annotated articles of `gold/dev`)
were never trained on.

Beside the networks lie four tables of weights of named features, to be read and edited by people:
`statements.toml` (does a cue report a statement?), `antecedents.toml` (whom does `-nya` mean?),
`roles.toml` (which position is the speaker's?) and `confidence.toml`. They are learnt from the same
annotated articles as the mentions.

The tagger of parts of speech is saved with the moving average of its weights
(`training.averaging`).
The network of mentions learnt names beside them, in a column of their own that the column of
mentions reads. Sentences that name a speaker taught three times, twice with another's name or role
in the place of the speaker's.

The damaged test is `training.dirty` over the UD test files with a fixed seed: sentences glued
together, flattened paragraphs, spaces before punctuation, curly and same-sided marks, ranks and
titles with full stops, lower case. Its shares were fixed before the tokenizer was tuned.

## What they get wrong

{wrong}
## Licence and credits

The weights are under CC BY-SA 4.0. Credits: the Universal Dependencies treebanks Indonesian-CSUI
(Universitas Indonesia), Indonesian-PUD and Indonesian-GSD and their contributors; kumparan and the
authors of nlp-id; the authors of idner-news-2k (Khairunnisa and others); the developers of NERGRIT
(PT Gria Inovasi Teknologi); Stanza (Stanford NLP Group).
"""

WRONG = """
* Sentences: of 374 in the CSUI test the tokenizer misses the end of 11 and sees 9 that are none.
  Eight of the nine are stops inside a quote, where CSUI lets the sentence of the quote go on; six
  of the eleven are headlines without a stop. Neither harms a quote: its marks decide where it ends,
  and a line break always ends a sentence.
* Parts of speech: half of the errors are NOUN against PROPN (`Bank`, `Direktur`, `Menkeu`), which
  the treebanks themselves decide either way; `namun` is ADV in the CSUI test, CCONJ in its train.
* Names: institutions and places are weaker than persons; a name in a headline's capitals swallows
  its neighbours.
* Mentions: where a position ends and a name begins, if the position ends in a place or party
  (`Kepala Dinas Pangan Randuagung | Sri Hartati`); titles between them; descriptions of unnamed
  speakers, of which there are few to learn from.
"""


def halve(value: Any) -> Any:
    """Return a checkpoint with every float32 tensor as float16."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((k, halve(v)) for k, v in value.items())
    return value


def without_places(value: Any) -> Any:
    """Return a checkpoint whose options name files alone, not where they lay in training."""
    if isinstance(value, str) and "/" in value:
        return Path(value).name
    if isinstance(value, dict):
        return {key: without_places(of) for key, of in value.items()}
    return value


def without_words(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """Return a checkpoint of a labelling network without what ``vectors.pt`` holds already.

    Its own vectors of the training's words are left out as well: they were not trained, all zero.
    """
    for key in ("word", "delta"):
        checkpoint["vocab"].pop(key, None)
    learnt = checkpoint["model"].pop("delta_emb.weight", torch.zeros(1))
    if learnt.any():
        raise ValueError("a network changed its word vectors: they must be kept")
    return checkpoint


def shared_vectors(path: Path) -> dict[str, Any]:
    """Return the vectors in the shape ``pipeline.annotation.stored.Vectors`` reads fastest."""
    vectors = Vectors(str(path))
    words = vectors.vocab._id2unit[len(VOCAB_PREFIX) :]
    return {"words": "\n".join(words), "emb": vectors.emb.half()}


def told(figures: Any) -> str:
    """Write nested figures in one line."""
    if not isinstance(figures, dict):
        return f"{figures}"
    figures = {name: value for name, value in figures.items() if name != SPEED}
    return "; ".join(
        f"{name}: {told(value)}" if isinstance(value, dict) else f"{name} {value}"
        for name, value in figures.items()
    )


def speed(figures: dict[str, Any]) -> str:
    """Return the first speed among nested figures, in words a second."""
    if SPEED in figures:
        return f"{figures[SPEED]:,}"
    return next(
        (found for v in figures.values() if isinstance(v, dict) and (found := speed(v))), ""
    )


def flat(figures: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Flatten nested figures to ``test: measure`` keys."""
    found: dict[str, float] = {}
    for name, value in figures.items():
        if name == SPEED:
            continue
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
            torch.save(shared_vectors(args.vectors), target)
        else:
            checkpoint = torch.load(
                args.trained / f"{name}.pt", map_location="cpu", weights_only=True
            )
            if name in ("names", "mentions"):
                checkpoint = without_words(checkpoint)
            checkpoint["config"] = without_places(checkpoint["config"])
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
        f"| {speed(figures.get(e['name'], {}))} | {told(figures.get(e['name'], {}))} |"
        for e in entries
    )
    total = round(sum(e["bytes"] for e in entries) / 1e6, 1)
    (args.out / "models.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    card = CARD.format(
        rows=rows, total=total, load=figures.get("load_seconds", "?"), wrong=WRONG.strip()
    )
    (args.out / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    print(f"{total} MB")


if __name__ == "__main__":
    main()
