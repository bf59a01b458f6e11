"""The measures: agreement with the reference scorer, each figure by hand, and bad files."""

import csv
import json
import random
import subprocess
import sys

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.evaluate import evaluate
from pipeline.evaluation.found import read_rows
from pipeline.evaluation.gold import locate, read_gold, trim
from pipeline.records import QuoteType, Span

COLUMNS = [
    "article_id",
    "quote_type",
    "quote",
    "quote_start",
    "quote_end",
    "speaker",
    "role",
    "cue",
]

TEXT = (
    "Bupati Sari Dewi hadir. “Panen tahun ini baik,” kata Sari Dewi. Menurut dia, harga beras akan "
    "turun. “Jangan panik,” ujar Kepala Dinas Pangan Budi Santoso. Warga mengaku senang."
)


def entry(kind, quote, speaker, speaker_kind="person", **more):
    start = TEXT.index(quote)
    return {
        "type": kind,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "speaker": speaker,
        "speaker_kind": speaker_kind,
        **more,
    }


GOLD = [
    {
        "id": "a",
        "outlet": "harian",
        "text": TEXT,
        "quotes": [
            entry("direct", "Panen tahun ini baik,", "Sari Dewi", mention="Sari Dewi", cue="kata",
                  role="Bupati"),
            entry("indirect", "harga beras akan turun", "Sari Dewi", mention="dia", cue="Menurut",
                  role="Bupati"),
            entry("direct", "Jangan panik,", "Budi Santoso", cue="ujar",
                  mention="Kepala Dinas Pangan Budi Santoso", role="Kepala Dinas Pangan"),
            entry("indirect", "senang", "Warga", "unnamed", mention="Warga", cue="mengaku"),
        ],
    }
]  # fmt: skip


def as_row(article, quote, /, **changes):
    row = {
        "article_id": article["id"],
        "quote_type": quote["type"],
        "quote": quote["quote"],
        "quote_start": quote["start"],
        "quote_end": quote["end"],
        "speaker": quote.get("speaker") or "",
        "role": quote.get("role") or "",
        "cue": quote.get("cue") or "",
    }
    return row | changes


def write_gold(path, articles):
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_rows(path, rows, more=()):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*COLUMNS, *more], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def measured(folder, rows, articles=GOLD, more=()):
    return evaluate(
        write_gold(folder / "gold.jsonl", articles), write_rows(folder / "quotes.csv", rows, more)
    )


@pytest.fixture
def right():
    return [as_row(article, quote) for article in GOLD for quote in article["quotes"]]


def perturbed(articles, seed):
    """Rows as a worse and worse extractor would write them: every kind of mistake, by chance."""
    chance = random.Random(seed)
    names = sorted({q["speaker"] for a in articles for q in a["quotes"] if q["speaker"]})
    rows = []
    for article in articles:
        text = article["text"]
        for quote in article["quotes"]:
            if chance.random() < 0.15:
                continue
            row = as_row(article, quote)
            start, end = quote["start"], quote["end"]
            if chance.random() < 0.3:
                start = max(0, start - chance.randrange(30))
                end = min(len(text), end + chance.randrange(-len(quote["quote"]) // 3, 30))
                if start < end:
                    row |= {"quote": text[start:end], "quote_start": start, "quote_end": end}
            if chance.random() < 0.15:
                row |= {"quote_start": chance.choice(["", "nan", start + 3, f"{start}.0"])}
            if chance.random() < 0.05:
                row["quote"] = chance.choice(
                    ["", "tidak ada di sini", row["quote"].replace(" ", "  ")]
                )
            if chance.random() < 0.1:
                row["quote_type"] = chance.choice(["direct", "mixed", "indirect"])
            if chance.random() < 0.3:
                name = row["speaker"]
                row["speaker"] = chance.choice(
                    [
                        chance.choice(names),
                        "",
                        "nan",
                        f"Pak {name}",
                        name.upper(),
                        name[: len(name) // 2],
                    ]
                )
            if chance.random() < 0.3:
                row["role"] = chance.choice(["", "Direktur", row["role"][: len(row["role"]) // 2]])
            if chance.random() < 0.2:
                row["cue"] = chance.choice(["", "kata", row["cue"].upper()])
            rows += [row] * chance.choice([1] * 20 + [2])
        if chance.random() < 0.3:
            start = chance.randrange(max(1, len(text) - 80))
            piece = {
                "quote_start": start,
                "quote_end": start + 60,
                "quote": text[start : start + 60],
            }
            rows.append(as_row(article, article["quotes"][0], **piece) if article["quotes"] else {})
    rows = [row for row in rows if row]
    rows.append(rows[0] | {"article_id": "not in the gold"})
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_the_reference_scorer(shared, tmp_path, seed):
    gold = shared / "gold" / "dev.jsonl"
    articles = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    table = write_rows(tmp_path / "quotes.csv", perturbed(articles, seed))
    command = [sys.executable, shared / "gold" / "score.py", gold, table, "--json"]
    reference = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = evaluate(gold, table).to_dict()

    assert figures_of(ours) == pytest.approx(reference_figures(reference), abs=5e-4)
    # The rows are bad enough, in every respect, for agreement to mean something.
    assert 0.3 < ours["all"]["f"] < 0.95
    assert 0.3 < ours["role"]["overlap"] < 0.99
    assert ours["offsets_valid"] < 0.99
    assert ours["end_to_end"]["interval"][0] < ours["end_to_end"]["f"]


def figures_of(ours):
    flat = {}
    for block in (
        "direct",
        "mixed",
        "indirect",
        "all",
        "end_to_end",
        "end_to_end_several_speakers",
    ):
        flat |= {
            f"{block} {name}": value for name, value in ours[block].items() if name != "interval"
        }
    for block in ("speaker_by_kind", "speaker_by_mention"):
        for name, share in ours[block].items():
            flat |= {f"{block} {name} right": share["right"], f"{block} {name} gold": share["gold"]}
    low, high = ours["end_to_end"]["interval"]
    flat |= {f"role {name}": value for name, value in ours["role"].items()}
    flat |= {f"cue {name}": value for name, value in ours["cue"].items()}
    return flat | {
        "low": low,
        "high": high,
        "offsets": ours["offsets_valid"],
        "articles": ours["articles"],
        "unknown": ours["unknown_articles"],
    }


def reference_figures(theirs):
    flat = {}
    blocks = {
        "direct": "direct",
        "mixed": "mixed",
        "indirect": "indirect",
        "all spans": "all",
        "end to end": "end_to_end",
        "end to end, several speakers": "end_to_end_several_speakers",
    }
    names = {"p": "precision", "r": "recall", "f": "f", "gold": "gold", "pred": "predicted",
             "exact_f": "exact_f", "speaker": "speaker", "e2e_f": "end_to_end_f"}  # fmt: skip
    for block, name in blocks.items():
        flat |= {
            f"{name} {names[key]}": value for key, value in theirs[block].items() if key in names
        }
    for block in ("speaker by kind", "speaker by mention"):
        for name, (share, of) in theirs[block].items():
            key = block.replace(" ", "_")
            flat |= {f"{key} {name} right": share, f"{key} {name} gold": of}
    low, high = theirs["end to end"]["interval"]
    role, cue = theirs["role"], theirs["cue"]
    return flat | {
        "role exact": role["exact"],
        "role overlap": role["overlap"],
        "role gold": role["n"],
        "role spurious": role["spurious"],
        "cue same": cue["same"],
        "cue gold": cue["n"],
        "low": low,
        "high": high,
        "offsets": theirs["offsets valid"],
        "articles": theirs["articles"],
        "unknown": theirs["articles not in gold"],
    }


def test_the_gold_against_itself_is_right(tmp_path, right):
    evaluation = measured(tmp_path, right)
    assert evaluation.overlap.f == evaluation.end_to_end.f == 1.0
    assert evaluation.types[QuoteType.DIRECT].exact.f == 1.0
    assert evaluation.offsets_valid.value == 1.0
    assert evaluation.misses == ()


def test_nothing_found_scores_nothing(tmp_path):
    evaluation = measured(tmp_path, [])
    assert (evaluation.overlap.precision, evaluation.overlap.recall, evaluation.overlap.f) == (
        0,
        0,
        0,
    )
    assert evaluation.offsets_valid.value is None
    assert [miss.what for miss in evaluation.misses] == ["missed"] * 4


def test_a_wrong_speaker_costs_the_speaker_and_not_the_span(tmp_path, right):
    right[0]["speaker"] = "Budi Santoso"
    evaluation = measured(tmp_path, right)
    assert evaluation.overlap.f == 1.0
    assert evaluation.end_to_end.f == 0.75
    assert evaluation.types[QuoteType.DIRECT].speaker.value == 0.5
    assert evaluation.speaker_by_mention["named"].value == pytest.approx(2 / 3, abs=1e-4)
    assert [(m.what, m.predicted) for m in evaluation.misses] == [("speaker", "Budi Santoso")]


def test_a_wrong_type_is_no_hit_of_either_type_but_counts_end_to_end(tmp_path, right):
    right[0]["quote_type"] = "mixed"
    evaluation = measured(tmp_path, right)
    assert evaluation.types[QuoteType.DIRECT].overlap.recall == 0.5
    assert evaluation.types[QuoteType.MIXED].overlap.precision == 0.0
    assert evaluation.end_to_end.f == 1.0
    assert [miss.what for miss in evaluation.misses] == ["type"]


@pytest.mark.parametrize(
    ("gold", "found", "kind", "same"),
    [
        ("Budi Santoso", "BUDI SANTOSO.", "person", True),
        ("Budi Santoso", "Pak Budi Santoso", "person", True),
        ("Budi Santoso", "Budi", "person", False),
        ("Budi Santoso", "", "person", False),
        ("Kementerian Luar Negeri Rusia", "Kementerian Luar Negeri", "org", True),
        ("Kementerian Luar Negeri Rusia", "Rusia", "org", False),
        ("salah seorang saksi", "saksi", "unnamed", False),
        ("warga", "warga desa", "unnamed", True),
    ],
)
def test_when_two_names_are_the_same_speaker(tmp_path, right, gold, found, kind, same):
    article = GOLD[0] | {"quotes": [GOLD[0]["quotes"][0] | {"speaker": gold, "speaker_kind": kind}]}
    evaluation = measured(tmp_path, [right[0] | {"speaker": found}], [article])
    assert evaluation.end_to_end.right == same


@pytest.mark.parametrize(
    ("found", "exact", "overlap"),
    [
        ("Kepala Dinas Pangan", 1, 1),
        ("kepala dinas pangan,", 1, 1),
        ("Kepala Dinas", 0, 1),
        ("Kepala Desa Suka Maju Jaya", 0, 0),
        ("", 0, 0),
    ],
)
def test_when_two_roles_agree(tmp_path, right, found, exact, overlap):
    article = GOLD[0] | {"quotes": GOLD[0]["quotes"][2:3]}
    evaluation = measured(tmp_path, [right[2] | {"role": found}], [article])
    assert (evaluation.role_exact.hits, evaluation.role_overlap.hits) == (exact, overlap)


def test_a_role_given_where_there_is_none_is_spurious(tmp_path, right):
    right[3]["role"] = "Ketua RT"
    assert measured(tmp_path, right).role_spurious.value == 1.0


def test_offsets_that_do_not_hold_the_quote_are_counted_and_the_quote_still_found(tmp_path, right):
    right[1] |= {"quote_start": 0, "quote_end": 5}
    right[2] |= {"quote_start": "", "quote_end": ""}
    evaluation = measured(tmp_path, right)
    assert evaluation.offsets_valid.value == 0.5
    assert evaluation.overlap.f == 1.0


def test_two_rows_on_one_quote_are_one_hit_and_one_miss(tmp_path, right):
    evaluation = measured(tmp_path, [right[0], *right])
    assert evaluation.overlap.right == 4
    assert [miss.what for miss in evaluation.misses] == ["spurious"]


def test_figures_by_outlet(tmp_path, right):
    other = GOLD[0] | {"id": "b", "outlet": "warta"}
    evaluation = measured(tmp_path, right, [*GOLD, other])
    assert evaluation.outlets["harian"].end_to_end.f == 1.0
    assert evaluation.outlets["warta"].end_to_end.f == 0.0
    assert evaluation.end_to_end.recall == 0.5


def test_an_outlet_shows_its_speakers_beside_its_spans(tmp_path, right):
    right[0]["speaker"] = "Budi Santoso"
    evaluation = measured(tmp_path, right[:2])
    assert evaluation.outlets["harian"].overlap.recall == 0.5
    assert evaluation.outlets["harian"].speaker.value == 0.5
    assert evaluation.to_dict()["outlets"]["harian"]["speaker"] == 0.5


def test_speakers_by_resolution(tmp_path, right):
    right[1]["speaker"] = "Warga"
    for row, resolution in zip(right, ("explicit", "pronoun", "explicit", ""), strict=True):
        row["resolution"] = resolution
    evaluation = measured(tmp_path, right, more=["resolution"])
    shares = evaluation.speaker_by_resolution
    assert {name: (share.hits, share.of) for name, share in shares.items()} == {
        "explicit": (2, 2),
        "pronoun": (0, 1),
    }
    assert evaluation.to_dict()["speaker_by_resolution"]["pronoun"] == {"right": 0.0, "matched": 1}
    assert "by resolution" in "\n".join(evaluation.lines())


def test_a_table_that_does_not_say_how_it_resolved_gets_no_such_figures(tmp_path, right):
    evaluation = measured(tmp_path, right)
    assert evaluation.to_dict()["speaker_by_resolution"] == {}
    assert "by resolution" not in "\n".join(evaluation.lines())


def test_who_speaks_together_is_measured_apart_from_the_names(tmp_path, right):
    for row in right:
        row["speaker"] = {"Sari Dewi": "Kepala Desa"}.get(row["speaker"], row["speaker"])
    evaluation = measured(tmp_path, right)
    assert evaluation.end_to_end.f == 0.5
    assert evaluation.to_dict()["speaker_b_cubed"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f": 1.0,
        "quotes": 4,
    }
    assert "speakers B³    P 1.000, R 1.000, F 1.000 over 4" in "\n".join(evaluation.lines())


def test_what_is_wrong_is_listed_in_text_order(tmp_path, right):
    more = ["mention"]
    for row in right:
        row["mention"] = ""
    right[0]["mention"] = "Sari  DEWI"
    shorter = {"quote": "Jangan panik"}
    longer = {"quote": "harga beras akan turun. “", "quote_end": right[1]["quote_end"] + 3}
    wrong = {"role": "Bupati", "cue": "menurut", "quote_type": "mixed", "speaker": "Budi"}
    right[1] |= {"cue": "kata", **longer}
    right[2] |= {**shorter, "quote_end": right[2]["quote_end"] - 1}
    right[3] |= wrong
    stray = right[0] | {"quote": "hadir", "quote_start": 18, "quote_end": 23}
    nowhere = right[0] | {"quote": "tidak ada di sini", "quote_start": "", "quote_end": ""}
    (judged,) = measured(tmp_path, [nowhere, *right, stray], more=more).judged
    assert [(f.row.quote if f.row else None, [*map(str, f.faults)]) for f in judged.findings] == [
        ("hadir", ["spurious"]),
        ("Panen tahun ini baik,", []),
        ("harga beras akan turun. “", ["mention", "cue"]),
        ("Jangan panik", ["mention"]),
        ("senang", ["type", "speaker", "role", "mention", "cue"]),
        ("tidak ada di sini", ["spurious"]),
    ]


def test_a_quote_that_begins_or_ends_elsewhere_has_a_wrong_boundary(tmp_path, right):
    right[0] |= {"quote": "tahun ini baik", "quote_start": TEXT.index("tahun")}
    evaluation = measured(tmp_path, right[:1])
    judged = evaluation.judged[0]
    assert [[*map(str, f.faults)] for f in judged.findings] == [
        ["boundary"],
        ["missed"],
        ["missed"],
        ["missed"],
    ]
    assert "boundary" not in {miss.what for miss in evaluation.misses}


def test_rows_of_other_articles_are_left_out_and_counted(tmp_path, right):
    evaluation = measured(tmp_path, [*right, right[0] | {"article_id": "z"}])
    assert evaluation.unknown_articles == 1
    assert evaluation.overlap.f == 1.0


def test_a_run_folder_a_csv_a_parquet_and_the_gold_format_score_alike(tmp_path, right):
    import pandas as pd

    gold = write_gold(tmp_path / "gold.jsonl", GOLD)
    run = tmp_path / "run"
    run.mkdir()
    table = write_rows(run / "quotes.csv", right)
    frame = pd.DataFrame(right).replace({"role": {"": None}})
    frame.to_parquet(tmp_path / "quotes.parquet")
    expected = evaluate(gold, gold).to_dict()
    for predicted in (run, table, tmp_path / "quotes.parquet"):
        assert evaluate(gold, predicted).to_dict() == expected


def test_a_byte_order_mark_does_not_matter(tmp_path, right):
    evaluation = measured(tmp_path, right)
    table = tmp_path / "quotes.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert evaluate(tmp_path / "gold.jsonl", table) == evaluation


def test_the_lines_show_every_type_and_the_worst(tmp_path, right):
    right[0]["speaker"] = "Budi Santoso"
    lines = measured(tmp_path, right).lines(misses=1)
    shown = "\n".join(lines)
    for word in ("direct", "mixed", "indirect", "end to end", "several speakers", "role", "harian"):
        assert word in shown
    assert lines[-1].startswith("a | speaker | direct | Panen tahun ini baik")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json\n", "not JSON Lines"),
        ("[1, 2]\n", "not JSON Lines"),
        ('{"id": "a"}\n', "line 1"),
        ('{"id": "a", "text": "x", "quotes": [{"type": "spoken", "quote": "x"}]}\n', "line 1"),
        ('{"id": "a", "text": "x", "quotes": [3]}\n', "line 1"),
    ],
)
def test_a_gold_file_of_another_form_is_refused(tmp_path, content, said):
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said) as raised:
        read_gold(path)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("quotes.csv", b"article_id,quote\na,b\n", "no column quote_type"),
        ("quotes.csv", b"", "cannot read"),
        ("quotes.csv", b"\xff\xfe\x00bad", "cannot read"),
        ("quotes.parquet", b"PAR1 but no more", "cannot read"),
        ("quotes.jsonl", b'{"quote": "x"}\n', "neither quotes nor an article_id"),
        ("quotes.jsonl", b'{"article_id": "a", "quote_type": "said"}\n', "'said'"),
        ("quotes.jsonl", b'{"id": "a", "quotes": [3]}\n', "no list of objects"),
        ("quotes.jsonl", b'{"id": "a", "quotes": null}\n', "no list of objects"),
    ],
)
def test_a_quotes_table_of_another_form_is_refused(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as raised:
        read_rows(path)
    assert raised.value.hint


def test_a_missing_file_and_an_empty_run_are_named(tmp_path):
    with pytest.raises(InputError, match=r"cannot read .*absent"):
        read_gold(tmp_path / "absent.jsonl")
    with pytest.raises(InputError, match="cannot read"):
        read_rows(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="neither quotes"):
        read_rows(tmp_path)


def test_marks_and_punctuation_at_the_ends_are_trimmed():
    text = "kata dia, “(Baik) sekali…” Ya."
    start, end = text.index("“"), text.index(" Ya")
    assert trim(text, Span(start, end)).of(text) == "Baik) sekali"
    assert trim("“…”", Span(0, 3)) == Span(3, 3)


def test_a_repeated_quote_is_looked_for_after_the_one_before():
    text = "“Ya,” kata A. “Ya,” kata B."
    first = locate(text, "Ya,", None, 0)
    assert first == Span(1, 3)
    assert locate(text, "Ya,", None, first.start + 1) == Span(15, 17)
    assert locate(text, "Tidak", None, 0) is None
    assert locate(text, "Ya,”   kata A", None, 0) == Span(1, 12)
