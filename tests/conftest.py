"""What the tests share: the models, the data beside the project; and that CI skips nothing."""

import json
import os
import signal
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command import GOLDEN, RAW, Here, kutipan
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pipeline.extractor import QuoteExtractor

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() == "true"

# A network's first call is slow and its later ones are not, so a deadline would only measure that.
settings.register_profile(
    "kutipan",
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("kutipan")

# A job started in the background of a script ignores interrupts, and hands that on to the commands
# that the tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def extractor() -> "QuoteExtractor":
    """The extractor with the bundled weights, loaded once, and only where a test asks for it."""
    from pipeline.extractor import QuoteExtractor

    return QuoteExtractor()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Here:
    """The command, run inside this process."""
    return Here(monkeypatch, capfd)


@pytest.fixture(scope="session")
def sample(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The folder of a run on the sample articles, from another folder than the project's."""
    folder = tmp_path_factory.mktemp("run")
    done = kutipan("run", RAW, "--out", "sample", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "sample", done


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `kutipan extract --format json` prints of the golden article: JSON and nothing else."""
    done = kutipan("extract", GOLDEN, "--format", "json", cwd=tmp_path_factory.mktemp("extract"))
    assert (done.returncode, done.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the annotated articles, which lies beside the project where there is one."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold").is_dir():
        reason = "the annotated articles are not here: no folder `shared` beside the project"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def interop() -> Path:
    """The Python of an environment apart, with the tools of others that kutipan's files go to."""
    python = ROOT / ".venv-interop" / "bin" / "python"
    if not python.is_file():
        reason = "the other tools are not installed: `make test-slow` installs them"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return python


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure; a known failure is reported as skipped too, and stays."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"under CI=true a skip is a failure: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI a test that skips has failed."""
    report = yield
    if IN_CI:
        _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under CI a module that skips has failed."""
    report = yield
    if IN_CI:
        _forbid_skip(report)
    return report
