"""Checking by reading: the draw, the sheet and back, the interval, and a quote in its place."""

import errno
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.checking import (
    VERDICTS,
    draw,
    in_place,
    read_missed,
    read_sheet,
    wilson,
    write_missed,
    write_sheet,
)
from pipeline.errors import InputError, OutputError


def made(number: int) -> pd.DataFrame:
    """Return rows such as `quotes` has."""
    return pd.DataFrame(
        {
            "quote_id": [f"q{one}" for one in range(number)],
            "article_id": "a",
            "quote_type": "direct",
            "speaker": [None if one == 1 else f"Andi {one}" for one in range(number)],
            "role": "Bupati",
            "quote": [f'=siap; "ya", {one}' for one in range(number)],
            "context": "x\ny",
            "confidence": 0.9,
        }
    ).astype({"speaker": "str"})


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of four rows, three of them read."""
    path = tmp_path / "checked.csv"
    write_sheet(made(4), path)
    filled = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    filled.loc[0, list(VERDICTS)] = ["y", "Ya", " n "]
    filled.loc[1, list(VERDICTS)] = ["tidak", "", ""]
    filled.loc[2, list(VERDICTS)] = ["y", "y", "y"]
    # as a spreadsheet saves it where the comma is the decimal sign
    filled.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    return path


class TestDraw:
    def test_is_the_same_again_and_in_order(self) -> None:
        rows = made(200)
        drawn = draw(rows, 20)
        assert len(drawn) == 20
        assert drawn.index.is_monotonic_increasing
        assert drawn.equals(draw(rows, 20))
        assert not drawn.equals(draw(rows, 20, seed=2))
        assert len(draw(rows, 999)) == 200

    def test_rows_that_come_or_go_move_no_others(self) -> None:
        rows = made(200)
        before = set(draw(rows, 40)["quote_id"])
        gone = sorted(before)[0]
        after = set(draw(rows[rows["quote_id"] != gone], 40)["quote_id"])
        assert before - after == {gone}

    def test_hits_all_rows_alike(self) -> None:
        rows = made(50)
        hits = pd.concat(draw(rows, 10, seed=seed)["quote_id"] for seed in range(300))
        assert hits.value_counts().between(30, 95).all()  # 60 each; 30 is five deviations off
        assert hits.nunique() == 50


class TestSheet:
    def test_verdicts_come_back_beside_the_quotes(self, sheet: Path) -> None:
        checked = read_sheet(sheet, made(4))
        assert checked["quote_id"].tolist() == ["q0", "q1", "q2"]  # q3 was not read
        assert checked["words_right"].tolist() == [True, False, True]
        assert checked["speaker_right"].tolist() == [True, pd.NA, True]
        assert checked["role_right"].tolist() == [False, pd.NA, True]
        assert checked["confidence"].tolist() == [0.9] * 3

    def test_what_the_run_says_otherwise_now_is_to_be_read_again(self, sheet: Path) -> None:
        later = made(4)
        later.loc[0, "speaker"] = "Budi"
        later = later[later["quote_id"] != "q2"]
        assert read_sheet(sheet, later)["quote_id"].tolist() == ["q1"]

    def test_writing_again_keeps_what_was_read(self, sheet: Path) -> None:
        before = sheet.read_bytes()
        write_sheet(made(4), sheet)
        assert sheet.read_bytes() == before
        write_sheet(made(6), sheet)
        assert len(pd.read_csv(sheet)) == 6
        assert read_sheet(sheet, made(6))["quote_id"].tolist() == ["q0", "q1", "q2"]

    def test_a_row_that_changed_is_asked_again_and_what_was_read_is_not_lost(
        self, sheet: Path
    ) -> None:
        later = made(4)
        later.loc[0, "speaker"] = "Budi"
        write_sheet(later, sheet)
        assert pd.read_csv(sheet)["quote_id"].tolist() == ["q0", "q1", "q2", "q3", "q0"]
        assert read_sheet(sheet, later)["quote_id"].tolist() == ["q1", "q2"]
        assert read_sheet(sheet, made(4))["quote_id"].tolist() == ["q0", "q1", "q2"]

    def test_a_spreadsheet_runs_nothing(self, sheet: Path) -> None:
        quotes = pd.read_csv(sheet, sep=";")["quote"]
        assert quotes.str.startswith("'=siap").all()

    @pytest.mark.parametrize("word", ["mungkin", "t", "f"])
    def test_neither_yes_nor_no(self, sheet: Path, word: str) -> None:
        """A lone t is no Indonesian no: it may as well be a true."""
        sheet.write_text(sheet.read_text("utf-8-sig").replace(";Ya;", f";{word};"), "utf-8")
        with pytest.raises(InputError, match=rf"row 2, speaker_right: '{word}'") as error:
            read_sheet(sheet, made(4))
        assert "tidak" in error.value.hint

    @pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00x", b'"a\n'])
    def test_no_sheet(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.csv"):
            read_sheet(path, made(1))
        with pytest.raises(InputError):
            write_sheet(made(1), path)
        assert path.read_bytes() == content

    def test_a_disk_that_fills_up_takes_no_verdict(
        self, sheet: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, whole = sheet.read_bytes(), Path.write_bytes

        def full(path: Path, content: bytes) -> int:
            whole(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="is full"):
            write_sheet(made(6), sheet)
        assert sheet.read_bytes() == before
        assert list(sheet.parent.iterdir()) == [sheet]

    def test_nowhere_to_write(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="cannot be written"):
            write_sheet(made(1), tmp_path / "none" / "a.csv")


class TestMissed:
    IDS = ('=HYPERLINK("http://a.example")', "@b", "c;d,e")

    def test_a_spreadsheet_runs_nothing_and_the_articles_are_known_again(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "missed.csv"
        write_missed(pd.DataFrame({"article_id": self.IDS, "title": "x"}), path)
        assert path.read_bytes() == (
            b"\xef\xbb\xbf"
            b'"article_id","missed"\n"\'=HYPERLINK(""http://a.example"")","?"\n'
            b'"\'@b","?"\n"c;d,e","?"\n'
        )
        assert read_missed(path).empty
        read = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
        read["missed"] = ["siap", " ? ", ""]
        for separator in ",;":
            read.to_csv(path, index=False, sep=separator)
            came = read_missed(path).to_numpy().tolist()
            assert came == [[self.IDS[0], "siap"], [self.IDS[2], ""]]

    def test_a_file_that_is_there_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "missed.csv"
        path.write_text("article_id,missed\na,siap\n", encoding="utf-8")
        write_missed(made(3), path)
        assert read_missed(path).to_numpy().tolist() == [["a", "siap"]]

    def test_no_sheet(self, tmp_path: Path) -> None:
        path = tmp_path / "missed.csv"
        path.write_text("a,b\n1,2\n", encoding="utf-8")
        with pytest.raises(InputError, match="no column article_id"):
            read_missed(path)


class TestWilson:
    @pytest.mark.parametrize(
        ("right", "of", "low", "high"),
        # Brown, Cai and DasGupta 2001 give the formula; figures by scipy.stats.binomtest.
        [(0, 10, 0, 0.2775), (9, 10, 0.5958, 0.9821), (36, 40, 0.7695, 0.9604), (0, 0, 0, 1)],
    )
    def test_figures(self, right: int, of: int, low: float, high: float) -> None:
        assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)

    @given(st.integers(1, 5000), st.floats(0, 1))
    def test_as_scipy_reckons_it(self, of: int, share: float) -> None:
        from scipy.stats import binomtest

        right = round(share * of)
        found = binomtest(right, of).proportion_ci(method="wilson")
        assert wilson(right, of) == pytest.approx((found.low, found.high), abs=1e-6)


class TestInPlace:
    TEXT = 'Ia <b>diam</b>.\n"Siap & siaga," katanya. Lalu pulang.'

    def quote(self, **more: object) -> dict[str, object]:
        spans = {"quote": "Siap & siaga,", "cue": "katanya", "mention": "nya"}
        return {
            f"{name}_{end}": self.TEXT.index(words) + (len(words) if end == "end" else 0)
            for name, words in spans.items()
            for end in ("start", "end")
        } | more

    def test_marks_and_escapes(self) -> None:
        shown = in_place(self.TEXT, self.quote())
        assert shown == (
            "Ia &lt;b&gt;diam&lt;/b&gt;.<br>&quot;<mark>Siap &amp; siaga,</mark>&quot; "
            "<u>kata</u><u><b>nya</b></u>. Lalu pulang."
        )

    def test_cut_and_without_a_cue(self) -> None:
        bare = dict.fromkeys(("cue_start", "cue_end", "mention_start", "mention_end"), pd.NA)
        assert in_place(self.TEXT, self.quote(**bare), around=1) == (
            "…&quot;<mark>Siap &amp; siaga,</mark>&quot;…"
        )
