"""The command line: python -m minigpt train --seed 1 --out results"""

import argparse
import copy
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from minigpt.corpus import LICENCES, curate, leaked, read_documents, split
from minigpt.measures import NGram, bits_per_byte, perplexity, window_nats
from minigpt.memory import recited
from minigpt.model import GPT, Config
from minigpt.sampling import generate
from minigpt.tokenizer import Tokenizer, joined
from minigpt.training import Run, Settings

DATA = Path(__file__).resolve().parents[1] / "data"
ORDER, PROMPT, LENGTH = 4, 12, 24  # of the n-grams, and of the test for recited text
TEMPERATURES = (0, 0.5, 1.0)
PROMPTS = ("Al amanecer, Lucía", "Day 12. The")
_EVERY = 50  # steps


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
    parser = argparse.ArgumentParser(prog="minigpt", description=__doc__)
    parser.add_argument("action", choices=["train"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    documents, dropped = curate(read_documents(chosen.data / "corpus.jsonl"))
    train, valid, test = ([each["text"] for each in part] for part in split(documents, 0))
    tokenizer = Tokenizer(train, 1000)
    tokenizer.save(chosen.out / "tokenizer.json")
    config = Config(tokenizer.size)
    run = Run(GPT(config, chosen.seed), joined(tokenizer, train), Settings(seed=chosen.seed))
    curve = _train(run, joined(tokenizer, valid), chosen.out / "model.pt")
    with (chosen.out / "curve.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("step", "train_loss", "valid_loss"))
        writer.writerows((step, f"{one:.4f}", f"{other:.4f}") for step, one, other in curve)
    (chosen.out / "samples.md").write_text(_samples(run.model, tokenizer), encoding="utf-8")
    card = _card(run.model, tokenizer, (train, valid, test), dropped, chosen.seed)
    (chosen.out / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    return 0


def _train(run: Run, valid: list[int], path: Path) -> list[tuple[int, float, float]]:
    """Train, keep the best weights by validation, and write them as a checkpoint."""
    context, curve, best = run.model.config.context, [], None
    for step in range(_EVERY, run.settings.steps + 1, _EVERY):
        run.advance(step)
        loss = window_nats(run.model, valid, context, context // 2) / (len(valid) - 1)
        curve.append((step, sum(run.losses[-_EVERY:]) / _EVERY, loss))
        if best is None or loss <= min(each[2] for each in curve):
            best = copy.deepcopy(run.model.state_dict())
    run.model.load_state_dict(best)
    run.save(path)
    return curve


def _samples(model: GPT, tokenizer: Tokenizer) -> str:
    lines = ["# Samples", ""]
    for temperature in TEMPERATURES:
        lines += [f"## Temperature {temperature}", ""]
        for prompt in PROMPTS:
            text = generate(
                model,
                tokenizer,
                prompt,
                90,
                model.config.context,
                temperature=temperature,
                top_p=0.95,
                seed=3,
            )
            lines += [f"> {text}".replace("\n", "\n> "), ""]
    return "\n".join(lines)


def _card(
    model: GPT, tokenizer: Tokenizer, parts: Sequence[list[str]], dropped: dict[str, int], seed: int
) -> str:
    train, _, test = parts
    context, ids = model.config.context, joined(tokenizer, test)
    nats = window_nats(model, ids, context, context // 2)
    grams = NGram(joined(tokenizer, train), ORDER, tokenizer.size).nats(ids)
    shares = [
        recited(model, [[tokenizer.eos, *tokenizer.encode(text)] for text in some], PROMPT, LENGTH, context,
                tokenizer.eos)
        for some in (train, test)
    ]  # fmt: skip
    overlap = max(leaked(text, train, 13) for text in test)
    rows = [
        f"| {name} | {perplexity(value, len(ids) - 1):.2f} | {bits_per_byte(value, test):.3f} |"
        for name, value in (("mini GPT", nats), (f"{ORDER}-grams", grams))
    ]
    size = sum(each.numel() for each in model.parameters())
    return "\n".join(
        [
            f"# Mini GPT of Puerto Brisa, seed {seed}",
            "",
            "## Use",
            "",
            "To learn how a language model is trained and measured. It is no assistant and knows no facts.",
            "",
            "## Data",
            "",
            f"Documents about an invented town, in Spanish and English, under {' and '.join(LICENCES)}.",
            f"Dropped: {', '.join(f'{count} for {reason}' for reason, count in dropped.items())}.",
            f"Documents for training, validation and test: {', '.join(str(len(part)) for part in parts)}.",
            f"No test document has more than {overlap:.0%} of its runs of 13 words in the training texts.",
            "Addresses were replaced by [email] and [phone].",
            "",
            "## Training",
            "",
            f"{size} parameters, context of {context} tokens, byte-level BPE with {tokenizer.size} ids"
            f" (fertility on the test {tokenizer.fertility(' '.join(test)):.2f}), on one core.",
            "",
            "## Evaluation",
            "",
            f"On the test, with a window of {context} tokens that moves by {context // 2}:",
            "",
            "| model | perplexity | bits per byte |",
            "|---|---|---|",
            *rows,
            "",
            "## Memorisation",
            "",
            f"Given {PROMPT} ids, the next {LENGTH} come back as they were for {shares[0]:.3f} of the"
            f" training documents and {shares[1]:.3f} of those of the test.",
            "",
            "## Limits",
            "",
            "The texts come from a grammar: the model writes nothing that is far from it. Numbers in the"
            " log often do not add up, and colours and names are mixed up.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
