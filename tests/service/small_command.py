"""Run the command line with the small embedder: python -m tests.service.small_command COMMAND …"""

import sys

from index.encode import choose
from service.shell.main import main
from tests.fakes import BagOfWords
from tests.index.build.build_small import use_the_small_embedder

if __name__ == "__main__":
    use_the_small_embedder()
    choose.encoder_for_serving = lambda *_: BagOfWords()
    sys.exit(main())
