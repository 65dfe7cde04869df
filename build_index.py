"""Build the index over a folder of reports: python build_index.py --help."""

import sys

from index.build.command import main as build


def main(arguments: list[str] | None = None) -> int:
    """Run a build and return its exit code: 0 done, 1 not done, 2 wrong usage."""
    return build(arguments, "build_index.py")


if __name__ == "__main__":
    sys.exit(main())
