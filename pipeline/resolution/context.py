"""The words around a quote that show who said it."""

from pipeline.records import LONGEST_CONTEXT, AnnotatedArticle, Attribution
from pipeline.spans import reaching


def context_of(attribution: Attribution, article: AnnotatedArticle) -> str:
    """Return the sentences of quote, cue and mention on one line.

    What is longer than ``LONGEST_CONTEXT`` loses its middle: the attribution is worth more than the
    middle of a long quote.
    """
    detection, mention = attribution.detection, attribution.mention
    spans = [detection.span]
    if detection.cue:
        spans.append(detection.cue.span)
    if mention:
        spans.append(mention.span)
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    for sentence in reaching(article.sentence_starts, article.sentences, start, end):
        if sentence.end > start and sentence.start < end:
            start, end = min(start, sentence.start), max(end, sentence.end)
    context = " ".join(article.text[start:end].split())
    if len(context) <= LONGEST_CONTEXT:
        return context
    half = LONGEST_CONTEXT // 2 - 2
    return f"{context[:half]} … {context[-half:]}"
