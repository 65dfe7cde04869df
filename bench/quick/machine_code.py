"""Call the few instructions that Python has no words for: requests to callgrind, and cpuid.

A request to valgrind is a sequence of instructions that changes nothing on a processor and that
valgrind recognises (``valgrind.h``). So callgrind starts, stops and dumps at the very question.
"""

import ctypes
import mmap
import platform

_REQUEST = bytes.fromhex(
    "4889f8"  # mov rax, rdi: the address of the request
    "4889f2"  # mov rdx, rsi: the result without valgrind
    "48c1c703 48c1c70d 48c1c73d 48c1c733"  # rol rdi by 3, 13, 61 and 51: by 128 in all
    "4887db"  # xchg rbx, rbx
    "4889d0 c3"  # mov rax, rdx; ret
)
_CPUID = bytes.fromhex(
    "53 89f8 89f1"  # push rbx; mov eax, edi; mov ecx, esi
    "0fa2"  # cpuid
    "89d8 5b c3"  # mov eax, ebx; pop rbx; ret
)
_RUNNING_ON_VALGRIND = 0x1001
_CALLGRIND = ord("C") << 24 | ord("T") << 16
_ZERO, _DUMP_AT, _START, _STOP = _CALLGRIND + 1, _CALLGRIND + 3, _CALLGRIND + 4, _CALLGRIND + 5
_AVX2, _AVX512F = 1 << 5, 1 << 16


class _Code:
    """Machine code that can be called with integers."""

    def __init__(self, code: bytes) -> None:
        if platform.machine() != "x86_64":
            raise OSError(f"this machine code is for x86_64, not for {platform.machine()}")
        prot = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
        self._page = mmap.mmap(-1, len(code), prot=prot)
        self._page.write(code)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._page))
        integer = ctypes.c_uint64
        self._call = ctypes.CFUNCTYPE(integer, integer, integer)(address)

    def __call__(self, first: int, second: int) -> int:
        result: int = self._call(first, second)
        return result


class Callgrind:
    """Callgrind, told from within the process that it runs."""

    def __init__(self) -> None:
        """Make the machine code.

        Raises:
            OSError: on a processor of another kind.
        """
        self._code = _Code(_REQUEST)

    @property
    def is_running(self) -> bool:
        """Tell whether valgrind runs this process."""
        return self._request(_RUNNING_ON_VALGRIND) > 0

    def start(self) -> None:
        """Count from here."""
        self._request(_START)

    def stop(self) -> None:
        """Count no more."""
        self._request(_STOP)

    def zero(self) -> None:
        """Forget what was counted."""
        self._request(_ZERO)

    def dump(self, name: str) -> None:
        """Write what was counted to a file that bears the name, and begin anew."""
        text = ctypes.create_string_buffer(name.encode())
        self._request(_DUMP_AT, ctypes.addressof(text))

    def _request(self, number: int, argument: int = 0) -> int:
        request = (ctypes.c_uint64 * 6)(number, argument)
        return self._code(ctypes.addressof(request), 0)


def vector_instructions() -> str:
    """Return the widest vectors that the processor says it has; under valgrind, its processor."""
    found = _Code(_CPUID)(7, 0)
    if found & _AVX512F:
        return "AVX-512"
    return "AVX2" if found & _AVX2 else "no AVX2"
