"""Label Studio and back: tasks, what people make of them, and the gold that comes out."""

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from command import ROOT, Here
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from made import TEXT, extraction
from runs import HOSTILE, article, hostile, quote, run_of

from pipeline.errors import InputError, UsageError
from pipeline.evaluation.evaluate import evaluate
from pipeline.evaluation.gold import read_gold
from pipeline.exports.corrections import Corrections, Refusal, read_corrections
from pipeline.exports.formats import bring_back, hand_over
from pipeline.exports.label_studio import labelling_interface
from pipeline.outputs.tables import read_table

Task = dict[str, Any]
Read = Callable[..., Corrections]


def tasks_of(run: Path, folder: Path, **options: Any) -> list[Task]:
    hand_over(run, "label-studio", folder / "tasks.json", **options)
    return json.loads((folder / "tasks.json").read_text(encoding="utf-8"))


def accepted(task: Task, **about: Any) -> Task:
    """Return the task as Label Studio exports it when somebody agreed with all of it."""
    result = deepcopy(task["predictions"][0]["result"])
    return task | {"annotations": [{"id": 7, "completed_by": 1, "result": result} | about]}


@pytest.fixture(scope="module")
def made_task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """The task of an article with three quotes, two of them of one speaker, accepted as it is."""
    folder = tmp_path_factory.mktemp("made")
    (task,) = tasks_of(run_of(folder / "run", extraction()), folder)
    return accepted(task)


@pytest.fixture
def task(made_task: Task) -> Task:
    """The same, to be changed."""
    return deepcopy(made_task)


@pytest.fixture(scope="module")
def hostile_task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """The task of an article that is hard on every format, accepted as it is."""
    folder = tmp_path_factory.mktemp("hostile")
    (task,) = tasks_of(run_of(folder / "run", hostile()), folder)
    return accepted(task)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read tasks as if they came from a file."""

    def read_back(*tasks: object, annotator: str | None = None) -> Corrections:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks), encoding="utf-8")
        return read_corrections(path, annotator)

    return read_back


def results(task: Task) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = task["annotations"][0]["result"]
    return found


def region(task: Task, label: str, number: int = 0) -> dict[str, Any]:
    drawn = [one for one in results(task) if one["type"] == "labels"]
    return [one for one in drawn if one["value"]["labels"] == [label]][number]


def reasons(corrections: Corrections) -> list[str]:
    return [one.reason for one in corrections.refused]


def draw(words: str, label: str, name: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": name, "from_name": "part", "to_name": "text", "type": "labels", "value": value}


def tie(one: str, other: str, direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": direction}


# --- out ---


def test_a_task_holds_the_article_and_what_was_found(task: Task) -> None:
    assert task["data"] == {
        "article_id": "terminal",
        "text": TEXT,
        "title": "Terminal baru",
        "outlet": "Kabar",
        "url": "",
        "published_at": "",
    }
    (prediction,) = task["predictions"]
    assert prediction["model_version"].startswith("kutipan ")
    assert prediction["score"] == pytest.approx((0.9 + 0.877 + 0.5) / 3, abs=1e-3)
    drawn = [r["value"] for r in results(task) if r["type"] == "labels"]
    assert [(value["labels"], value["text"]) for value in drawn] == [
        (["direct"], "Terminal ini untuk warga"),
        (["mention"], "Budi"),
        (["cue"], "kata"),
        (["direct"], "Kami jaga bersama"),
        (["mention"], "nya"),
        (["cue"], "katanya"),
        (["indirect"], "antrean masih panjang"),
        (["mention"], "warga"),
        (["cue"], "Menurut"),
    ]
    assert all(TEXT[value["start"] : value["end"]] == value["text"] for value in drawn)
    ids = {r["id"] for r in results(task) if r["type"] == "labels"}
    relations = [r for r in results(task) if r["type"] == "relation"]
    assert len(ids) == 9
    assert len(relations) == 6
    assert all({one["from_id"], one["to_id"]} <= ids for one in relations)


def test_a_span_that_quotes_share_is_one_region(tmp_path: Path) -> None:
    text = "“Satu,” kata Andi. “Dua.”"
    both = [quote(text, words, mention="Andi", cue="kata") for words in ("Satu,", "Dua.")]
    run = run_of(tmp_path / "run", article(text, both))
    (task,) = tasks_of(run, tmp_path)
    drawn = [r for r in task["predictions"][0]["result"] if r["type"] == "labels"]
    assert [r["value"]["text"] for r in drawn] == ["Satu,", "Andi", "kata", "Dua."]
    done = accepted(task)
    (tmp_path / "back.json").write_text(json.dumps([done]), encoding="utf-8")
    (gold,) = read_corrections(tmp_path / "back.json").articles
    assert [one["mention"] for one in gold["quotes"]] == ["Andi", "Andi"]


def test_the_interface_lies_beside_the_tasks(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", extraction())
    done = hand_over(run, "label-studio", tmp_path / "new" / "tasks.json")
    assert done.files == (tmp_path / "new" / "tasks.json", tmp_path / "new" / "tasks.xml")
    assert done.files[1].read_text(encoding="utf-8") == labelling_interface()
    with pytest.raises(UsageError, match="labelling interface"):
        hand_over(run, "label-studio", tmp_path / "tasks.xml")


def test_the_interface_has_a_place_for_all_that_tasks_hold(task: Task) -> None:
    interface = etree.fromstring(labelling_interface().encode())
    names = {e.get("name"): e.tag.lower() for e in interface.iter("{*}*") if e.get("name")}
    for one in results(task):
        # A relation needs no place of its own.
        if one["type"] != "relation":
            assert names[one["from_name"]] == one["type"]
            for value in (*one["value"].get("labels", ()), *one["value"].get("choices", ())):
                place = f".//*[@name='{one['from_name']}']/*[@value='{value}']"
                assert interface.find(place) is not None


# --- and back ---


def test_what_is_accepted_unchanged_is_the_run_again(
    sample: tuple[Path, Any], tmp_path: Path
) -> None:
    run, _ = sample
    done = [accepted(task) for task in tasks_of(run, tmp_path)]
    (tmp_path / "back.json").write_text(json.dumps(done), encoding="utf-8")
    bring_back(tmp_path / "back.json", tmp_path / "gold.jsonl")
    assert (tmp_path / "gold.rejects.jsonl").read_text() == ""
    lines = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    found = read_table(run / "quotes.parquet").astype(object)
    rows = found.where(found.notna(), None).to_dict("records")
    came = [(line["id"], quote) for line in map(json.loads, lines) for quote in line["quotes"]]
    assert len(came) == len(rows) > 100
    for (key, gold), row in zip(came, rows, strict=True):
        assert key == row["article_id"]
        assert (gold["start"], gold["end"]) == (row["quote_start"], row["quote_end"])
        assert (gold["type"], gold["quote"]) == (row["quote_type"], row["quote"])
        for field in ("speaker", "speaker_kind", "role", "honorific", "cue"):
            assert gold[field] == row[field]
        assert (gold["mention"] or "").lstrip("-") == (row["mention"] or "")
        assert gold.get("cue_start") == row["cue_start"]
    evaluation = evaluate(tmp_path / "gold.jsonl", run)
    assert evaluation.end_to_end.f == 1.0
    assert {score.exact.f for score in evaluation.types.values()} == {1.0}


def test_hostile_text_comes_back_as_it_was(hostile_task: Task, read: Read) -> None:
    came = read(hostile_task)
    assert came.refused == []
    (gold,) = came.articles
    assert gold["text"] == HOSTILE
    assert [HOSTILE[q["start"] : q["end"]] for q in gold["quotes"]] == [
        "Kami \N{PARTY POPPER} <b>siap</b> & “rela”,",
        "Kami\u00a0percaya\u2028itu",
    ]


def test_offsets_of_a_browser_that_counts_utf_16(hostile_task: Task, read: Read) -> None:
    task = deepcopy(hostile_task)
    for one in results(task):
        if one["type"] == "labels":
            for end in ("start", "end"):
                before = HOSTILE[: one["value"][end]]
                one["value"][end] = len(before.encode("utf-16-le")) // 2
    came = read(task)
    assert came.refused == []
    assert [q["mention"] for q in came.articles[0]["quotes"]] == [
        "Menteri \N{BLACK FLAG} Andi O'Brien",
        "-nya",
    ]
    assert "moved      6 spans, found again by their words" in came.lines()


@given(data=st.data())
def test_a_region_that_moved_comes_back_with_its_words_or_a_reason(
    data: st.DataObject, hostile_task: Task, tmp_path: Path
) -> None:
    task, folder = deepcopy(hostile_task), tmp_path
    for one in results(task):
        if one["type"] == "labels":
            shift = data.draw(st.integers(-30, 30))
            one["value"]["start"] += shift
            one["value"]["end"] += shift
    (folder / "back.json").write_text(json.dumps([task]), encoding="utf-8")
    came = read_corrections(folder / "back.json")
    (gold,) = came.articles
    for one in gold["quotes"]:
        assert HOSTILE[one["start"] : one["end"]] == one["quote"]
    lost = [one for one in came.refused if one.reason is Refusal.AMBIGUOUS]
    assert len(gold["quotes"]) == 2 or lost


def test_corrected_words_type_and_kind_come_back(task: Task, read: Read) -> None:
    name = region(task, "direct")["id"]
    region(task, "direct")["value"]["labels"] = ["mixed"]
    for one in results(task):
        if one.get("id") == name and one["from_name"] == "speaker":
            one["value"]["text"] = ["Budi Santoso", "  Budi Santosa\n"]
        if one.get("id") == name and one["from_name"] == "role":
            one["value"]["text"] = []
        if one.get("id") == name and one["from_name"] == "speaker_kind":
            one["value"]["choices"] = ["org"]
    first = read(task).articles[0]["quotes"][0]
    assert (first["type"], first["speaker"], first["role"]) == ("mixed", "Budi Santosa", None)
    assert first["speaker_kind"] == "org"


def test_a_quote_that_nobody_speaks(task: Task, read: Read) -> None:
    kept = [one for one in results(task) if one.get("from_name") != "speaker"]
    task["annotations"][0]["result"] = kept
    came = read(task)
    for field in ("speaker", "speaker_kind"):
        assert {quote[field] for quote in came.articles[0]["quotes"]} == {None}
    assert "nobody     3 quotes without a speaker" in came.lines()


def test_a_quote_that_was_missed_and_drawn(task: Task, read: Read, tmp_path: Path) -> None:
    results(task).extend(
        [draw("membuka terminal baru", "indirect", "x"), draw("Dinas", "mention", "y")]
    )
    # Drawn from the mention to the quote, which means the same.
    results(task).append(tie("y", "x", "left"))
    added = read(task).articles[0]["quotes"][0]
    assert (added["quote"], added["mention"], added["cue"]) == (
        "membuka terminal baru", "Dinas", None,
    )  # fmt: skip
    assert read_gold(_gold(tmp_path))[0].quotes[0].quote == "membuka terminal baru"


def _gold(folder: Path) -> Path:
    bring_back(folder / "export.json", folder / "gold.jsonl")
    return folder / "gold.jsonl"


# --- what is left out, and why ---


def test_what_was_not_annotated_is_left_out(task: Task, read: Read) -> None:
    untouched = {**task, "annotations": []}
    skipped = accepted(task, was_cancelled=True)
    assert reasons(read(untouched)) == [Refusal.NOT_ANNOTATED]
    came = read(skipped)
    assert reasons(came) == [Refusal.SKIPPED]
    assert came.articles == []


def test_an_article_without_a_quote_is_annotated_all_the_same(task: Task, read: Read) -> None:
    results(task).clear()
    came = read(task)
    assert came.articles[0]["quotes"] == []
    assert came.refused == []


def test_one_annotation_of_a_task_counts(task: Task, read: Read) -> None:
    earlier = {"id": 1, "completed_by": {"id": 4, "email": "a@b.example"}, "result": []}
    later = deepcopy(task["annotations"][0]) | {"id": 2}
    earlier["updated_at"], later["updated_at"] = "2026-01-02T10:00:00Z", "2026-01-03T09:00:00Z"
    cancelled = {"id": 3, "was_cancelled": True, "result": []}
    task["annotations"] = [later, earlier, cancelled]
    came = read(task)
    assert len(came.articles[0]["quotes"]) == 3
    assert [(one.reason, one.annotation) for one in came.refused] == [
        (Refusal.OTHER_ANNOTATION, "1"),
        (Refusal.SKIPPED, "3"),
    ]
    for person in ("4", "a@b.example"):
        assert read(task, annotator=person).articles[0]["quotes"] == []
    earlier["ground_truth"] = True
    assert read(task).articles[0]["quotes"] == []


def test_what_others_annotated_is_told_as_theirs(task: Task, read: Read) -> None:
    andi = {"completed_by": {"id": 4, "email": "andi@b.example"}}
    both = accepted(task, id=2)
    both["annotations"].append({"id": 3, "result": [], **andi})
    by_other = deepcopy(task) | {"data": task["data"] | {"article_id": "b"}}
    for named in ("andi@b.example", "4"):
        came = read(both, by_other, annotator=named)
        assert [one["id"] for one in came.articles] == ["terminal"]
        assert [(one.reason, one.article_id, one.annotation) for one in came.refused] == [
            (Refusal.OTHER_PERSON, "terminal", "2"),
            (Refusal.OTHER_PERSON, "b", "7"),
        ]
    assert "left out   2: it is not by the annotator who was asked for" in came.lines()
    with pytest.raises(InputError, match=r"annotated by 'andy@b\.example'") as error:
        read(both, by_other, annotator="andy@b.example")
    assert error.value.hint == "There are annotations by 1, 4 or andi@b.example."
    nobody = task | {"annotations": []}
    with pytest.raises(InputError) as error:
        read(nobody, annotator="4")
    assert error.value.hint == "Nobody is named in it."


def test_a_second_task_of_an_article_is_left_out(task: Task, read: Read) -> None:
    came = read(task, task)
    assert len(came.articles) == 1
    assert reasons(came) == [Refusal.SAME_ARTICLE]


def test_of_two_equal_spans_the_first_stays_and_others_may_overlap(task: Task, read: Read) -> None:
    results(task).append(draw("Terminal ini untuk warga", "indirect", "same"))
    results(task).append(draw("untuk warga", "mixed", "inside"))
    came = read(task)
    assert [(one.reason, one.region) for one in came.refused] == [(Refusal.SAME_SPAN, "same")]
    quotes = came.articles[0]["quotes"]
    assert [(q["type"], q["quote"]) for q in quotes[:2]] == [
        ("direct", "Terminal ini untuk warga"),
        ("mixed", "untuk warga"),
    ]


def test_a_mention_without_a_relation_belongs_to_no_quote(task: Task, read: Read) -> None:
    mention = region(task, "mention")["id"]
    task["annotations"][0]["result"] = [r for r in results(task) if r.get("to_id") != mention]
    came = read(task)
    assert [(one.reason, one.region) for one in came.refused] == [(Refusal.NO_RELATION, mention)]
    assert came.articles[0]["quotes"][0]["mention"] is None


def test_of_two_mentions_the_nearer_stays(task: Task, read: Read) -> None:
    results(task).append(draw("Budi Santoso", "mention", "far"))
    results(task).append(tie(region(task, "direct")["id"], "far"))
    came = read(task)
    assert came.articles[0]["quotes"][0]["mention"] == "Budi"
    assert reasons(came) == [Refusal.FARTHER]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"labels": ["direct", "cue"]}, Refusal.LABEL),
        ({"labels": ["headline"]}, Refusal.LABEL),
        ({"labels": []}, Refusal.LABEL),
        ({"labels": None}, Refusal.LABEL),
        ({"text": "Terminal itu untuk kita"}, Refusal.NOT_IN_TEXT),
        ({"text": "", "start": 9000, "end": 9010}, Refusal.NOT_IN_TEXT),
        ({"text": "warga", "start": "x", "end": None}, Refusal.AMBIGUOUS),
    ],
)
def test_a_region_that_cannot_be_used(
    task: Task, read: Read, broken: dict[str, Any], reason: Refusal
) -> None:
    region(task, "direct")["value"] |= broken
    came = read(task)
    assert len(came.articles[0]["quotes"]) == 2
    # What was filled in for it and tied to it goes with it.
    assert reasons(came)[0] == reason
    assert {Refusal.RELATION, Refusal.FIELD, Refusal.NO_RELATION} >= set(reasons(came)[1:])


def test_a_field_of_something_that_is_no_quote(task: Task, read: Read) -> None:
    field = {"id": region(task, "cue")["id"], "from_name": "role", "type": "textarea"}
    results(task).append(field | {"value": {"text": "Menteri"}})
    assert reasons(read(task)) == [Refusal.FIELD]


@pytest.mark.parametrize("text", [None, "", 7])
def test_a_task_without_text(task: Task, read: Read, text: object) -> None:
    task["data"]["text"] = text
    assert reasons(read(task)) == [Refusal.NO_TEXT]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 90) | st.sampled_from(["", "labels", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("id type value text start end labels choices from_name".split()), inner
        )
    ),
    max_leaves=8,
)


@given(data=st.data())
def test_no_answer_of_a_server_breaks_the_reader(
    data: st.DataObject, hostile_task: Task, tmp_path: Path
) -> None:
    task, folder = deepcopy(hostile_task), tmp_path
    one = data.draw(st.sampled_from(results(task)))
    one[data.draw(st.sampled_from(sorted(one)))] = data.draw(JSON)
    if "value" in one and isinstance(one["value"], dict) and one["value"]:
        one["value"][data.draw(st.sampled_from(sorted(one["value"])))] = data.draw(JSON)
    (folder / "back.json").write_text(json.dumps([task]), encoding="utf-8")
    bring_back(folder / "back.json", folder / "gold.jsonl")
    (gold,) = read_gold(folder / "gold.jsonl")
    assert gold.text == HOSTILE
    assert all(quote.span.of(HOSTILE) for quote in gold.quotes)


# --- the command ---


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "is not JSON"),
        ("[[]]", "no list of tasks"),
        ('[{"id": 1, "text": "x", "part": []}]', "not JSON-MIN"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_another_file_is_told(tmp_path: Path, here: Here, written: str, said: str) -> None:
    (tmp_path / "x.json").write_text(written)
    done = here("export", "--from", "label-studio", "x.json", "--out", "gold.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 2
    assert not (tmp_path / "gold.jsonl").exists()


def test_the_way_there_and_back_by_the_command(tmp_path: Path, here: Here) -> None:
    run_of(tmp_path / "run", extraction(), article("Tidak ada yang bicara.", name="b"))
    done = here("export", "run", "--to", "label-studio", "--out", "t.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "t.json\nt.xml\n")
    assert done.stderr == "exported  2 articles, 3 quotes\n"
    tasks = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    (tmp_path / "back.json").write_text(json.dumps([accepted(tasks[0]), tasks[1]]))
    back = ("export", "--from", "label-studio", "back.json", "--out")
    done = here(*back, "gold.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "gold.jsonl\ngold.rejects.jsonl\n")
    assert done.stderr.splitlines() == [
        "annotated  1 articles, 3 quotes",
        "left out   1: nobody has annotated the task",
    ]
    (reject,) = (tmp_path / "gold.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(reject)["article_id"] == "b"
    done = here("evaluate", "gold.jsonl", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = here(*back, "back.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "names back.json itself" in done.stderr


@pytest.mark.slow
def test_label_studio_takes_the_tasks_and_the_interface(
    sample: tuple[Path, Any], tmp_path: Path, interop: Path
) -> None:
    run = run_of(tmp_path / "run", extraction(), hostile(), article("Tak ada kutipan.", name="n"))
    for source, count in ((sample[0], 15), (run, 3)):
        tasks = tasks_of(source, tmp_path)
        assert len(tasks) == count
        said = _asked(interop, tmp_path)
        assert said["wrong"] == []
        assert said["tasks"] == count
    assert said["controls"] == {
        "part": "Labels",
        "speaker": "TextArea",
        "speaker_kind": "Choices",
        "role": "TextArea",
        "honorific": "TextArea",
    }
    tasks[0]["predictions"][0]["result"][0]["value"]["labels"] = ["headline"]
    tasks[1]["predictions"][0]["result"][-1]["to_id"] = "nowhere"
    (tmp_path / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    # The region falls, and with it the relations that lead to it.
    assert len(_asked(interop, tmp_path)["wrong"]) >= 2


def _asked(python: Path, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [python, ROOT / "tests" / "label_interface.py", "tasks.xml", "tasks.json"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
