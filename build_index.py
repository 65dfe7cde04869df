"""Build the index over a folder of reports: python build_index.py --help."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run a build and return its exit code: 0 done, 1 not done, 2 wrong usage."""
    # Loaded here, so that Ctrl-C while it loads ends like Ctrl-C while it runs.
    from index.build.command import main as build

    return build(arguments, "build_index.py")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
