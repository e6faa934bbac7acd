"""python -m docrag"""

import sys

from docrag.command import main

sys.exit(main())
