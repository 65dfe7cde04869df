"""Read question files and answer them, in the shell and in the background."""
