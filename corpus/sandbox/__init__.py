"""Read files from outside in child processes, under limits."""
