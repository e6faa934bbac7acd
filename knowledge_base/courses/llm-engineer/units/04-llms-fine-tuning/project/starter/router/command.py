"""The command line: python -m router train --seed 1 --out results"""

import sys
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and report; 0 when done.

    train --seed N --out FOLDER [--data FOLDER] writes into FOLDER, which is made where it is missing:
    model/ (that Router.load reads), errors.csv (text, department, predicted, probability: of the predicted
    department; one line for each mistake on the test) and report.md, with the macro F1 of the router and of
    the baseline on the test with 3 decimals, the confusion matrix, the threshold with 4 decimals, Wilson's
    interval of the recall of fraud with 2, and the monthly cost of both without decimals.
    """
    raise NotImplementedError


if __name__ == "__main__":
    sys.exit(main())
