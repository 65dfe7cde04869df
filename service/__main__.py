"""Run a command: python -m service ask | batch | serve | build | verify | check | passages."""

import sys

from service.shell.main import main

if __name__ == "__main__":
    sys.exit(main())
