"""Keep the memory of a serving process small."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # parameters of mallopt(3)
_MOST_FREE, _LARGE = 128 * 1024, 512 * 1024  # bytes


def return_freed_memory() -> bool:
    """Have the C library return freed memory to the system; tell whether it has been told.

    By itself glibc raises both limits up to 64 MB with what is freed, and what loading an index
    and two networks has freed then stays with the process. C libraries without ``mallopt`` are
    left as they are.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    limits = ((_TRIM_THRESHOLD, _MOST_FREE), (_MMAP_THRESHOLD, _LARGE))
    return all(mallopt(name, value) == 1 for name, value in limits)
