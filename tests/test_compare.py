"""Two runs side by side: what was gained, lost and changed, by hand, and how it is told."""

import csv
import io
import json

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.changes import Field, Outcome
from pipeline.evaluation.compare import compare

TEXT = (
    "Bupati Sari Dewi hadir. “Panen tahun ini baik,” kata Sari Dewi. Menurut dia, harga beras akan "
    "turun. “Jangan panik,” ujar Kepala Dinas Pangan Budi Santoso. Warga mengaku senang."
)
COLUMNS = ("article_id", "quote_type", "quote", "quote_start", "quote_end", "speaker", "role",
           "mention", "cue", "resolution", "rule", "confidence")  # fmt: skip


def row(quote, speaker="Sari Dewi", kind="direct", text=TEXT, **more):
    start = text.index(quote)
    return {
        "article_id": "a",
        "quote_type": kind,
        "quote": quote,
        "quote_start": start,
        "quote_end": start + len(quote),
        "speaker": speaker,
        "role": "",
        "mention": speaker,
        "cue": "kata",
        "resolution": "explicit",
        "rule": "made",
        "confidence": 0.9,
        **more,
    }


HARVEST = row("Panen tahun ini baik,", role="Bupati")
PRICES = row("harga beras akan turun", kind="indirect", mention="dia", resolution="pronoun")
CALM = row("Jangan panik,", "Budi Santoso", cue="ujar")


def write(path, rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run_folder(path, rows, texts):
    path.mkdir()
    write(path / "quotes.csv", rows)
    articles = [{"article_id": name, "text": text} for name, text in texts.items()]
    write(path / "articles.csv", articles, ("article_id", "text"))
    return path


@pytest.fixture
def compared(tmp_path):
    """Compare two lists of rows, as tables or, with the texts of their articles, as runs."""

    def of(a, b, texts_a=None, texts_b=None):
        if texts_a is None:
            return compare(write(tmp_path / "a.csv", a), write(tmp_path / "b.csv", b))
        return compare(
            run_folder(tmp_path / "a", a, texts_a),
            run_folder(tmp_path / "b", b, texts_a if texts_b is None else texts_b),
        )

    return of


def counts(comparison):
    return {
        str(outcome): len(comparison.of(outcome)) for outcome in Outcome if comparison.of(outcome)
    } | {"same": comparison.same}


def test_a_run_and_itself_are_the_same(compared):
    comparison = compared([HARVEST, PRICES], [HARVEST, PRICES], {"a": TEXT, "silent": "Hujan."})
    assert counts(comparison) == {"same": 2}
    assert comparison.articles == 2
    assert comparison.changes == comparison.other_text == comparison.uncompared == ()
    assert comparison.texts_known


def test_what_is_gained_lost_and_changed(compared):
    comparison = compared([HARVEST, PRICES], [HARVEST | {"speaker": "Dewi"}, CALM])
    assert counts(comparison) == {"gained": 1, "lost": 1, "changed": 1, "same": 0}
    changed, lost, gained = comparison.changes
    assert (changed.outcome, changed.fields) == (Outcome.CHANGED, (Field.SPEAKER,))
    assert (lost.outcome, lost.a.quote) == (Outcome.LOST, PRICES["quote"])
    assert (gained.outcome, gained.b.quote) == (Outcome.GAINED, CALM["quote"])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"quote": "Panen tahun ini", "quote_end": HARVEST["quote_end"] - 6}, ["span"]),
        ({"quote_type": "mixed"}, ["type"]),
        ({"speaker": ""}, ["speaker"]),
        ({"role": "Bupati Lama"}, ["role"]),
        ({"mention": "nya"}, ["mention"]),
        ({"cue": "ujar"}, ["cue"]),
        ({"resolution": "short_name"}, ["resolution"]),
        ({"role": "", "cue": "ujar", "speaker": "Budi"}, ["speaker", "role", "cue"]),
        # How sure a rule is, and which it was, is no change of what was found.
        ({"confidence": 0.1, "rule": "other"}, []),
    ],
)
def test_which_fields_changed(compared, changes, fields):
    comparison = compared([HARVEST], [HARVEST | changes])
    assert [field for change in comparison.changes for field in change.fields] == fields
    assert {field for field, count in comparison.by_field.items() if count} == set(fields)


def test_less_than_half_of_a_quote_is_another_quote(compared):
    piece = {"quote": "Panen", "quote_end": HARVEST["quote_start"] + 5}
    assert counts(compared([HARVEST], [HARVEST | piece])) == {"gained": 1, "lost": 1, "same": 0}


def test_the_order_of_the_rows_does_not_matter(compared, tmp_path):
    rows = [HARVEST, PRICES, CALM, HARVEST | {"article_id": "b"}]
    later = [PRICES | {"cue": "tutur"}, CALM | {"role": "Kepala"}, HARVEST | {"article_id": "b"}]
    forth = compared(rows, later).to_dict()
    back = compared(rows[::-1], later[::-1]).to_dict()
    assert forth == back
    assert [one["article_id"] for one in forth["changes"]] == ["a", "a", "a"]
    starts = [(one["a"] or one["b"])["quote_start"] for one in forth["changes"]]
    assert starts == sorted(starts)


def test_articles_that_one_run_did_not_read_are_said_and_not_counted(compared):
    other = {"article_id": "b"}
    comparison = compared(
        [HARVEST, HARVEST | other], [HARVEST], {"a": TEXT, "b": TEXT}, {"a": TEXT, "c": "Hujan."}
    )
    assert counts(comparison) == {"same": 1}
    assert (comparison.only_a.articles, comparison.only_a.quotes) == (("b",), 1)
    assert (comparison.only_b.articles, comparison.only_b.quotes) == (("c",), 0)
    shown = "\n".join(comparison.lines(5))
    assert "1 (b) in A alone, whose 1 quotes are not counted" in shown
    assert "1 (c) in B alone" in shown


def test_an_article_that_was_read_and_said_nothing_has_lost_its_quotes(compared):
    comparison = compared([HARVEST], [], {"a": TEXT})
    assert counts(comparison) == {"lost": 1, "same": 0}
    assert comparison.only_a.articles == ()


def test_tables_alone_do_not_tell_which_articles_were_read(compared):
    comparison = compared([HARVEST, HARVEST | {"article_id": "b"}], [HARVEST])
    assert counts(comparison) == {"lost": 1, "same": 1}
    shown = "\n".join(comparison.lines(5))
    assert "1 (b) with quotes in A alone" in shown
    assert "texts not compared" in shown


def test_in_another_text_offsets_mean_nothing_and_quotes_match_by_their_words(compared):
    longer = f"SUKAMAJU - {TEXT.replace('tahun ini', 'tahun  ini')}"
    later = [
        row("Panen tahun  ini baik,", text=longer, role="Bupati"),
        row("Jangan panik,", "Budi", text=longer, mention="Budi Santoso", cue="ujar"),
        row("senang", "Warga", text=longer),
    ]
    comparison = compared([HARVEST, PRICES, CALM], later, {"a": TEXT}, {"a": longer})
    assert comparison.other_text == ("a",)
    assert counts(comparison) == {"gained": 1, "lost": 1, "changed": 1, "same": 1}
    assert comparison.by_field[Field.SPEAKER] == 1
    assert comparison.by_field[Field.SPAN] == 0
    assert "1 (a) with another text" in "\n".join(comparison.lines(5))


def test_the_same_words_said_twice_match_in_order(compared):
    nowhere = {"quote_start": "", "quote_end": ""}
    yes = [HARVEST | {"quote": "Ya,", "cue": cue} | nowhere for cue in ("kata", "ujar")]
    assert counts(compared(yes, yes)) == {"same": 2}
    assert counts(compared(yes, yes[:1])) == {"lost": 1, "same": 1}


def test_a_row_without_offsets_matches_one_that_has_them_by_its_words(compared):
    loose = HARVEST | {"quote_start": "", "quote_end": "nan"}
    assert counts(compared([loose], [HARVEST])) == {"same": 1}
    # Where both have offsets, the same words elsewhere are another quote.
    elsewhere = HARVEST | {"quote_start": 100, "quote_end": 121}
    assert counts(compared([HARVEST], [elsewhere])) == {"gained": 1, "lost": 1, "same": 0}
    silent = HARVEST | {"quote": "…", "quote_start": ""}
    assert counts(compared([silent], [silent])) == {"gained": 1, "lost": 1, "same": 0}


def test_what_a_table_lacks_is_not_compared_and_said(tmp_path):
    columns = [name for name in COLUMNS if name not in ("mention", "resolution", "confidence")]
    bare = write(tmp_path / "bare.csv", [HARVEST], columns)
    full = write(tmp_path / "full.csv", [HARVEST | {"cue": "ujar"}])
    comparison = compare(bare, full)
    assert comparison.uncompared == (Field.MENTION, Field.RESOLUTION)
    assert [field for field, count in comparison.by_field.items() if count] == [Field.CUE]
    assert "lacks it: mention, resolution" in "\n".join(comparison.lines(5))


def test_csv_parquet_rows_and_annotated_articles_compare_alike(tmp_path):
    import pandas as pd

    rows = [HARVEST, PRICES, CALM]
    tables = [write(tmp_path / "a.csv", rows), tmp_path / "a.parquet", tmp_path / "a.jsonl"]
    pd.DataFrame(rows).to_parquet(tables[1])
    lines = [json.dumps(one, ensure_ascii=False) for one in rows]
    tables[2].write_text("\n".join(lines) + "\n", encoding="utf-8")
    for one in tables:
        for other in tables:
            assert counts(compare(one, other)) == {"same": 3}

    renamed = {"quote_type": "type", "quote_start": "start", "quote_end": "end"}
    quotes = [{renamed.get(name, name): value for name, value in one.items()} for one in rows]
    annotated = tmp_path / "gold.jsonl"
    annotated.write_text(json.dumps({"id": "a", "text": TEXT, "quotes": quotes}), encoding="utf-8")
    assert counts(compare(annotated, tables[0])) == {"same": 3}
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "a", "text": "x", "quotes": quotes}), encoding="utf-8")
    assert compare(annotated, other).other_text == ("a",)


def test_the_lines_count_first_and_list_so_many(compared):
    later = [HARVEST | {"article_id": name, "speaker": "X"} for name in "abc"]
    comparison = compared([HARVEST | {"article_id": name} for name in "abc"], [*later, CALM])
    lines = comparison.lines(2)
    (counted,) = [line for line in lines if line.startswith("quotes")]
    assert counted.endswith("0 the same, 1 gained (1 direct), 0 lost, 3 changed (3 direct)")
    assert "changed   speaker 3" in lines
    assert lines.count("      speaker: Sari Dewi -> X") == 2
    assert lines[-1] == "  and 1 more"
    assert "lost" not in lines
    assert not any("->" in line for line in comparison.lines(0))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (6, 0, "begins without “Panen ”"),
        (-1, 0, "begins with ““”"),
        (0, -6, "ends without “ baik,”"),
        (0, 2, "ends with “” ”"),
        (6, -1, "begins without “Panen ”; ends without “,”"),
    ],
)
def test_a_change_of_span_is_told_by_the_words_it_moved_over(compared, start, end, said):
    start, end = HARVEST["quote_start"] + start, HARVEST["quote_end"] + end
    moved = {"quote": TEXT[start:end], "quote_start": start, "quote_end": end}
    assert f"      span: {said}" in compared([HARVEST], [HARVEST | moved]).lines(1)


def test_json_and_csv_hold_every_change(compared):
    comparison = compared([HARVEST, PRICES], [HARVEST | {"role": "", "cue": "ujar"}, CALM])
    told = json.loads(json.dumps(comparison.to_dict()))
    assert told["quotes"] == {"a": 2, "b": 2, "same": 0, "gained": 1, "lost": 1, "changed": 1}
    assert told["changed_fields"]["role"] == 1
    changed, lost, gained = told["changes"]
    assert changed["fields"] == ["role", "cue"]
    assert (changed["a"]["role"], changed["b"]["role"]) == ("Bupati", None)
    assert lost["b"] is gained["a"] is None

    table = list(csv.DictReader(io.StringIO(comparison.to_csv())))
    assert [one["change"] for one in table] == ["changed", "lost", "gained"]
    assert table[0]["fields"] == "role; cue"
    assert (table[0]["role_a"], table[0]["role_b"]) == ("Bupati", "")
    assert (table[1]["quote_a"], table[1]["quote_b"]) == (PRICES["quote"], "")


def test_what_is_no_run_is_named(tmp_path):
    table = write(tmp_path / "quotes.csv", [HARVEST])
    with pytest.raises(InputError, match=r"absent") as raised:
        compare(tmp_path / "absent.csv", table)
    assert raised.value.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="neither quotes"):
        compare(table, tmp_path / "empty")
    broken = run_folder(tmp_path / "run", [HARVEST], {})
    (broken / "articles.csv").write_text("nomor\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"articles\.csv has no column article_id"):
        compare(broken, table)
