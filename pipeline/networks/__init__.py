"""Stanza's networks, and how they are fed: many articles at once, and nothing computed twice.

``stored`` says how weights lie on the disk; ``forms`` keeps what a network makes of a word form by
itself; ``recurrent`` runs LSTM layers over batches. On top of them stand the three kinds of
network: ``segmenter``, ``tagger`` and ``labeller``. Beside ``pipeline.stages.annotate`` the only
modules that import stanza or torch.
"""
