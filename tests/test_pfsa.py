"""The foreign yardstick: labelled tokens back into text, and quotes judged by its labels."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.labelled import (
    MARKS,
    STATEMENT,
    LabelledArticle,
    Token,
    read_labelled,
    running_text,
    split_articles,
)
from benchmarks.pfsa import Naming, extract_and_judge, judge, lines, same_person, statements
from pipeline.evaluation.scores import Share
from pipeline.records import Quote, QuoteType, Resolution, Speaker, SpeakerKind

if TYPE_CHECKING:
    from pipeline.extractor import QuoteExtractor

ARTICLE = """
RANDUAGUNG/O ,/O KOMPAS/O —/O Jembatan/B-ISSUE putus/L-ISSUE ./O
Kepala/B-ROLE Dinas/L-ROLE Randuagung/U-AFFILIATION Budi/B-PERSON Santoso/L-PERSON
mengatakan/O ,/O jembatan/O putus/O ./O ”/B-STATEMENT
|Kami/I-STATEMENT perbaiki/I-STATEMENT ./I-STATEMENT
|Dana/I-STATEMENT ada/I-STATEMENT ,/I-STATEMENT ”/L-STATEMENT kata/U-CUE Budi/U-PERSONCOREF ./O
|Menurut/O Budi/O ,/O warga/O sabar/O ./O ”/B-STATEMENT
|Terima/I-STATEMENT kasih/I-STATEMENT ,/I-STATEMENT ”/L-STATEMENT katanya/U-CUECOREF ./O
|Rina/O mengatakan/O ,/O ia/O takut/O ./O ”/B-STATEMENT
|Saya/I-STATEMENT takut/I-STATEMENT ,/I-STATEMENT ”/L-STATEMENT ujarnya/U-CUECOREF ./O ”/B-STATEMENT
|Kami/I-STATEMENT tahu/I-STATEMENT ,/I-STATEMENT ”/L-STATEMENT ujar/U-CUE dia/U-PERSONCOREF ./O
"""
TEXT = (
    "RANDUAGUNG, KOMPAS — Jembatan putus. Kepala Dinas Randuagung Budi Santoso mengatakan, "
    "jembatan putus. ”Kami perbaiki. Dana ada,” kata Budi. Menurut Budi, warga sabar. "
    "”Terima kasih,” katanya. Rina mengatakan, ia takut. ”Saya takut,” ujarnya. ”Kami tahu,” "
    "ujar dia."
)


def sentence(text: str) -> tuple[Token, ...]:
    """Return tokens written ``word/LABEL`` or, outside labels, ``word/O``."""
    tokens = []
    for item in text.split():
        word, _, tag = item.rpartition("/")
        place, _, label = tag.partition("-")
        tokens.append(Token(word, place, label))
    return tuple(tokens)


def plain(text: str) -> str:
    """Return the running text of unlabelled tokens."""
    return running_text("a", [tuple(Token(w, "O", "") for w in text.split())]).text


@pytest.fixture
def article() -> LabelledArticle:
    parts = ARTICLE.strip().replace("./O\nKepala", "./O |Kepala").replace("\n", " ").split("|")
    return running_text("a", [sentence(part) for part in parts])


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Rabu ( 23 / 9 / 2020 ) , Covid - 19 .", "Rabu (23/9/2020), Covid-19."),
        ("” Siap , ” kata Budi . ” Ya ! ”", "”Siap,” kata Budi. ”Ya!”"),
        ("“ Siap , ” kata Budi", "“Siap,” kata Budi"),
        ("RANDUAGUNG , KOMPAS — Hujan", "RANDUAGUNG, KOMPAS — Hujan"),
        ("mengakhiri ’ perang ’ itu", "mengakhiri ’perang’ itu"),
        ("Ma’ruf dan Sa’adi", "Ma’ruf dan Sa’adi"),
        ("Hukum & amp ; Tata Negara ; Pidana", "Hukum & Tata Negara; Pidana"),
        ("Ia menunggu ....", "Ia menunggu...."),
        ("", ""),
    ],
)
def test_tokens_become_running_text(tokens: str, text: str) -> None:
    assert plain(tokens) == text


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        pytest.param(
            "” Siap . Lalu pulang . ” Kami pergi , ” kata Budi",
            "”Siap. Lalu pulang. ”Kami pergi,” kata Budi",
            id="closing-lost",
        ),
        pytest.param(
            "Siap , ” kata Budi . ” Kami pergi , ” katanya",
            "Siap,” kata Budi. ”Kami pergi,” katanya",
            id="opening-lost",
        ),
        pytest.param(
            "” Siap . Ia berkata , ” Kami pergi . ”",
            "”Siap. Ia berkata, ”Kami pergi.”",
            id="opens-behind-a-comma",
        ),
    ],
)
def test_a_lost_mark_is_made_good_by_the_sure_ones(tokens: str, text: str) -> None:
    assert plain(tokens) == text


def test_labels_lie_on_the_text(article: LabelledArticle) -> None:
    assert article.text == TEXT
    found = [(c.label, c.span.of(article.text)) for c in article.chunks]
    assert ("PERSON", "Budi Santoso") in found
    assert ("ROLE", "Kepala Dinas") in found
    # a statement goes on over the ends of sentences
    assert [words for label, words in found if label == STATEMENT] == [
        "”Kami perbaiki. Dana ada,”",
        "”Terima kasih,”",
        "”Saya takut,”",
        "”Kami tahu,”",
    ]


def test_parts_of_a_statement_cut_at_a_sentence_are_one() -> None:
    found = running_text(
        "a",
        [
            sentence("”/B-STATEMENT Kami/I-STATEMENT siap/I-STATEMENT ./L-STATEMENT"),
            sentence("Ayo/B-STATEMENT ,/I-STATEMENT ”/L-STATEMENT kata/U-CUE Budi/U-PERSON"),
        ],
    )
    (chunk,) = [c for c in found.chunks if c.label == STATEMENT]
    assert chunk.span.of(found.text) == "”Kami siap. Ayo,”"
    assert chunk.sentence == 1


def test_two_statements_side_by_side_stay_two() -> None:
    one = sentence("”/B-STATEMENT Siap/I-STATEMENT ./I-STATEMENT ”/L-STATEMENT")
    found = running_text("a", [one, one])
    assert len(found.chunks) == 2


def test_a_label_that_never_ends_ends_before_the_next() -> None:
    found = running_text(
        "a", [sentence("Budi/B-PERSON Wali/B-ROLE Kota/I-ROLE pergi/O Ia/I-PERSON")]
    )
    told = [(c.label, c.span.of(found.text)) for c in found.chunks]
    assert told == [("PERSON", "Budi"), ("ROLE", "Wali Kota"), ("PERSON", "Ia")]


DATELINE = sentence("RANDUAGUNG/O ,/O KOMPAS/O —/O Hujan/U-ISSUE ./O")
ABOUT = sentence("Harga/B-ISSUE naik/L-ISSUE ./O")
OTHER = sentence("Budi/U-PERSON pergi/O ./O")
AGAIN = sentence("kata/U-CUE Budi/U-PERSONCOREF ./O")


@pytest.mark.parametrize(
    ("sentences", "sizes"),
    [
        pytest.param([DATELINE, OTHER, DATELINE], [2, 1], id="datelines"),
        pytest.param([OTHER, ABOUT, OTHER], [3], id="issue-after-a-lead"),
        pytest.param([ABOUT, OTHER, ABOUT, OTHER, AGAIN], [2, 3], id="second-issue"),
        pytest.param([ABOUT, OTHER, ABOUT, AGAIN], [4], id="names-whom-the-first-named"),
        pytest.param([sentence("a/O —/O"), ABOUT], [2], id="a-dash-is-no-dateline"),
    ],
)
def test_articles_are_parted(sentences: list[tuple[Token, ...]], sizes: list[int]) -> None:
    assert [len(found) for found in split_articles(sentences)] == sizes


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text("”\tB-STATEMENT\n\nYa\tI-STATEMENT\n”\tL-STATEMENT\n\n", encoding="utf-8")
    (found,) = read_labelled(path)
    assert (found.article_id, found.text) == ("some-1", "”Ya”")


@pytest.mark.parametrize("line", ["kata", "kata\tX-CUE", "kata\tU", "kata\tO-CUE"])
def test_a_line_that_is_no_token_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "some.txt"
    path.write_text(f"Ya\tO\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_labelled(path)


def test_who_the_labels_say_speaks(article: LabelledArticle) -> None:
    found = [(s.span.of(TEXT), s.naming, s.speaker, s.doubtful) for s in statements(article)]
    assert found == [
        ("Kami perbaiki. Dana ada", Naming.NAMED, "Budi Santoso", False),
        ("Terima kasih", Naming.CLITIC, "Budi Santoso", False),
        # Rina speaks in between and has no label
        ("Saya takut", Naming.CLITIC, "Budi Santoso", True),
        ("Kami tahu", Naming.OTHER, "", False),
    ]


@pytest.mark.parametrize(
    ("beside", "naming", "speaker"),
    [
        ("kata/U-CUE Budi/B-PERSON Santoso/L-PERSON", Naming.NAMED, "Budi Santoso"),
        ("kata/U-CUE Ketua/U-ROLE Budi/U-PERSON", Naming.NAMED, "Budi"),
        ("kata/U-CUE Rina/U-PERSONCOREF", Naming.NAMED, "Rina"),
        ("kata/U-CUE Presiden/B-PERSONCOREF Rina/L-PERSONCOREF", Naming.NAMED, "Rina"),
        ("kata/U-CUE Presiden/U-PERSONCOREF", Naming.OTHER, ""),
        ("kata/U-CUE mantan/B-PERSONCOREF Wali/I-PERSONCOREF Kota/L-PERSONCOREF", Naming.OTHER, ""),
        ("kata/U-CUE warga/O", Naming.OTHER, ""),
        ("katanya/U-CUECOREF", Naming.CLITIC, ""),
        ("lalu/O pergi/O", Naming.OTHER, ""),
    ],
)
def test_words_beside_a_statement(beside: str, naming: Naming, speaker: str) -> None:
    said = "”/B-STATEMENT Ya/I-STATEMENT ,/I-STATEMENT ”/L-STATEMENT"
    (found,) = statements(running_text("a", [sentence(f"{said} {beside} ./O")]))
    assert (found.naming, found.speaker) == (naming, speaker)


@pytest.mark.parametrize(
    ("labelled", "predicted", "same"),
    [
        ("Budi Santoso", "Budi Santoso", True),
        ("Budi", "Budi Santoso", True),
        ("Brigadir Jenderal Budi Santoso", "budi santoso", True),
        ("Jokowi", "Joko Widodo", True),
        ("Budi Santoso", "Budi Hartono", False),
        ("Budi Santoso", "", False),
        ("", "Budi Santoso", False),
    ],
)
def test_when_two_names_are_one_person(labelled: str, predicted: str, same: bool) -> None:
    assert same_person(labelled, predicted) is same


def made(words: str, speaker: str, kind: QuoteType = QuoteType.DIRECT) -> Quote:
    from pipeline.records import Span

    start = TEXT.index(words)
    return Quote(
        kind,
        words,
        Span(start, start + len(words)),
        Speaker(speaker, SpeakerKind.PERSON),
        None,
        None,
        None,
        None,
        Resolution.EXPLICIT,
        "cue_after",
        0.9,
    )


def test_quotes_are_judged_and_told(article: LabelledArticle) -> None:
    judged = judge(
        article,
        [
            made("Kami perbaiki. Dana ada,", "Budi Santoso"),
            made("Terima kasih", "Rina"),
            made("Saya takut", "Rina", QuoteType.INDIRECT),
            made("jembatan putus", "Budi Santoso", QuoteType.INDIRECT),
        ],
    )
    assert [one.found for one in judged] == [True, True, False, False]
    assert [one.exact for one in judged] == [True, True, False, False]
    assert [one.right for one in judged[:2]] == [True, False]
    told = lines(judged, worst=9)
    assert told[1].split() == ["direct", "quote", "found", "0.500", "(2", "of", "4)"]
    assert "found as indirect" in told[-3]
    assert "found as nothing" in told[-2]
    assert "speaker, -nya" in told[-1]
    assert "Rina" in told[-1]


@pytest.fixture(scope="module")
def labelled(shared: Path) -> list[LabelledArticle]:
    return read_labelled(shared / "pfsa" / "pfsa-id-dev.txt")


def test_the_files_articles_and_statements_are_whole(labelled: list[LabelledArticle]) -> None:
    assert len(labelled) == 204
    said = [(a, c) for a in labelled for c in a.chunks if c.label == STATEMENT]
    assert len(said) == 825
    for article, chunk in said:
        words = chunk.span.of(article.text)
        assert words[0] in MARKS
        assert words[-1] in MARKS
        assert not words[1].isspace()
        assert not words[-2].isspace()


def test_the_first_articles_reach_the_floor(
    labelled: list[LabelledArticle], extractor: "QuoteExtractor"
) -> None:
    judged = extract_and_judge(extractor, labelled[:20])
    named = [one for one in judged if one.statement.naming is Naming.NAMED]
    clitic = [
        one
        for one in judged
        if one.statement.naming is Naming.CLITIC
        and one.statement.speaker
        and not one.statement.doubtful
    ]
    assert len(judged) > 70
    assert (Share.count(one.found for one in judged).value or 0) >= 0.98
    assert (Share.count(one.right for one in named).value or 0) >= 0.96
    assert (Share.count(one.right for one in clitic).value or 0) >= 0.85
