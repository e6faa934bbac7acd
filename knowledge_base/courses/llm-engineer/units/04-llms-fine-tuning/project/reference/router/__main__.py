"""python -m router"""

import sys

from router.command import main

sys.exit(main())
