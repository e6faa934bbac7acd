"""The command line: python -m minigpt train --seed 1 --out results"""

import sys
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
ORDER, PROMPT, LENGTH = 4, 12, 24  # of the n-grams, and of the test for recited text
TEMPERATURES = (0, 0.5, 1.0)
PROMPTS = ("Al amanecer, Lucía", "Day 12. The")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and report; 0 when done.

    train --seed N --out FOLDER [--data FOLDER] curates corpus.jsonl, splits it with seed 0 whatever the seed
    of the training is, and writes into FOLDER, which is made where it is missing:
    model.pt (a checkpoint that `Run.load` reads), tokenizer.json, curve.csv (step, train_loss, valid_loss),
    samples.md (both prompts at each temperature) and MODEL_CARD.md, with headings for use, data, training,
    evaluation, memorisation and limits. The card has the perplexity on the test of the model and of 4-grams
    with 2 decimals and their bits per byte with 3, the shares of training and of test documents that are
    recited (12 ids given, 24 to come) with 3, both licences, and how many documents train and test it.
    """
    raise NotImplementedError


if __name__ == "__main__":
    sys.exit(main())
