"""Averaged weights: what a network is judged by and saved with while it learns.

From one evaluation to the next a tagger of this size goes up and down by a point or two, and the
best of a dozen is partly luck. The exponential moving average of its weights over the last few
hundred steps is steadier (Polyak and Juditsky, 1992); the part-of-speech tagger gains by it, the
mention tagger does not (``benchmarks/RESULTS.md``). Learning goes on with the weights as they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

DECAY = 0.998  # a step's weights count half of the newest's some 350 steps later
WARM = 10


class Average:
    """The moving average of a model's learnt weights."""

    def __init__(self, model: torch.nn.Module) -> None:
        """Begin with the weights as they are."""
        self._learnt = [p for p in model.parameters() if p.requires_grad]
        self._mean = [p.detach().clone() for p in self._learnt]
        self._steps = 0

    def update(self) -> None:
        """Take in the weights of the step just made; the first steps' fade quickly."""
        self._steps += 1
        decay = min(DECAY, (1 + self._steps) / (WARM + self._steps))
        with torch.no_grad():
            for mean, weight in zip(self._mean, self._learnt, strict=True):
                mean.lerp_(weight, 1 - decay)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the average in the model's place for a while."""
        own = [weight.data for weight in self._learnt]
        for weight, mean in zip(self._learnt, self._mean, strict=True):
            weight.data = mean
        try:
            yield
        finally:
            for weight, data in zip(self._learnt, own, strict=True):
                weight.data = data


def _averaged(trainer: type[Any]) -> type[Any]:
    """Return a Stanza trainer that predicts and saves with averaged weights."""

    class Averaged(trainer):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._average = Average(self.model)

        def update(self, batch: Any, eval: bool = False) -> Any:
            loss = super().update(batch, eval)
            if not eval:
                self._average.update()
            return loss

        def predict(self, *args: Any, **options: Any) -> Any:
            with self._average.in_place():
                return super().predict(*args, **options)

        def save(self, *args: Any, **options: Any) -> None:
            with self._average.in_place():
                super().save(*args, **options)

    return Averaged


@contextmanager
def averaging(tool: Any) -> Iterator[None]:
    """Let a Stanza training tool (``ner_tagger``, ``tagger``) train with averaged weights."""
    original = tool.Trainer
    tool.Trainer = _averaged(original)
    try:
        yield
    finally:
        tool.Trainer = original
