"""How sure a row is: a figure from the way the quote was found and its speaker resolved."""

from pipeline.records import Detection, Resolution

# shares of rows of each kind that are right end to end on annotated articles; see benchmarks/RESULTS.md
BY_RULE = {"direct_cue_after": 0.97}
DEFAULT = 0.75


def confidence(detection: Detection, resolution: Resolution) -> float:
    """Return a confidence between 0 and 1, rounded to three decimals."""
    if resolution is Resolution.UNRESOLVED:
        return 0.3
    return round(BY_RULE.get(detection.rule, DEFAULT), 3)
