"""The commands of the runbook: python -m service.release train|register|promote ..."""

import argparse
from pathlib import Path

from service.registry import promote, register
from service.train import train


def main(arguments: list[str] | None = None) -> int:
    """Run one of them and print the run's id or the version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("store"))
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("train")
    one.add_argument("--data", type=Path, default=Path("data/messages.csv"))
    one.add_argument("--seed", type=int, default=0)
    commands.add_parser("register").add_argument("run_id")
    one = commands.add_parser("promote")
    one.add_argument("version", type=int)
    one.add_argument("--expected", type=int, help="the version served now; left out where there is none")
    chosen = parser.parse_args(arguments)
    if chosen.command == "train":
        print(train(chosen.data, chosen.store, seed=chosen.seed))
    elif chosen.command == "register":
        print(register(chosen.store, chosen.run_id))
    else:
        promote(chosen.store, chosen.version, chosen.expected)
        print(chosen.version)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
