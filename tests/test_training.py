"""What the models are taught: rules that cut passages, labels read again, annotations packed."""

import json
import tomllib
from pathlib import Path

import pytest
import torch
from stanza.models.common.doc import Document
from stanza.models.common.pretrain import Pretrain
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import Trainer

from pipeline.catalog import BUNDLED
from pipeline.records import Speaker, SpeakerKind
from pipeline.resolution import roles as positions
from pipeline.resolution.antecedents import Candidate
from training import annotated, antecedents, decisions, roles, statements
from training.antecedents import Example
from training.averaging import Average
from training.mentions import spans, tag, two_columns
from training.ordinary import ordinary
from training.passages import cut
from training.statements import Stretch
from training.tagger import full_precision, learn_on
from training.treebanks import Token, Word, reread, split_clitics

ROOT = Path(__file__).resolve().parents[1]
ANNOTATIONS = sorted((ROOT / "training" / "annotations").glob("*.jsonl"))
TEXT = (
    "Harga beras turun. “Stok aman sampai Lebaran. Kami jamin,” kata Kepala Dinas Pangan Dr. Sri"
    " Wahyuni.\n\nIa menyebutkan stok cukup, katanya."
)

QUOTE = {
    "type": "direct",
    "quote": "Stok aman sampai Lebaran. Kami jamin,",
    "speaker": "Sri Wahyuni",
    "speaker_kind": "person",
    "role": "Kepala Dinas Pangan",
    "title": "Dr.",
    "mention": "Kepala Dinas Pangan Dr. Sri Wahyuni",
    "cue": "kata",
}


def tokens(text: str) -> list[Token]:
    """Make tokens of words apart by spaces; ``_`` joins a word to the one before it."""
    words = text.split()
    return [
        Token(w.removeprefix("_"), (Word(w.removeprefix("_")),), not after.startswith("_"))
        for w, after in zip(words, [*words[1:], ""], strict=True)
    ]


class TestPassages:
    @pytest.mark.parametrize(
        ("text", "sentences"),
        [
            ("Harga turun _. Stok aman _.", 2),
            # the mark and the bracket that close with a stop end the sentence, not the stop
            ('" _Stok aman _. _" Harga turun _.', 2),
            ("Ia datang _( _4/3 _) _. Harga turun _.", 2),
            # what stands between two marks belongs to the sentence that quotes it
            ('" _Stok aman _. Harga turun _, _" kata Sri _.', 1),
            # a title and an initial end nothing
            ("Kata Prof _. Sri stok aman _.", 1),
            ("Kata M _. Sri stok aman _.", 1),
        ],
    )
    def test_the_rules_cut_where_a_reader_would(self, text: str, sentences: int) -> None:
        found = cut(tokens(text))
        assert len(found) == sentences
        assert [t for s in found for t in s] == tokens(text)

    @pytest.mark.parametrize(
        "text",
        [
            '" _Stok aman _. Harga turun _.',  # a mark never closed
            "Ia tinggal di Jl _. Merdeka _.",  # perhaps an abbreviation
            "Harga turun _. _Stok aman _.",  # glued
            "Harga turun",
        ],
    )
    def test_a_passage_that_would_be_guessed_teaches_nothing(self, text: str) -> None:
        assert cut(tokens(text)) == []


class TestOlderRelease:
    def test_a_clitic_is_split_as_the_treebanks_of_today_do(self) -> None:
        known = [
            (Token("rumahnya", (Word("rumah"), Word("nya"))), Token("hanya", (Word("hanya"),))),
            (Token("jalan", (Word("jalan"),)),),
        ]
        forms = ("rumahnya", "hanya", "Jalannya", "punya")
        older = [tuple(Token(form, (Word(form, "NOUN"),)) for form in forms)]
        (found,) = split_clitics(older, known)
        assert [[w.form for w in t.words] for t in found] == [
            ["rumah", "nya"], ["hanya"], ["Jalan", "nya"], ["punya"],
        ]  # fmt: skip

    def test_only_the_pairs_of_the_table_are_read_again(self) -> None:
        sentence = tuple(
            Token(form, (Word(form, upos),))
            for form, upos in (("akan", "ADV"), ("nasional", "PROPN"), ("untuk", "ADP"))
        )
        (found,) = reread([sentence], ["AUX", "ADJ", "SCONJ"])
        assert [t.words[0].upos for t in found] == ["AUX", "PROPN", "SCONJ"]


class TestLearningOn:
    def test_a_bundled_network_labels_as_before_and_learns_on(self, tmp_path: Path) -> None:
        vectors = BUNDLED / "vectors.pt"
        options = learn_on(BUNDLED / "mentions.pt", tmp_path, vectors, rate=0.001, steps=10)
        words = Pretrain(str(full_precision(vectors, tmp_path)))
        trainer = Trainer(model_file=options[-1], pretrain=words)
        tags = ["B-CUE", "B-ROLE", "I-ROLE", "B-PERSON", "I-PERSON", "O"]
        forms = "kata Kepala Desa Sri Wahyuni .".split()
        sentence = [
            {"text": f, "multi_ner": ["_", tag]} for f, tag in zip(forms, tags, strict=True)
        ]
        args = (8, trainer.args, words, trainer.vocab)
        (batch,) = DataLoader(Document([sentence]), *args, evaluation=True)
        assert trainer.predict(batch) == [
            ["S-CUE", "B-ROLE", "E-ROLE", "B-PERSON", "E-PERSON", "O"]
        ]
        torch.manual_seed(1)
        loss = trainer.update(batch, eval=True)
        for _ in range(10):
            trainer.update(batch)
        assert trainer.update(batch, eval=True) < loss


class TestAnnotated:
    def test_words_are_found_where_they_stand(self) -> None:
        (found,) = annotated.located(TEXT, [QUOTE])
        for name in ("mention", "cue"):
            assert TEXT[found[f"{name}_start"] : found[f"{name}_end"]] == QUOTE[name]
        assert TEXT[found["start"] : found["end"]] == QUOTE["quote"]
        assert found["honorific"] == "Dr."

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"quote": "Stok habis"}, "not in the article"),
            ({"mention": "Budi"}, "does not stand beside"),
            ({"cue": "ujar"}, "does not stand beside"),
            ({"role": "Menteri"}, "role 'Menteri' is not in the article"),
            ({"type": "straight"}, "type 'straight'"),
        ],
    )
    def test_words_that_cannot_be_found_are_told(self, change: dict[str, str], said: str) -> None:
        (found,) = annotated.located(TEXT, [QUOTE | change])
        assert said in found["problem"]

    def test_packing_keeps_no_text_and_loses_nothing(self) -> None:
        clitic = {
            "type": "indirect", "quote": "stok cukup", "speaker": "Sri Wahyuni",
            "speaker_kind": "person", "role": "Kepala Dinas Pangan", "title": None,
            "mention": "-nya", "cue": "katanya",
        }  # fmt: skip
        quotes = list(annotated.located(TEXT, [QUOTE, clitic]))
        kept = annotated.packed({"text": TEXT, "outlet": "antara", "quotes": quotes})
        assert "Stok aman" not in json.dumps(kept)
        back = annotated.unpacked(kept, TEXT)
        for read, written in zip(back["quotes"], quotes, strict=True):
            assert {name: read[name] for name in written} == written

    def test_labels_come_from_the_mention_and_the_cue(self) -> None:
        article = {"text": TEXT, "quotes": list(annotated.located(TEXT, [QUOTE]))}
        found = {TEXT[a:b]: label for a, b, label in spans(article)}
        assert found == {
            "kata": "CUE", "Kepala Dinas Pangan": "ROLE", "Dr": "HON", "Sri Wahyuni": "PERSON",
        }  # fmt: skip

    @pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda p: p.stem)
    def test_the_annotations_kept_here_are_whole(self, path: Path) -> None:
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert articles
        assert len({a["sha256"] for a in articles}) == len(articles)
        for article in articles:
            assert set(article) == {"sha256", "outlet", "quotes"}
            for quote in article["quotes"]:
                assert quote["type"] in annotated.TYPES
                assert 0 <= quote["start"] < quote["end"]
                assert not {"quote", "text", "cue"} & set(quote)

    @pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda p: p.stem)
    def test_the_annotations_join_their_articles(self, path: Path, shared: Path) -> None:
        articles = annotated.load(path, shared / "news" / "news.jsonl.gz")
        assert len(articles) == len(path.read_text(encoding="utf-8").splitlines())
        for article in articles:
            for quote in article["quotes"]:
                assert quote["quote"].strip()
                if "cue_start" in quote:
                    assert quote["cue"] == quote["cue"].strip()


def test_each_corpus_teaches_its_own_column() -> None:
    rows = json.loads(two_columns([[("Sri", "B-PER")]], [tag([("kata", 0, 4)], [(0, 4, "CUE")])]))
    assert rows == [
        [{"text": "Sri", "multi_ner": ["B-PER", "_"]}],
        [{"text": "kata", "multi_ner": ["_", "B-CUE"]}],
    ]


class TestDecisions:
    def test_folds_keep_an_article_together(self) -> None:
        found = [Stretch(f"a{i % 12}", frozenset({"x"}), True) for i in range(60)]
        asides = []
        for taught, aside in decisions.folds(found):
            assert {s.article for s in taught}.isdisjoint(s.article for s in aside)
            assert len(taught) + len(aside) == len(found)
            asides += [s.article for s in aside]
        assert sorted(asides) == sorted(s.article for s in found)

    def test_what_is_written_is_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "weights.toml"
        weights = {'opens: "': 0.25, "bias": -1.5}
        decisions.write(path, "Two lines\nof comment.", weights)
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# Two lines\n# of comment.\n")
        assert tomllib.loads(text)["weights"] == weights

    def test_a_feature_of_statements_alone_speaks_for_them(self) -> None:
        found = [Stretch("a", frozenset({"clause"}), True) for _ in range(30)]
        found += [Stretch("b", frozenset({"topic"}), False) for _ in range(30)]
        weights = statements.fit(found)
        assert weights["clause"] > 0 > weights["topic"]
        assert statements.kept(found, weights) == (30, 0)

    def test_the_one_meant_outweighs_the_others(self) -> None:
        last = Candidate(Speaker("Andi", SpeakerKind.PERSON), frozenset({"spoke last"}))
        other = Candidate(Speaker("Budi", SpeakerKind.PERSON), frozenset({"has not spoken"}))
        found = [Example("a", "nya", (other, last), (False, True)) for _ in range(30)]
        weights = antecedents.fit(found)
        assert weights["nya: spoke last"] > 0 > weights["nya: has not spoken"]
        assert antecedents.share_right(found, weights) == {"nya": 1.0}

    def test_the_annotated_position_outweighs_the_others_and_none(self) -> None:
        longest = positions.Candidate("Ketua RT 05", frozenset({"the longest"}))
        other = positions.Candidate("warga", frozenset({"not the longest"}))
        nothing = positions.Candidate(None, frozenset({"no role"}))
        found = [
            roles.Example("a", ("Ketua RT 05",), (longest, other, nothing), (1.5, 0, 0))
            for _ in range(30)
        ]
        weights = roles.fit(found)
        assert weights["the longest"] > max(weights["not the longest"], weights["no role"])
        assert roles.figures(found, weights) == {"of the best": 1.0}


def test_the_average_stands_in_for_the_weights_and_gives_them_back() -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(0.0)
    average = Average(model)
    with torch.no_grad():
        model.weight.fill_(1.0)
    for _ in range(3):
        average.update()
    with average.in_place():
        assert 0.0 < model.weight.item() < 1.0
    assert model.weight.item() == 1.0


class TestOrdinary:
    TEXTS = ("Sutarman turut maju. Ia turut pulang.",) * 10

    def test_words_in_lower_case_are_ordinary(self) -> None:
        assert ordinary(iter(self.TEXTS)) == ["maju", "pulang", "turut"]

    def test_a_word_that_is_a_name_as_well_is_none(self) -> None:
        assert "turut" not in ordinary(iter((*self.TEXTS, "Kami kenal Turut dari Bantul.")))

    def test_a_headline_says_nothing(self) -> None:
        headline = "Sutarman Turut Maju Lagi"
        assert "turut" in ordinary(iter((*self.TEXTS, headline)))

    def test_what_few_articles_have_is_left_out(self) -> None:
        assert ordinary(iter(self.TEXTS[1:])) == []
