"""The README says what is so: its pasted parts are fresh, and what it names exists."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from pipeline.cli import app, models_app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = README + "".join(
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.id.md", "CONTRIBUTING.md")
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = [
    *(command.name or command.callback.__name__ for command in app.registered_commands),
    *(group.name for group in app.registered_groups),
    *(f"models {command.name}" for command in models_app.registered_commands),
]


@pytest.mark.slow
def test_what_cog_pasted_is_fresh():
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "README.md", "README.id.md"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_section_and_its_help(command):
    assert f"\n### `kutipan {command}`\n" in README
    assert f"$ kutipan {command} --help\n" in README


def test_every_pasted_part_holds_something():
    parts = regex.findall(r"\]\]\] -->\n(.*?)<!-- \[\[\[end\]\]\] -->", README, regex.DOTALL)
    assert len(parts) >= len(COMMANDS) + 4
    assert all(part.strip() for part in parts)


def test_every_link_to_a_file_leads_somewhere():
    targets = [t for t in regex.findall(r"\]\(([^)]+)\)", README) if "://" not in t]
    assert targets
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).exists()] == []


def test_every_path_named_in_code_exists():
    named = regex.findall(
        r"`((?:pipeline|training|tests|data/raw|benchmarks)/[\w./-]*)`", DOCUMENTS
    )
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_make_target_named_exists():
    targets = set(regex.findall(r"^([a-z-]+):.*##", MAKEFILE, regex.MULTILINE))
    named = set(regex.findall(r"(?:`|\n|  )make ([a-z-]+)", README))
    assert {"run", "test", "help", "check"} <= named <= targets
