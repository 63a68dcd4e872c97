"""`python -m tenrec` is the same as `tenrec`."""

import sys

from tenrec.cli.main import main

sys.exit(main())
