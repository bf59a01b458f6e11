"""Which models are bundled, whether they are whole, and how Stanza's official ones are fetched."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError

BUNDLED = Path(str(files("pipeline") / "models"))
CATALOG = "models.json"
_REINSTALL = "Install kutipan again; the weights come with it."


@dataclass(frozen=True, slots=True)
class Model:
    """One file of weights.

    Attributes:
        name: how it is spoken of.
        file: its name below the models folder.
        task: what it decides.
        bytes: its size.
        sha256: its checksum, hexadecimal.
        licence: the licence of the weights.
        version: its version.
        figures: what it reached, by measure; a measure of several data sets holds one a data set.
    """

    name: str
    file: str
    task: str
    bytes: int
    sha256: str
    licence: str
    version: str
    figures: Mapping[str, Any]

    def state(self, folder: Path) -> str:
        """Compare the file with its entry: ``ok``, ``missing`` or ``changed``."""
        path = folder / self.file
        if not path.is_file():
            return "missing"
        with path.open("rb") as weights:
            same = hashlib.file_digest(weights, "sha256").hexdigest() == self.sha256
        return "ok" if same else "changed"


def read_catalog(folder: Path = BUNDLED) -> list[Model]:
    """Read the list of models in ``folder``.

    Raises:
        ModelError: there is no list, or it is damaged.
    """
    path = folder / CATALOG
    try:
        return [_model(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError as error:
        raise ModelError(f"there is no list of models at {path}", _REINSTALL) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the list of models at {path} is damaged: {error}", _REINSTALL) from error


def edition(models: Sequence[Model]) -> str:
    """Return the newest version among models, and eight digits of all and of the learnt tables."""
    newest = max((model.version for model in models), default="none")
    total = hashlib.sha256(" ".join(model.sha256 for model in models).encode())
    for table in sorted(BUNDLED.glob("*.toml")):
        total.update(table.read_bytes())
    return f"{newest} ({total.hexdigest()[:8]})"


def fetch(folder: Path | None = None) -> Path:
    """Download the official Indonesian models of Stanza.

    Args:
        folder: where to; ``None`` takes Stanza's own folder, which other programs share.

    Returns:
        The folder the models lie in.

    Raises:
        ModelError: there is no network, or the download is damaged.
    """
    import stanza
    from stanza.resources.common import DEFAULT_MODEL_DIR

    target = Path(DEFAULT_MODEL_DIR) if folder is None else folder
    try:
        stanza.download("id", model_dir=str(target), verbose=False)
    except Exception as error:  # requests, urllib3, zip and checksum errors share no base class
        raise ModelError(
            f"cannot fetch the official Stanza models ({type(error).__name__})",
            "Check the network and the proxy and try again; kutipan works with the bundled weights "
            "meanwhile.",
        ) from error
    return target


def _model(entry: Mapping[str, Any]) -> Model:
    return Model(
        name=str(entry["name"]),
        file=str(entry["file"]),
        task=str(entry["task"]),
        bytes=int(entry["bytes"]),
        sha256=str(entry["sha256"]),
        licence=str(entry["licence"]),
        version=str(entry["version"]),
        figures=dict(entry["figures"]),
    )
