"""Stanza's networks as they lie on the disk: weights in half precision, vocabularies once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import stanza
import torch
from stanza.models.common import utils
from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab

from pipeline.catalog import BUNDLED

LANGUAGE = "id"


class Vectors(Pretrain):  # type: ignore[misc]
    """Word vectors stored as float16, their words as one string: both are read ten times as fast.

    Files written by Stanza itself are read as well.
    """

    def load(self) -> None:
        """Read the file into ``vocab`` and ``emb`` (words x dimensions, float32)."""
        data = torch.load(self.filename, map_location="cpu", weights_only=True)
        if "words" in data:
            self._vocab = PretrainedWordVocab(data["words"].split("\n"), lower=False)
        else:
            self._vocab = PretrainedWordVocab.load_state_dict(data["vocab"])
        self._emb = torch.as_tensor(data["emb"]).float()


def stock_pipeline(processors: Iterable[str], **options: object) -> stanza.Pipeline:
    """Load Stanza's own pipeline over weights on this disk.

    Args:
        processors: its steps; ``lemma``, for which there are no weights, gives every word back.
        options: the file of each model (``pos_model_path`` ...), and what else Stanza takes.
    """
    return stanza.Pipeline(
        "id",
        dir=str(BUNDLED),
        package=None,
        processors={name: "identity" if name == "lemma" else "news" for name in processors},
        resources_filepath=str(BUNDLED / "resources.json"),
        download_method=None,
        use_gpu=False,
        logging_level="ERROR",
        **options,
    )


@contextmanager
def no_optimizers() -> Iterator[None]:
    """Load Stanza's trainers without optimizers: nothing is trained, and each costs seconds."""
    makers = ("get_optimizer", "get_split_optimizer")
    originals = {name: getattr(utils, name) for name in makers}
    for name in makers:
        setattr(utils, name, lambda *_, **__: None)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(utils, name, original)


def model_files(folder: Path) -> dict[str, str]:
    """Return the file of each model, and Stanza's options that name files, for a models folder."""
    official = folder / LANGUAGE
    if not official.is_dir():
        own = {name: str(folder / f"{name}.pt") for name in ("names", "mentions", "vectors")}
        return own | {
            "tokenize_model_path": str(folder / "tokenizer.pt"),
            "mwt_model_path": str(folder / "mwt.pt"),
            "pos_model_path": str(folder / "pos.pt"),
            "pos_pretrain_path": own["vectors"],
        }
    found = {name: str(BUNDLED / f"{name}.pt") for name in ("names", "mentions", "vectors")}
    for processor in ("tokenize", "mwt", "pos"):
        found[f"{processor}_model_path"] = _first(official / processor)
    found["pos_pretrain_path"] = _first(official / "pretrain")
    for direction in ("forward", "backward"):
        if (official / f"{direction}_charlm").is_dir():
            found[f"pos_{direction}_charlm_path"] = _first(official / f"{direction}_charlm")
    return found


def _first(folder: Path) -> str:
    """Return the first model of a folder, or what is missing there."""
    return str(min(folder.glob("*.pt"), default=folder / f"{folder.name}.pt"))
