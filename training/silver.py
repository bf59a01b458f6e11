"""Name-tagged sentences of the annotated articles: a first name tagger's labels, corrected by the annotation.

The annotation names every speaker in full; wherever such a name, or a word of it alone, stands in the
article, it is a person, whatever the first tagger thought. Other labels are the tagger's own.

Usage: python -m training.silver GOLD.jsonl MODELS OUT.json
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.entities import key
from pipeline.records import Article, CleanArticle, Token
from pipeline.stages.annotate import Annotator
from pipeline.stages.clean import clean
from training.ner import Tagged

SHORTEST_WORD = 3


def people(article: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the words of every named speaker, the longest names first."""
    names = {key(q["speaker"]) for q in article["quotes"] if q["speaker_kind"] == "person"}
    return sorted(names, key=lambda name: (-len(name), name))


def corrected(tokens: Sequence[Token], names: Sequence[tuple[str, ...]]) -> Tagged:
    """Return BIO tags of one sentence."""
    tags = [t.name.replace("S-", "B-").replace("E-", "I-") for t in tokens]
    forms = [t.text.casefold() for t in tokens]
    single = {word for name in names for word in name if len(word) >= SHORTEST_WORD}
    at = 0
    while at < len(tokens):
        length = next((len(n) for n in names if tuple(forms[at : at + len(n)]) == n), 0)
        if not length and forms[at] in single and tokens[at].text[:1].isupper() and tags[at] == "O":
            length = 1
        if not length:
            at += 1
            continue
        end = at + length
        # what was left of an entity that the name cuts through is no entity
        before, after = at - 1, end
        while before >= 0 and tags[at] != "O" and tags[before + 1].startswith("I-") and tags[before] != "O":
            tags[before], before = "O", before - 1
        while after < len(tags) and tags[after].startswith("I-"):
            tags[after], after = "O", after + 1
        tags[at:end] = ["B-PER"] + ["I-PER"] * (length - 1)
        at = end
    return [(t.text, tag) for t, tag in zip(tokens, tags, strict=True)]


def main() -> None:
    """Tag the articles and write the sentences that hold a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("models", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    annotator = Annotator(args.models)
    sentences: list[Tagged] = []
    for line in args.gold.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        cleaned = clean(Article(article["id"], article["text"]))
        if not isinstance(cleaned, CleanArticle):
            continue
        names = people(article)
        for sentence in annotator.annotate([cleaned])[0].sentences:
            tagged = corrected(sentence.tokens, names)
            if any(tag != "O" for _, tag in tagged):
                sentences.append(tagged)
    args.out.write_text(json.dumps(sentences, ensure_ascii=False), encoding="utf-8")
    print(f"{len(sentences)} sentences")


if __name__ == "__main__":
    main()
