"""A serving process returns the memory that it has freed."""

import ctypes
import subprocess
import sys

import pytest

from service.http.memory import return_freed_memory

# Blocks below the limit of mmap, freed from the top of the heap; and one above, twice.
MEASURE = """
import ctypes, sys
import psutil
from service.http.memory import return_freed_memory

if sys.argv[1] == "told":
    assert return_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def filled(size):
    block = libc.malloc(ctypes.c_size_t(size))
    ctypes.memset(block, 1, size)
    return block

libc.free(filled(30_000_000))  # from here on glibc keeps up to 60 MB
start = psutil.Process().memory_info().rss
for block in [filled(1_000_000) for _ in range(40)]:
    libc.free(block)
print((psutil.Process().memory_info().rss - start) // 1_000_000)
"""


def kept(how: str) -> int:
    """Return the megabytes of 40 that a process keeps after it has freed them."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, how], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="this is no glibc")
def test_freed_memory_goes_back_to_the_system() -> None:
    assert kept("told") < 5
    assert kept("untold") > 30


def test_a_c_library_without_the_limits_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not return_freed_memory()
