"""The example of the README for one's own words does what it says, on a copy of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import regex
from command import ROOT, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
(SECTION,) = regex.findall(r"\n## Your own words\n(.*?)\n## ", README, regex.DOTALL)
(TEXT,) = regex.findall(r"```text\n(.*?)```", SECTION, regex.DOTALL)
(SESSION,) = regex.findall(r"```\n(\$.*?)```", SECTION, regex.DOTALL)
WORDS = regex.findall(r"\| `(\"\w+\",)` \| `(\w+)` \| `([\w./]+)` \|", SECTION)


def kutipan(folder: Path, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *args],
        cwd=folder,
        env=environment(PYTHONPATH=str(folder)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_two_words_more_and_what_they_change(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline")
    (tmp_path / "kebun.txt").write_text(TEXT, encoding="utf-8")
    commands = [line[2:].split() for line in SESSION.splitlines() if line.startswith("$ ")]
    first, second, compare = (command[1:] for command in commands)
    kutipan(tmp_path, *first, "--quiet")
    assert len(WORDS) == 2
    for word, key, path in WORDS:
        words = (tmp_path / path).read_text(encoding="utf-8")
        assert word not in words
        (tmp_path / path).write_text(words.replace(f"\n{key} = [", f"\n{key} = [\n    {word}", 1))
    kutipan(tmp_path, *second, "--quiet")
    printed = SESSION[SESSION.index("A  ") :]
    assert kutipan(tmp_path, *compare).split("\n") == printed.split("\n")
