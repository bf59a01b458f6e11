"""The report in a browser: search, filters, the way there and back, keys, languages, an attack."""

import csv
import io
import os
import shutil
import time
from dataclasses import replace

import pytest
from made import quote
from report_runs import EVIL, RINA, articles, made_run, made_tables, many

from pipeline.outputs.report import write_report
from pipeline.outputs.report_data import COPIES
from pipeline.records import Article, Resolution

pytestmark = pytest.mark.slow

# Where CHROMIUM is set, that one, by its name or path.
NAMES = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else [
    "chromium", "chromium-browser", "google-chrome",
]  # fmt: skip
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
VIEWS = ("overview", "who", "who?by=class", "who?by=institution", "quotes", "articles", "about")


@pytest.fixture(scope="module")
def chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(
            f"no browser was found as {' or '.join(NAMES)}: install Chromium (Debian: apt install "
            "chromium), or set CHROMIUM to the path of one"
        )
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install -e '.[test]'"
    )
    with sync_api.sync_playwright() as driver:
        # The system's browser, and no sandbox: it refuses to be root with one.
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    path = folder / "report.html"
    write_report(made_run(folder / "percobaan"), path)
    return path


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A report whose lists have two pages."""
    folder = tmp_path_factory.mktemp("pages")
    path = folder / "report.html"
    write_report(made_run(folder / "banyak", many(made_tables(), 10)), path)
    return path


@pytest.fixture
def visit(chromium):
    """Open a page of a file; whatever it must not do fails the test."""
    contexts, wrong = [], []

    def open_at(path, at="", **options):
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda one: (wrong.append(f"dialog {one.message}"), one.dismiss()))
        page.on("console", lambda one: wrong.append(f"{one.type} {one.text}"))
        page.on("pageerror", lambda one: wrong.append(f"error {one}"))
        page.on("request", lambda one: wrong.append(one.url) if asks(one.url, path) else None)
        page.goto(path.as_uri() + at)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert wrong == []


def asks(address, path):
    return not address.startswith((path.as_uri(), "data:", "blob:"))


def rows(page):
    return [text.strip() for text in page.locator(".said").all_inner_texts()]


def count(page):
    return int(page.locator(".summary").inner_text().split()[0].replace(",", ""))


def until(page, true):
    """Wait until an expression is true; the page's policy forbids the driver's own way."""
    deadline = time.monotonic() + 20
    while not page.evaluate(true):
        assert time.monotonic() < deadline, true
        page.wait_for_timeout(25)


def focused(page):
    return page.evaluate("document.activeElement.id")


def tiles(page):
    return dict(
        zip(page.locator(".tiles dt").all_inner_texts(),
            page.locator(".tiles dd").all_inner_texts(), strict=True)
    )  # fmt: skip


def test_the_overview_counts_the_run(visit, report):
    page = visit(report)
    # One word is nobody's.
    words = made_tables().people["words"].sum() + 1
    assert tiles(page) == {
        "quotes": "13", "quoted words": str(words), "speakers": "6", "articles": "5",
        "articles without a quote": "1", "outlets": "4",
    }  # fmt: skip
    assert "Rina Halim" in page.locator(".by_person li").first.inner_text()
    page.locator(".by_person li a").first.click()
    page.wait_for_selector(".quote-table")
    assert count(page) == 6
    assert page.locator(".chip").inner_text().startswith("Speaker: Rina Halim")


def test_every_bar_leads_to_as_many_quotes_as_it_says(visit, report):
    page = visit(report)
    told = [
        (link.get_attribute("href"), link.locator(".bar-number").inner_text())
        for link in page.locator(".bars a").all()
    ]
    told += [
        (link.get_attribute("href"), link.get_attribute("title").rpartition(": ")[2])
        for link in page.locator(".by_time .columns a").all()
    ]
    assert len(told) > 15
    for href, number in told:
        page.evaluate("href => { location.hash = href }", href)
        page.wait_for_selector(".quote-table")
        assert count(page) == int(number), href
        page.evaluate("location.hash = 'about'")
        page.wait_for_selector(".prose")


@pytest.mark.parametrize("words", [8, 9])
def test_half_of_the_words_is_said_only_of_those_with_speakers(visit, tmp_path, words):
    """With 9 words of nobody and 8 of a speaker, the speakers have less than half."""
    text = f"{'kata ' * words}\nPasar itu sudah dibuka untuk semua pedagang kota, kata Rina."
    said = (
        quote(("kata " * words).strip(), None, text=text, resolution=Resolution.UNRESOLVED),
        quote("Pasar itu sudah dibuka untuk semua pedagang kota", RINA, text=text,
              mention="Rina", cue="kata", beside="kata Rina"),
    )  # fmt: skip
    article = Article("satu", text, "Satu", "Kabar")
    path = tmp_path / "r.html"
    write_report(made_run(tmp_path / "run", made_tables([(article, said)])), path)
    told = visit(path).locator(".lede").inner_text()
    assert ("Half of all quoted words" in told) == (words == 8), told


def test_a_column_of_confidence_says_what_it_opens(visit, report):
    page = visit(report)
    column = page.locator("#column-tenth-7")
    assert column.get_attribute("aria-label") == "0.70–0.80: 2 quotes. Opens all from 0.70 on."
    column.click()
    page.wait_for_selector(".quote-table")
    assert (count(page), page.locator("#from-shown").inner_text()) == (9, "0.70")
    day = visit(report).locator(".by_time .columns a").first
    assert day.get_attribute("aria-label").endswith("Opens them.")


@pytest.mark.parametrize(
    ("at", "as_if"),
    [
        ("who?by=constructor", "who"),
        ("quotes?sort=constructor", "quotes"),
        ("quotes?sort=-toString", "quotes"),
        ("quotes?from=x", "quotes"),
        *((f"{view}?page={page}", view) for view in ("quotes", "articles")
          for page in ("x", "0", "-3", "1.5", "NaN")),
        *((f"{view}?page={page}", last) for view, last in (("quotes", "quotes?page=3"),
                                                           ("articles", "articles?page=2"))
          for page in ("9999", "1e999")),
    ],
)  # fmt: skip
def test_what_the_address_cannot_mean_shows_the_nearest(visit, pages, at, as_if):
    shown = "[...document.querySelectorAll('h1, .summary, [data-row], .pager span, #from-shown')]"
    told = [
        visit(pages, f"#{asked}").evaluate(f"{shown}.map((one) => one.textContent)")
        for asked in (at, as_if)
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 5


@pytest.mark.parametrize("name", ["person", "institution", "when", "article"])
def test_a_filter_nothing_has_finds_nothing_and_can_be_removed(visit, report, name):
    page = visit(report, f"#quotes?{name}=constructor")
    assert page.locator(".nothing").count() == 1
    assert "native code" not in page.locator(".chip").inner_text()
    page.locator(".chip").click()
    assert count(page) == 13


def test_shares_add_up_and_copies_can_be_left_out(visit, report):
    page = visit(report, "#who")

    def counted():
        return [
            int(cell.replace(",", ""))
            for cell in page.locator(
                ".share-table td.measure:nth-of-type(1) small"
            ).all_inner_texts()
        ]

    for by in ("person", "class", "institution", "outlet"):
        page.locator(f"input[value={by}]").check(force=True)
        assert sum(counted()) == 13
    page.locator("#copies").uncheck()
    assert sum(counted()) == 9
    assert focused(page) == "copies"
    assert "copies=no" in page.url
    page.locator("#nav-overview").click()
    page.wait_for_selector(".tiles")
    assert (tiles(page)["quotes"], tiles(page)["articles"]) == ("9", "4")
    page.go_back()
    page.wait_for_selector(".share-table")
    page.locator("#copies").check()
    assert "copies" not in page.url


def test_search_finds_words_speakers_and_roles(visit, report):
    page = visit(report, "#quotes")
    assert count(page) == 13
    page.locator("#q").fill("GUDANG pendingin")
    until(page, "document.querySelectorAll('.said').length === 2")
    assert set(page.locator(".said mark").all_inner_texts()) == {"gudang", "pendingin"}
    page.locator("#q").fill('"pendingin gudang"')
    page.wait_for_selector(".nothing")
    page.locator("#q").fill("koperasi anton")
    page.wait_for_selector(".quote-table")
    assert count(page) == 2
    assert "q=koperasi+anton" in page.url
    page.reload()
    page.wait_for_selector(".quote-table")
    assert (count(page), page.locator("#q").input_value()) == (2, "koperasi anton")
    page.locator("#clear").click()
    until(page, "document.querySelector('.summary').textContent.startsWith('13 ')")


def test_filters_narrow_the_table_together(visit, report):
    page = visit(report, "#quotes")
    page.locator("#select-type").select_option("indirect")
    assert count(page) == 6
    page.locator("#select-outlet").select_option(label="Harian Pesisir")
    assert count(page) == 2
    page.locator("#from").fill("80")
    assert count(page) == 1
    assert page.locator("#from-shown").inner_text() == "0.80"
    assert page.locator("tbody .column-speaker").inner_text().startswith("Anton Wijaya")
    page.locator("#clear").click()
    page.locator("#speaker").fill("rina")
    until(page, "document.querySelectorAll('.said').length === 6")
    page.locator("#role").fill("ketua")
    page.wait_for_selector(".nothing")


def test_a_heading_sorts_and_says_so(visit, report):
    page = visit(report, "#quotes")
    page.locator("#sort-confidence").click()
    confidences = page.locator("td.column-confidence").all_inner_texts()
    assert confidences == sorted(confidences, reverse=True)
    assert page.locator("th.column-confidence").get_attribute("aria-sort") == "descending"
    assert focused(page) == "sort-confidence"
    page.locator("#sort-confidence").click()
    assert page.locator("td.column-confidence").all_inner_texts() == confidences[::-1]
    page.locator("#sort-date").click()
    days = page.locator("td.column-date").all_inner_texts()
    assert days[0] == "31 May 2025"
    assert days[-3:] == ["–"] * 3


def test_a_row_leads_to_its_place_and_back(visit, report):
    page = visit(report, "#quotes?q=kios")
    page.locator(".said").nth(1).click()
    page.wait_for_selector(".text .pointed")
    assert page.locator(".text .q.pointed").inner_text().startswith("Sewa kios gratis")
    assert page.locator(".text .who-mark.pointed").inner_text() == "Rina"
    assert page.locator(".text .cue-mark.pointed").inner_text() == "kata"
    assert "Rina Halim" in page.locator(".known .pointed").inner_text()
    assert focused(page) == "text-2"
    here = page.locator("#text-2").bounding_box()
    assert 0 < here["y"] < DESKTOP["height"]

    # From the mark to what is known of it, and to another quote: no step of the history.
    page.locator("#text-2").click()
    assert focused(page) == "card-2"
    page.locator("#card-4").click()
    assert focused(page) == "text-4"
    assert "quote=4" in page.url

    page.go_back()
    page.wait_for_selector(".quote-table")
    assert page.locator("#q").input_value() == "kios"
    assert focused(page) == page.locator(".said").nth(1).get_attribute("id")
    page.go_forward()
    page.wait_for_selector(".text .pointed")
    page.locator("#back").click()
    page.wait_for_selector(".quote-table")
    assert focused(page) == page.locator(".said").nth(1).get_attribute("id")


def test_a_click_beside_the_words_opens_the_row_as_well(visit, report):
    page = visit(report, "#quotes")
    page.locator("tbody tr").nth(2).locator(".column-type").click()
    page.wait_for_selector(".text .pointed")


def test_text_stands_as_it_was_published(visit, report):
    page = visit(report, "#article?id=warung&quote=1")
    page.wait_for_selector(".text .pointed")
    shown = page.evaluate(
        """[...document.querySelectorAll(".text p")].map((line) =>
             [...line.childNodes].filter((one) => !one.matches || !one.matches(".numeral"))
               .map((one) => one.textContent).join("")).join("\\n")"""
    )
    assert shown == {one.article_id: one.text for one, _ in articles()}["warung"]
    assert page.locator(".q.pointed").inner_text().startswith("Kopinya")
    assert page.locator(".q.pointed").inner_text().endswith("\N{FACE SAVOURING DELICIOUS FOOD},")


def test_copies_are_marked_and_lead_to_what_they_repeat(visit, report):
    page = visit(report, "#articles")
    assert sorted(page.locator(".badge").all_inner_texts()) == ["same text", "syndicated"]
    page.locator("#only").check()
    assert page.locator(".article-list li").count() == 2
    page.get_by_role("link", name="Pasar ikan dibuka").click()
    page.wait_for_selector(".note a")
    page.locator("p.note a").click()
    until(page, "document.querySelector('h1').textContent.startsWith('Wali kota')")
    assert "1" in page.locator("details.note summary").inner_text()
    assert COPIES[1] in page.locator("details.note").text_content()


def test_the_whole_way_by_keyboard(visit, report):
    page = visit(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    page.keyboard.press("/")
    until(page, "document.activeElement.id === 'q'")
    page.keyboard.type("kios")
    until(page, "document.querySelectorAll('.said').length === 4")
    page.locator("#q").blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    row = page.locator(".said").nth(1).get_attribute("id")
    assert focused(page) == row
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector(".text .pointed")
    assert focused(page) == "text-2"
    page.keyboard.press("j")
    assert focused(page) == "text-3"
    assert "Anton Wijaya" in page.locator(".known .pointed").inner_text()
    page.keyboard.press("]")
    until(page, "document.querySelector('h1').textContent.startsWith('Wali kota')")
    page.keyboard.press("b")
    until(page, "document.querySelector('h1').textContent.startsWith('Pasar')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".quote-table")
    until(page, f"document.activeElement.id === '{row}'")
    page.keyboard.press("2")
    page.wait_for_selector(".share-table")
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd").count() > 8
    page.locator("dialog input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.wait_for_timeout(200)
    assert "#who" in page.url


def test_languages_change_every_word_and_stay(visit, report):
    page = visit(report, "#quotes?q=kios")
    page.locator("#lang-id").click()
    page.wait_for_selector("html[lang=id]")
    assert page.locator("h1").inner_text() == "Kutipan"
    assert "4 dari 13 kutipan" in page.locator(".summary").inner_text()
    assert page.title().startswith("Siapa mengatakan apa")
    assert focused(page) == "lang-id"
    page.locator("#nav-who").click()
    page.wait_for_selector(".share-table")
    assert page.locator("h1").inner_text() == "Siapa berbicara"
    assert page.locator(".share").first.inner_text() == "46,2%"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("h1").inner_text() == "Siapa berbicara"
    english = set(visit(report).locator("main h2").all_inner_texts())
    indonesian = set(visit(report, "#overview?lang=id").locator("main h2").all_inner_texts())
    assert not english & indonesian


def test_the_rows_shown_are_saved_as_a_table(visit, report):
    page = visit(report, "#quotes?q=kios")
    with page.expect_download() as waiting:
        page.locator("#download").click()
    content = waiting.value.path().read_text(encoding="utf-8-sig")
    saved = list(csv.DictReader(io.StringIO(content)))
    assert len(saved) == 4
    assert saved[1]["quote"] == "Sewa kios gratis selama tiga bulan pertama,"
    assert saved[1]["speaker"] == "Rina Halim"


def test_an_attack_stays_text(visit, report):
    page = visit(report)
    for view in VIEWS:
        page.evaluate("view => { location.hash = view }", view)
        page.wait_for_timeout(100)
        assert page.locator("main script, main img, main style, main b").count() == 0
    page.evaluate("location.hash = 'quotes?q=alert'")
    until(page, "document.querySelectorAll('.said').length === 3")
    page.locator(".said").first.click()
    page.wait_for_selector(".text .pointed")
    assert page.locator("h1").inner_text().split() == EVIL.split()
    assert page.locator(".q.direct.pointed").inner_text().split() == EVIL.split()
    assert page.locator(".text script, .text img, .text b").count() == 0
    # Its address is `javascript:…`, which is no place to go to.
    assert page.locator("a[target=_blank]").count() == 0
    assert page.evaluate("[...document.scripts].filter((one) => !one.type).length") == 1
    for asked in (
        "article?id=%3Cscript%3Ealert(1)%3C/script%3E",
        "quotes?q=%22%3E%3Cimg",
        "quotes?person=99",
        "nowhere?x=%E0%A4%A",
    ):
        page.evaluate("asked => { location.hash = asked }", asked)
        page.wait_for_timeout(100)
        assert page.locator("main h1").count() == 1


def test_an_article_of_a_megabyte_opens(visit, tmp_path):
    (article, quotes), *_ = articles()
    long = replace(article, text=article.text + "Kereta <b>tiba</b> terlambat. \n" * 35_000)
    assert len(long.text) > 1_000_000
    path = tmp_path / "r.html"
    write_report(made_run(tmp_path / "run", made_tables([(long, quotes)])), path)
    page = visit(path, "#article?id=pasar&quote=2")
    page.wait_for_selector(".text .pointed")
    assert page.locator(".text p").count() > 35_000
    assert page.locator(".text b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(visit, report, scheme):
    page = visit(report, viewport=PHONE, color_scheme=scheme)
    for view in (*VIEWS, "quotes?sort=-date&from=10", "article?id=pasar&quote=1"):
        for language in ("en", "id"):
            page.evaluate("hash => { location.hash = hash }",
                          f"{view}{'&' if '?' in view else '?'}lang={language}")  # fmt: skip
            page.wait_for_timeout(100)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], view
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) < 150) == (scheme == "dark")


def test_five_thousand_articles_open(visit, tmp_path):
    path = tmp_path / "r.html"
    write_report(made_run(tmp_path / "run", many(made_tables(), 834)), path)
    begin = time.monotonic()
    page = visit(path)
    assert tiles(page)["articles"] == "5,004"
    page.locator("#nav-quotes").click()
    page.wait_for_selector(".quote-table")
    assert count(page) == 13 * 834
    assert page.locator(".quote-table tbody tr").count() == 50
    page.locator("#next").click()
    assert page.locator(".pager span").inner_text() == "51–100 of 10,842"
    page.locator("#q").fill("pendingin")
    until(page, "document.querySelector('.summary').textContent.startsWith('1,668')")
    page.locator(".said").last.click()
    page.wait_for_selector(".text .pointed")
    assert time.monotonic() - begin < 60


def test_a_run_without_quotes_has_every_view(visit, tmp_path):
    path = tmp_path / "r.html"
    write_report(made_run(tmp_path / "run", made_tables([])), path)
    page = visit(path)
    for view in VIEWS:
        page.evaluate("view => { location.hash = view }", view)
        page.wait_for_timeout(100)
        assert page.locator("h1").count() == 1
