"""The list of models: what is bundled is whole, and a damaged list or file is told."""

import io
import json
import shutil

import pytest
import torch

from pipeline.catalog import BUNDLED, CATALOG, read_catalog
from pipeline.errors import ModelError
from pipeline.outputs.terminal import print_models

ENTRY = {
    "name": "pos",
    "file": "pos.pt",
    "task": "parts of speech",
    "bytes": 3,
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",  # of abc
    "licence": "CC BY-SA 4.0",
    "version": "1",
    "figures": {"UPOS": {"csui": 95.1, "gsd": 91.2}, "seconds": 3},
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / CATALOG).write_text(json.dumps([ENTRY]), encoding="utf-8")
    (tmp_path / "pos.pt").write_bytes(b"abc")
    return tmp_path


def test_every_bundled_file_is_listed_and_whole():
    models = read_catalog()
    assert {model.file for model in models} == {path.name for path in BUNDLED.glob("*.pt")}
    for model in models:
        assert model.state(BUNDLED) == "ok", model.file
        assert model.bytes == (BUNDLED / model.file).stat().st_size
        assert model.task
        assert model.licence


def test_no_bundled_file_says_where_it_was_trained():
    for model in read_catalog():
        held = torch.load(BUNDLED / model.file, map_location="cpu", weights_only=True)
        options = held.get("config", {}).values()
        assert not [value for value in options if isinstance(value, str) and "/" in value]


def test_the_bundled_files_are_small():
    assert sum(model.bytes for model in read_catalog()) <= 40e6


@pytest.mark.parametrize(
    ("content", "state"), [(b"abc", "ok"), (b"abd", "changed"), (None, "missing")]
)
def test_a_file_is_held_against_its_checksum(folder, content, state):
    (folder / "pos.pt").unlink()
    if content is not None:
        (folder / "pos.pt").write_bytes(content)
    (model,) = read_catalog(folder)
    assert model.state(folder) == state


def test_figures_of_several_data_sets_are_spelt_out(folder):
    shown = io.StringIO()
    print_models(read_catalog(folder), folder, shown)
    assert shown.getvalue().splitlines()[-1] == "pos: UPOS csui 95.1, UPOS gsd 91.2, seconds 3"


@pytest.mark.parametrize(
    "content", ["", "{", "3", "[3]", '{"models": []}', json.dumps([ENTRY | {"bytes": "many"}]),
                json.dumps([{"name": "pos"}])],
)  # fmt: skip
def test_a_damaged_list_is_told_with_a_hint(folder, content):
    (folder / CATALOG).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="damaged") as raised:
        read_catalog(folder)
    assert raised.value.hint


def test_a_missing_list_is_told_with_a_hint(folder):
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match="no list of models") as raised:
        read_catalog(folder)
    assert raised.value.hint
