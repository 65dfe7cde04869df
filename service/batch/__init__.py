"""Answer question files, in the shell and in the background."""
