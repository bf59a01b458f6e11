"""`kutipan export`: which articles of a run, into which format, and what is told when it fails."""

import sys
from pathlib import Path
from typing import get_args

import pytest
from command import Here
from made import TEXT, extraction
from runs import article, quote, run_of

from pipeline.arguments import ExportFormat
from pipeline.errors import InputError, UsageError
from pipeline.exports.formats import FORMATS, hand_over
from pipeline.exports.marked import read_marked

SAID = "“Kami siap,” kata Andi."


def said(name: str, confidence: float, text: str = SAID) -> object:
    return article(text, [quote(text, "Kami siap,", confidence=confidence)], name)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles: sure, without a quote, unsure, and one with three quotes."""
    folder = tmp_path_factory.mktemp("run")
    silent = article("Tidak ada yang bicara.", name="silent")
    return run_of(folder, said("sure", 0.95), silent, said("unsure", 0.3), extraction("three"))


def test_the_quotes_of_a_run_are_marked_in_its_articles(run: Path) -> None:
    articles = {one.article_id: one for one in read_marked(run)}
    assert [one.span.of(TEXT) for one in articles["three"].quotes] == [
        "Terminal ini untuk warga",
        "Kami jaga bersama",
        "antrean masih panjang",
    ]
    second = articles["three"].quotes[1]
    assert second.mention is not None and second.cue is not None
    assert (second.mention.of(TEXT), second.cue.of(TEXT)) == ("nya", "katanya")
    assert (second.speaker, second.role) == ("Budi Santoso", "Kepala Dinas Perhubungan")
    assert articles["silent"].quotes == ()
    assert articles["silent"].confidence is None


def test_which_articles_come_first(run: Path) -> None:
    def names(**options: object) -> list[str]:
        return [one.article_id for one in read_marked(run, **options)]  # type: ignore[arg-type]

    assert names() == ["sure", "silent", "unsure", "three"]
    assert names(limit=2) == ["sure", "silent"]
    assert names(pick="least-sure") == ["unsure", "three", "sure", "silent"]
    assert names(pick="least-sure", limit=1) == ["unsure"]
    drawn = names(pick="random")
    assert sorted(drawn) == sorted(names())
    assert drawn == names(pick="random")


def test_both_forms_of_the_tables_give_the_same(run: Path, tmp_path: Path) -> None:
    found = [said("a", 0.95, f"=1+1 {SAID}"), extraction("b")]
    csv = run_of(tmp_path / "csv", *found, formats=("csv",))
    parquet = run_of(tmp_path / "parquet", *found, formats=("parquet",))
    assert read_marked(csv) == read_marked(parquet)
    # A CSV file for spreadsheets has a mark before such a cell; the Parquet beside it has not.
    assert read_marked(run_of(tmp_path / "both", *found, excel=True)) == read_marked(csv)
    spreadsheet = run_of(tmp_path / "excel", *found, formats=("csv",), excel=True)
    with pytest.raises(InputError, match="do not hold its words"):
        read_marked(spreadsheet)


def test_a_text_that_was_read_twice_is_exported_once(tmp_path: Path, here: Here) -> None:
    corpus = tmp_path / "b.jsonl"
    line = '{"id": "%s", "text": "“Kami siap mengawal program itu,” kata Andi Saputra."}\n'
    corpus.write_text(line % "one" + line % "two", encoding="utf-8")
    done = here("run", corpus, "--out", tmp_path / "run", "--quiet")
    assert done.returncode == 0, done.stderr
    assert [one.article_id for one in read_marked(tmp_path / "run")] == ["one"]


def test_every_format_has_its_name_and_its_function() -> None:
    assert tuple(FORMATS) == get_args(ExportFormat)


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_without_articles_gives_a_file_all_the_same(form: str, tmp_path: Path) -> None:
    run = run_of(tmp_path / "run")
    done = hand_over(run, form, tmp_path / "out.any")
    assert done.lines == ("exported  0 articles, 0 quotes",)
    assert all(path.is_file() for path in done.files)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("run", "--out", "x"), 2, "name either --to or --from"),
        (("run", "--out", "x", "--to", "tei", "--from", "label-studio"), 2, "name either"),
        (("run", "--out", "x", "--from", "label-studio", "--limit", "1"), 2, "--limit goes with"),
        (("run", "--out", "x", "--from", "label-studio", "--pick", "random"), 2, "--pick goes"),
        (("run", "--out", "x", "--to", "tei", "--annotator", "4"), 2, "goes with --from, not"),
        (("run", "--out", "x", "--to", "word"), 2, "'word' is not one of"),
        (("nowhere", "--out", "x", "--to", "tei"), 1, "holds neither quotes.parquet nor"),
        (("run/quotes.csv", "--out", "x", "--to", "tei"), 1, "is one file, not the folder"),
        (("run", "--out", ".", "--to", "tei"), 1, "name a file in it"),
        (("run", "--out", "run/run.json/x", "--to", "tei"), 1, "choose another place"),
        (("nowhere.json", "--out", "x", "--from", "label-studio"), 1, "cannot read nowhere.json"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: tuple[str, ...], status: int, said: str, tmp_path: Path, here: Here
) -> None:
    run_of(tmp_path / "run", extraction())
    (tmp_path / "run" / "run.json").write_text("{}")
    done = here("export", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_format_that_there_is_not(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format is called 'word'"):
        hand_over(run, "word", tmp_path / "x")


def test_spacy_is_an_extra(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(InputError, match="spaCy is not installed") as error:
        hand_over(run, "spacy", tmp_path / "x.spacy")
    assert "[spacy]" in error.value.hint
