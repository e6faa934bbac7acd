"""python -m assistant"""

import sys

from assistant.command import main

sys.exit(main())
