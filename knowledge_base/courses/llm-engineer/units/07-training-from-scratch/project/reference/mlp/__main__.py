"""python -m mlp"""

import sys

from mlp.command import main

sys.exit(main())
