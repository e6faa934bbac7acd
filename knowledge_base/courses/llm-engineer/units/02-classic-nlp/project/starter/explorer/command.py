"""The command line: python -m explorer --query "..." --method both"""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Print neighbours of a query, or how well each method agrees with the judged pairs; 0 when done.

    Options: --query TEXT, --method tfidf|average|both, --top K, --evaluate, --data FOLDER (the one beside the
    package when left out). Fields are separated by tabs; one line for each neighbour, best first:
        method, similarity, id, text, terms that weighed most (with commas)
    and with --evaluate one line for each method: method, correlation.
    """
    raise NotImplementedError
