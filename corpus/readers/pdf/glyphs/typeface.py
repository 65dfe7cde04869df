"""Tell a bold and an italic font by its name and by the flags that the file states."""

import re
from functools import lru_cache

_BOLD = re.compile(
    r"bold|black|heavy"
    r"|demi|medi(?!um|a|ci)"  # the bold of the URW fonts: NimbusRomNo9L-Medi, Bookman-Demi
    r"|(?:^|\+)(?:cm|ec|sf)(?:ss)?(?:bx|b\d|sx\d)"  # the bold of TeX: CMBX12, SFBX1000, CMSSBX10
    r"|\.bi?(?:\+|$)",  # the bold of publishers that rename fonts: AdvTTaf7f9f4f.B
)
_ITALIC = re.compile(r"ital|oblique|(?:^|\+)(?:cm|ec|sf)ti\d|\.b?i(?:\+|$)")
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 18
"""ISO 32000-1, table 123."""


@lru_cache(maxsize=1000)
def weight(name: bytes, flags: int) -> tuple[bool, bool]:
    """Return whether a font is bold and whether it is italic.

    Args:
        name: its PostScript name.
        flags: the flags of its font descriptor.
    """
    font = name.decode("utf-8", "replace").casefold()
    bold = bool(_BOLD.search(font)) or bool(flags & _FORCE_BOLD_FLAG)
    return bold, bool(_ITALIC.search(font)) or bool(flags & _ITALIC_FLAG)
