"""CoNLL-U: Stanza reads it back, the words are those of the text, the marks those of the quotes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from runs import ANDI, article, hostile, quote, run_of
from stanza.utils.conll import CoNLL

from pipeline.errors import InputError, ModelError
from pipeline.exports.formats import hand_over
from pipeline.exports.marked import read_marked
from pipeline.outputs.tables import read_table
from pipeline.stages.annotate import BUNDLED


def written(run: Path, folder: Path) -> Path:
    (path,) = hand_over(run, "conllu", folder / "new" / "quotes.conllu").files
    return path


@pytest.fixture(scope="module")
def sentences(sample: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The sentences of the sample, written and read back."""
    path = written(sample[0], tmp_path_factory.mktemp("conllu"))
    return list(CoNLL.conll2doc(str(path)).sentences)


def marks(token: Any) -> dict[str, list[str]]:
    pairs = (field.split("=", 1) for field in (token.misc or "").split("|") if "=" in field)
    return {name: ids.split(",") for name, ids in pairs if name in ("Quote", "Mention", "Cue")}


def test_every_quote_has_its_tokens_and_its_speaker(
    sample: tuple[Path, Any], sentences: list[Any]
) -> None:
    texts = {one.article_id: one.text for one in read_marked(sample[0])}
    rows = read_table(sample[0] / "quotes.parquet").set_index("quote_id")
    rows["speaker"] = rows["speaker"].fillna("")
    found: dict[str, dict[str, list[Any]]] = {}
    about: dict[str, dict[str, Any]] = {}
    for sentence in sentences:
        for comment in sentence.comments:
            if comment.startswith("# quote = "):
                one = json.loads(comment.removeprefix("# quote = "))
                about[one["id"]] = one
        for token in sentence.tokens:
            for name, ids in marks(token).items():
                for key in ids:
                    found.setdefault(name, {}).setdefault(key, []).append(token)
    assert set(found["Quote"]) == set(about) == set(rows.index)
    for key, tokens in found["Quote"].items():
        row = rows.loc[key]
        assert tokens[0].start_char <= row["quote_start"] < tokens[0].end_char
        assert tokens[-1].start_char < row["quote_end"] <= tokens[-1].end_char
        assert about[key]["type"] == row["quote_type"]
        assert (about[key]["speaker"] or "") == row["speaker"]
        text = texts[row["article_id"]]
        assert all(text[t.start_char : t.end_char] == t.text for t in tokens)
    assert set(found["Cue"]) == set(rows.index[rows["cue"].notna()])
    assert set(found["Mention"]) == set(rows.index[rows["mention"].notna()])


def test_a_clitic_is_marked_as_a_word(sentences: list[Any]) -> None:
    cues = [t for s in sentences for t in s.tokens if t.text == "katanya" and "Cue" in marks(t)]
    assert cues
    for token in cues:
        host, clitic = token.words
        assert (host.text, clitic.text) == ("kata", "nya")
        assert marks(host).keys() == {"Cue"}
        assert marks(clitic).keys() == {"Cue", "Mention"}


def test_documents_and_sentences_are_named_once(sentences: list[Any]) -> None:
    comments = [comment for sentence in sentences for comment in sentence.comments]
    for name in ("# newdoc id = ", "# sent_id = "):
        ids = [comment for comment in comments if comment.startswith(name)]
        assert len(ids) == len(set(ids))
    assert sum(comment.startswith("# newdoc") for comment in comments) == 15


def test_hostile_text_makes_no_row_of_its_own(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", hostile("dua kata\tdan\nbaris"))
    lines = written(run, tmp_path).read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line and not line.startswith("#")]
    assert rows
    assert {len(row.split("\t")) for row in rows} == {10}
    (name,) = [line for line in lines if line.startswith("# newdoc")]
    assert name == "# newdoc id = dua_kata_dan_baris"


def test_the_words_are_those_of_the_weights_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(tmp_path / "run", article("“Kami siap,” kata Andi Saputra.", name="a"))
    bundled = written(run, tmp_path).read_text(encoding="utf-8")
    record = run / "run.json"
    for named in (None, str(BUNDLED)):
        record.write_text(json.dumps({"arguments": {"models": named}}), encoding="utf-8")
        assert written(run, tmp_path).read_text(encoding="utf-8") == bundled
    own = shutil.copytree(BUNDLED, tmp_path / "own")
    (own / "tokenizer.pt").unlink()
    record.write_text('{"arguments": {"models": "own"}}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"folder own lacks tokenizer\.pt"):
        written(run, tmp_path)
    shutil.rmtree(own)
    with pytest.raises(InputError, match="made with the models in own, and there is no such"):
        written(run, tmp_path)
    # Other formats want no weights.
    hand_over(run, "tei", tmp_path / "quotes.xml")
    record.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"was not written by kutipan"):
        written(run, tmp_path)


def test_what_two_quotes_share_has_the_ids_of_both(tmp_path: Path) -> None:
    text = "“Satu sudah kami kerjakan,” kata Andi Saputra."
    both = [
        quote(text, "Satu sudah kami kerjakan,", mention="Andi Saputra", cue="kata"),
        quote(text, "kami kerjakan", "mixed", mention="Andi Saputra", cue="kata", speaker=ANDI),
    ]
    path = written(run_of(tmp_path / "run", article(text, both)), tmp_path)
    (sentence,) = CoNLL.conll2doc(str(path)).sentences
    shared = {token.text: len(marks(token).get("Quote", ())) for token in sentence.tokens}
    assert (shared["Satu"], shared["kerjakan"], shared["Andi"]) == (1, 2, 0)
