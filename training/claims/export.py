"""Write the support network as it ships, in eight bits: python -m training.claims.export."""

import argparse
from pathlib import Path

from index.rerank.support_network import PACKAGED_SUPPORT
from training.claims.__main__ import OUT
from training.claims.network import support_network
from training.export import write
from training.network import load


def main() -> None:
    """Export the weights of a folder."""
    parser = argparse.ArgumentParser(prog="python -m training.claims.export")
    parser.add_argument("--weights", type=Path, default=OUT, help="their folder")
    parser.add_argument("--out", type=Path, default=PACKAGED_SUPPORT)
    options = parser.parse_args()
    network = support_network(None, dropout=0.0)
    load(network, options.weights)
    write(network, options.out)


if __name__ == "__main__":
    main()
