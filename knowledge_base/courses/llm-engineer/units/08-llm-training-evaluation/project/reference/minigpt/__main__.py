"""python -m minigpt"""

import sys

from minigpt.command import main

sys.exit(main())
