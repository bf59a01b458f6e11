"""Calling `kutipan`: as a process of its own, or, where that shows nothing more, in this one."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
GOLDEN = RAW / "antara-kalbar-korut-rusia.txt"


def environment(**more: str) -> dict[str, str]:
    """Return what makes a process the same everywhere.

    From any folder, in a terminal of one width, in a locale that knows no letter beyond ASCII.
    """
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "COLUMNS": "100",
        "LC_ALL": "C",
        **more,
    }


def kutipan(
    *args: object, cwd: Path = ROOT, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a process."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment(**more),
        timeout=300,
        check=False,
    )


class Here:
    """Runs the command inside this process, where torch is imported already."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def __call__(
        self, *args: object, cwd: Path = ROOT, stdin: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command as `kutipan` above does, and return what it does."""
        argv = ["kutipan", *map(str, args)]
        self._capfd.readouterr()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", argv)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in {"COLUMNS": "100", **more}.items():
                patch.setenv(name, value)
            patch.chdir(cwd)
            try:
                main()
                status: object = 0
            except SystemExit as end:
                status = end.code
        said = self._capfd.readouterr()
        number = status if isinstance(status, int) else int(status is not None)
        return subprocess.CompletedProcess(argv, number, said.out, said.err)
