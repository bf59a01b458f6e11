"""What annotating is made of: Stanza's networks, how they are fed, and where sentences end.

``stored`` says how weights lie on the disk; ``forms`` keeps what a network makes of a word form by
itself; ``recurrent`` runs LSTM layers over batches. On top of them stand the three kinds of
network: ``segmenter``, ``tagger`` and ``labeller``; ``sentences`` has the rules that overrule the
first where they are sure. Beside ``pipeline.stages.annotate`` the only modules that import torch.
"""
