"""A whole corpus: read, cut into shards, extracted, joined; ``run`` does it all."""

from pipeline.batch.run import RunSummary, run

__all__ = ["RunSummary", "run"]
