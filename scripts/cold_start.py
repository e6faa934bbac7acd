"""How long the tutor takes to start: python -m scripts.cold_start [--runs 9]

Each row is a fresh process; the median and the best of several runs, in milliseconds of wall time and of
processor time (what a busy machine does not stretch).
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

STARTS: dict[str, Sequence[str]] = {
    "python -c pass": ["-c", "pass"],
    "import typer": ["-c", "import typer"],
    "tutor --help": ["-c", "from tui.cli import main; main(['--help'])"],
    "tutor course list": ["-c", "from tui.cli import main; main(['course', 'list', '--json'])"],
    "import tui.app": ["-c", "import tui.app"],
    "import the agent": ["-c", "import langgraph.graph, openai, chromadb"],
}


def measured(arguments: Sequence[str]) -> tuple[float, float]:
    """Wall and processor milliseconds of one process.

    Raises:
        subprocess.CalledProcessError: it ended badly; its time would mean nothing.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=os.environ)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return 1000 * wall, 1000 * processor


def main() -> None:
    """Measure every start and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print("| start | wall median | wall best | processor median |\n|---|---:|---:|---:|")
    for name, arguments in STARTS.items():
        measured(arguments)  # the first run fills the caches
        samples = [measured(arguments) for _ in range(runs)]
        wall, processor = [sample[0] for sample in samples], [sample[1] for sample in samples]
        cells = (statistics.median(wall), min(wall), statistics.median(processor))
        print(f"| {name} | " + " | ".join(f"{cell:.0f} ms" for cell in cells) + " |")


if __name__ == "__main__":
    main()
