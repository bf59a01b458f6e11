"""The report as a file: what it holds, that it is whole in itself, and what it refuses."""

import base64
import hashlib
import json
import re
import shutil
import zlib
from pathlib import Path

import pytest
from made import quote
from report_runs import EVIL, RINA, WIDE, articles, made_run, made_tables, many
from test_error_page import Page

from pipeline.corpus.affiliation import classes
from pipeline.errors import InputError, OutputError
from pipeline.outputs.report import SCRIPTS, labels, write_report
from pipeline.outputs.report_data import COPIES, NONE, report_data
from pipeline.outputs.tables import write_tables
from pipeline.records import Article
from pipeline.stages.tabulate import Tables

SOURCES = Path(__file__).resolve().parents[1] / "pipeline" / "outputs" / "report_page"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return made_run(tmp_path_factory.mktemp("report") / "percobaan")


@pytest.fixture(scope="module")
def data(run):
    return report_data(run)[0]


def unpack(block):
    return json.loads(zlib.decompress(base64.b64decode(block)))


def opened(path):
    """Return a page, its data and its texts as its script unpacks them."""
    page = Page(path.read_text(encoding="utf-8"))
    blocks = {at["id"]: text for at, text in page.all("script", type="text/plain")}
    data = unpack(blocks.pop("data"))
    packs = [unpack(blocks[f"pack-{number}"]) for number in range(len(blocks))]
    assert [len(pack) for pack in packs] == data["packs"]
    return page, data, [text for pack in packs for text in pack]


def cut(text, start, end):
    """Cut as a browser does, which counts UTF-16."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_the_page_holds_every_quote_where_it_stands(run, tmp_path):
    write_report(run, tmp_path / "r.html")
    _, data, texts = opened(tmp_path / "r.html")
    tables = made_tables()
    assert texts == list(tables.articles["text"])
    assert data["articles"]["id"] == list(tables.articles["article_id"])
    quotes = data["quotes"]
    assert quotes["text"] == list(tables.quotes["quote"])
    for place, article in enumerate(quotes["article"]):
        text = texts[article]
        said = tables.quotes.iloc[place]
        for name in ("quote", "mention", "cue"):
            start, end = quotes[f"{name}_start"][place], quotes[f"{name}_end"][place]
            if start == NONE:
                assert end == NONE
                assert not isinstance(said[name], str)
            else:
                assert cut(text, start, end) == said[name]


def test_offsets_are_those_of_a_browser(data):
    place = data["quotes"]["text"].index("antrean masih panjang")
    assert data["quotes"]["quote_start"][place] == WIDE.index("antrean") + 4


def test_shares_add_up_to_the_tables(data):
    tables = made_tables()
    quotes = data["quotes"]
    assert sum(quotes["words"]) == sum(
        len([word for word in said.split() if any(map(str.isalnum, word))])
        for said in tables.quotes["quote"]
    )
    counted = {}
    for speaker, words in zip(quotes["speaker"], quotes["words"], strict=True):
        if speaker != NONE:
            person = data["speakers"]["person"][speaker]
            told = counted.setdefault(data["people"]["name"][person], [0, 0])
            told[0] += 1
            told[1] += words
    people = tables.people
    assert counted == {
        name: [quotes, words]
        for name, quotes, words in zip(people["name"], people["quotes"], people["words"],
                                       strict=True)
    }  # fmt: skip
    assert quotes["speaker"].count(NONE) == 1


def test_speakers_have_a_class_and_an_institution(data):
    speakers = data["speakers"]
    told = {
        name: (data["classes"][kind], body if body == NONE else data["institutions"][body])
        for name, kind, body in zip(
            speakers["name"], speakers["class"], speakers["institution"], strict=True
        )
    }
    assert told["Rina Halim"] == ("government", "Pemerintah Kota Tanjungsari")
    assert told["Budi"] == ("no_role", NONE)
    assert told["warga"] == ("citizens", NONE)
    assert told["KPK"] == ("justice", "KPK")


def test_copies_are_told_from_what_they_repeat(data):
    articles = data["articles"]
    copies = {
        one: (COPIES[copy], articles["id"][original])
        for one, copy, original in zip(
            articles["id"], articles["copy"], articles["original"], strict=True
        )
        if copy != NONE
    }
    # The agency was first, by its time; the order of the table says nothing.
    assert copies == {
        "pasar": ("syndicated", "pasar-antara"),
        "pasar-lagi": ("identical", "pasar"),
    }


def test_in_one_outlet_a_copy_is_repeated(tmp_path):
    tables = made_tables()
    tables.articles["outlet"] = "Kabar"
    tables.quotes["outlet"] = "Kabar"
    articles = report_data(made_run(tmp_path, tables))[0]["articles"]
    assert articles["copy"][0] == COPIES.index("repeated")


def test_days_are_those_where_the_run_was_made(data, tmp_path):
    assert data["articles"]["day"] == [
        "2025-03-03", "2025-03-03", "2025-03-04", "2025-05-31", "", "",
    ]  # fmt: skip
    elsewhere = made_run(tmp_path)
    (elsewhere / "run.json").write_text('{"arguments": {"timezone": "Etc/UTC"}}', encoding="utf-8")
    assert report_data(elsewhere)[0]["articles"]["day"][1] == "2025-03-02"
    (elsewhere / "run.json").unlink()
    assert report_data(elsewhere)[0]["articles"]["day"][1] == "2025-03-03"


@pytest.mark.parametrize(
    ("record", "told"), [("[]", "was not written by kutipan"), ("{", "cannot be read")]
)
def test_a_broken_record_of_the_run_is_told(tmp_path, record, told):
    run = made_run(tmp_path)
    (run / "run.json").write_text(record, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        report_data(run)


def test_csv_and_parquet_give_the_same_page(tmp_path):
    pages = []
    for form in ("csv", "parquet"):
        write_report(made_run(tmp_path / form / "run", formats=(form,)), tmp_path / "r.html")
        pages.append((tmp_path / "r.html").read_bytes())
    assert pages[0] == pages[1]


def test_csv_with_indonesian_names_gives_the_same_page(run, tmp_path):
    labelled = made_run(tmp_path / run.name, formats=("csv",), language="id")
    assert "kutipan" in (labelled / "quotes.csv").read_text(encoding="utf-8").splitlines()[0]
    write_report(labelled, tmp_path / "labelled.html")
    write_report(run, tmp_path / "plain.html")
    assert (tmp_path / "labelled.html").read_bytes() == (tmp_path / "plain.html").read_bytes()


def formula():
    """Return an article that begins as a formula does, with its quote."""
    text = "=Judul= Rina Halim berkata, pasar dibuka Senin."
    said = quote("pasar dibuka Senin", RINA, text=text, mention="Rina Halim", cue="berkata")
    return made_tables([(Article("judul", text, "=Judul=", "Kabar"), (said,))])


@pytest.mark.parametrize("language", ["en", "id"])
def test_csv_for_spreadsheets_whose_offsets_moved_is_refused(tmp_path, language):
    folder = made_run(tmp_path, formula(), ("csv",), excel=True, language=language)
    with pytest.raises(InputError, match="do not hold its words") as raised:
        write_report(folder, tmp_path / "r.html")
    assert "--excel" in raised.value.hint
    assert "Parquet" in raised.value.hint
    assert not (tmp_path / "r.html").exists()


def test_parquet_beside_csv_for_spreadsheets_is_read(tmp_path):
    write_report(made_run(tmp_path, formula(), ("csv", "parquet"), excel=True), tmp_path / "r.html")
    _, data, texts = opened(tmp_path / "r.html")
    assert cut(texts[0], data["quotes"]["quote_start"][0], data["quotes"]["quote_end"][0]) == (
        "pasar dibuka Senin"
    )


def test_csv_for_spreadsheets_without_such_cells_is_read(tmp_path):
    plain = made_tables(articles()[:1])
    write_report(made_run(tmp_path, plain, ("csv",), excel=True), tmp_path / "r.html")
    assert len(opened(tmp_path / "r.html")[1]["quotes"]["text"]) == 4


def test_the_same_run_gives_the_same_page(run, tmp_path):
    write_report(run, tmp_path / "a.html")
    write_report(run, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_nothing_of_an_article_is_markup(run, tmp_path):
    write_report(run, tmp_path / "r.html")
    page, data, _ = opened(tmp_path / "r.html")
    assert EVIL in data["articles"]["title"]
    plain = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "alert" not in plain
    assert not [name for _, at in page.elements for name in at if name.startswith("on")]
    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "link", "style", "body", "a", "header", "div", "span",
        "nav", "main", "p", "noscript", "footer", "dialog", "script",
    }  # fmt: skip


def test_only_the_script_and_style_of_the_page_may_work(run, tmp_path):
    write_report(run, tmp_path / "r.html")
    page, _, _ = opened(tmp_path / "r.html")
    (policy,) = [at["content"] for at, _ in page.all("meta") if "http-equiv" in at]
    (script,) = [text for at, text in page.all("script") if "type" not in at]
    ((_, style),) = page.all("style")
    for kind, source in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not any("src" in at for _, at in page.elements)
    assert [at["href"] for at, _ in page.all("link")] == ["data:,"]


def test_the_script_makes_no_markup_and_asks_for_nothing():
    script = "".join((SOURCES / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(",
                      "fetch(", "XMLHttp", "import(", "</"):  # fmt: skip
        assert forbidden not in script
    assert {f"{name}.js" for name in SCRIPTS} == {path.name for path in SOURCES.glob("*.js")}


def luminance(colour):
    """Return what WCAG 2 calls the relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(one * weight for one, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(scheme):
    """Text has the contrast of WCAG 2 AA, 4.5; lines and bars have 3."""
    style = (SOURCES / "page.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    text = [(ink, paper) for ink in ("ink", "faint", "accent") for paper in ("paper", "panel")]
    text += [("ink", f"{name}-in") for name in ("direct", "mixed", "indirect", "accent")]
    text += [("ink", "who"), ("ink", "cue"), ("accent", "accent-in"), ("ink", "panel")]
    # The numbers of the quotes.
    text += [("paper", name) for name in ("direct", "mixed", "indirect")]
    lines = [
        (name, paper)
        for name in ("direct", "mixed", "indirect", "edge", "who-line", "cue-line", "accent")
        for paper in ("paper", "panel")
    ]
    for pairs, least in ((text, 4.5), (lines, 3)):
        for one, other in pairs:
            low, high = sorted((luminance(colours[one]), luminance(colours[other])))
            assert (high + 0.05) / (low + 0.05) >= least, (one, other)


def test_every_label_has_both_languages_and_a_use():
    sources = "".join(
        (SOURCES / name).read_text(encoding="utf-8")
        for name in ("page.html", *(f"{name}.js" for name in SCRIPTS))
    )
    made = {f"class_{name}" for name in classes()} | {
        key for key in labels() if key.startswith(("resolution_", "about_"))
    } | {f"{copy}{end}" for copy in COPIES for end in ("", "_to")}  # fmt: skip
    for key, words in labels().items():
        assert set(words) == {"en", "id"}, key
        assert all(text.strip() for text in words.values()), key
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in words.values()]
        assert fields[0] == fields[1], key
        assert key in made or re.search(rf'["`]{key}["`]', sources), key
    asked = set(re.findall(r'say\("(\w+)"', sources)) | made
    assert asked <= set(labels())


def test_many_articles_are_packed_apart(tmp_path):
    run = made_run(tmp_path / "run", many(made_tables(), 200))
    write_report(run, tmp_path / "r.html", language="id")
    page, data, texts = opened(tmp_path / "r.html")
    assert len(data["packs"]) > 1
    assert len(texts) == 1200
    assert page.all("html")[0][0]["lang"] == "id"
    # Some 500 bytes an article with its quotes, of some 2,000 in the tables.
    assert (tmp_path / "r.html").stat().st_size < 1_000_000


def test_a_run_without_articles_or_quotes_has_a_page(tmp_path):
    run = made_run(tmp_path / "run", made_tables([]))
    write_report(run, tmp_path / "r.html")
    _, data, texts = opened(tmp_path / "r.html")
    assert (texts, data["quotes"]["text"]) == ([], [])


@pytest.mark.parametrize("table", ["quotes", "speakers", "people", "articles"])
def test_a_folder_that_lacks_a_table_is_no_run(run, tmp_path, table):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    (folder / f"{table}.parquet").unlink()
    with pytest.raises(InputError, match=table) as raised:
        write_report(folder, tmp_path / "r.html")
    assert "kutipan run" in raised.value.hint
    assert not (tmp_path / "r.html").exists()


def test_articles_without_texts_are_refused(run, tmp_path):
    import pandas as pd

    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    pd.read_parquet(folder / "articles.parquet").drop(columns="text").to_parquet(
        folder / "articles.parquet"
    )
    with pytest.raises(InputError, match="text") as raised:
        write_report(folder, tmp_path / "r.html")
    assert raised.value.hint


def test_tables_of_two_runs_are_refused(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    tables = made_tables()
    fewer = tables.articles.iloc[1:].reset_index(drop=True)
    write_tables(
        Tables(tables.quotes, tables.speakers, tables.people, fewer, tables.rejects),
        folder,
        ("parquet",),
    )
    with pytest.raises(InputError, match="does not hold"):
        write_report(folder, tmp_path / "r.html")


def test_a_page_that_cannot_be_written_leaves_nothing(run, tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "r.html", tmp_path):
        with pytest.raises(OutputError) as raised:
            write_report(run, place)
        assert raised.value.hint
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_the_folder_of_the_page_is_made(here, run, tmp_path):
    page = tmp_path / "new" / "dir" / "x.html"
    done = here("report", run, "--out", page)
    assert (done.returncode, done.stdout) == (0, f"{page}\n")
    assert opened(page)[1]["articles"]["id"]


def test_the_command_says_where_the_page_is(here, run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    done = here("report", folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{folder / 'report.html'}\n", "")
    page, _, _ = opened(folder / "report.html")
    assert page.all("html")[0][0]["lang"] == "en"
    done = here("report", folder, "--out", tmp_path / "hasil.html", "--lang", "id")
    assert done.returncode == 0
    page, data, _ = opened(tmp_path / "hasil.html")
    assert data["language"] == page.all("html")[0][0]["lang"] == "id"
    assert [text for _, text in page.all("title")] == ["Siapa mengatakan apa – run"]


def test_a_folder_that_is_no_run_fails_with_a_hint(here, tmp_path):
    done = here("report", tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "kutipan run --out" in done.stderr
