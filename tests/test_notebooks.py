"""The notebooks run on the sample, as scripts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_first_look_runs_on_the_sample(
    sample: tuple[Path, subprocess.CompletedProcess[str]], root: Path
) -> None:
    run, _ = sample
    done = subprocess.run(
        [sys.executable, "notebooks/first_look.py", str(run)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Patrick Ryder" in done.stdout
