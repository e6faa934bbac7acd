"""Set up whatever is needed, then open the tutor: `python3 start.py` (or any command: `… ask "…"`)."""

import subprocess
import sys

from scripts.environment import environment

if __name__ == "__main__":
    python = environment()
    try:
        sys.exit(subprocess.run([str(python), "-m", "tui.cli", *sys.argv[1:]], check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(130)
