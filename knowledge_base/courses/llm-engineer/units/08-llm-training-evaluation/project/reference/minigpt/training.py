"""The training loop, that can be interrupted."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from minigpt.model import GPT, Config


@dataclass
class Settings:
    """How to train.

    Attributes:
        steps, warmup: in all, and those in which the learning rate goes up.
        peak: the highest learning rate.
        rows: sequences of a batch.
        weight_decay: of the matrices; biases and gains have none.
        clip: the largest norm of the gradient.
        seed: of the batches and of dropout.
    """

    steps: int = 400
    warmup: int = 30
    peak: float = 0.008
    rows: int = 16
    weight_decay: float = 0.1
    clip: float = 1.0
    seed: int = 0


def rate(step: int, settings: Settings) -> float:
    """The learning rate of a step, from 0 on: up in a straight line, down along a cosine to a tenth."""
    if step < settings.warmup:
        return settings.peak * (step + 1) / settings.warmup
    progress = (step - settings.warmup) / (settings.steps - settings.warmup)
    return settings.peak * (0.1 + 0.45 * (1 + math.cos(math.pi * progress)))


class Run:
    """A training that can be stopped, saved and taken up again, and ends as if it had never stopped.

    Args:
        model: trained in place.
        ids: that it learns from.
        settings: see there.

    Attributes:
        model: as it is now.
        step: steps that are done.
        losses: of each step.
    """

    def __init__(self, model: GPT, ids: list[int], settings: Settings) -> None:
        torch.manual_seed(settings.seed)
        self.model, self.settings = model, settings
        self.step, self.losses = 0, []
        self._ids = torch.tensor(ids)
        self._generator = torch.Generator().manual_seed(settings.seed)
        matrices = [each for each in model.parameters() if each.ndim > 1]
        others = [each for each in model.parameters() if each.ndim < 2]
        groups = [
            {"params": matrices, "weight_decay": settings.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=settings.peak, betas=(0.9, 0.95))

    def advance(self, until: int) -> None:
        """Train until so many steps are done; the model is left in evaluation mode."""
        length = self.model.config.context + 1
        self.model.train()
        while self.step < until:
            for group in self._optimizer.param_groups:
                group["lr"] = rate(self.step, self.settings)
            starts = torch.randint(
                len(self._ids) - length + 1, (self.settings.rows,), generator=self._generator
            )
            rows = torch.stack([self._ids[start : start + length] for start in starts])
            logits = self.model(rows[:, :-1])
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
            self._optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
            self._optimizer.step()
            self.losses.append(loss.item())
            self.step += 1
        self.model.eval()

    def save(self, path: Path | str) -> None:
        """Write a checkpoint that `torch.load` reads with `weights_only=True`."""
        torch.save(
            {
                "config": asdict(self.model.config),
                "settings": asdict(self.settings),
                "model": self.model.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "step": self.step,
                "losses": self.losses,
                "data": self._generator.get_state(),
                "torch": torch.get_rng_state(),
            },
            path,
        )

    @classmethod
    def load(cls, path: Path | str, ids: list[int]) -> "Run":
        """The run that was saved, with the same ids; it goes on as if nothing had happened."""
        saved = torch.load(path, weights_only=True)
        run = cls(GPT(Config(**saved["config"]), seed=0), ids, Settings(**saved["settings"]))
        run.model.load_state_dict(saved["model"])
        run.model.eval()
        run._optimizer.load_state_dict(saved["optimizer"])
        run.step, run.losses = saved["step"], saved["losses"]
        run._generator.set_state(saved["data"])
        torch.set_rng_state(saved["torch"])
        return run
