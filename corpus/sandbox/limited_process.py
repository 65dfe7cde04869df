"""Run another program under limits: ``python -m corpus.sandbox.limited_process``.

The limits hold for each process that the program starts. All of them end with the process that
started this one.
"""

import fcntl
import os
import resource
import select
import sys


def main() -> None:
    """Limit this process, and become the program of the arguments."""
    lifeline, memory_bytes, seconds = map(int, sys.argv[1:4])
    folder, *command = sys.argv[4:]
    end_with_parent(lifeline, -os.getpgrp())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.chdir(folder)
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


def end_with_parent(lifeline: int, owner: int) -> None:
    """Make the kernel end a process as soon as the parent process ends.

    Args:
        lifeline: read end of a pipe. Only the parent has the write end, and never writes.
        owner: the process; a negative number is a group of processes.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, owner)
    # Closing the other end raises SIGIO, which ends the process even inside library code.
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit("the parent process has ended")


if __name__ == "__main__":
    main()
