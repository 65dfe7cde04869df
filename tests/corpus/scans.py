"""Scanned PDF files, and a program that stands in for ocrmypdf."""

import io
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LEASE = "The lease of the north pier ends in 2031."
NOTHING = ""


def scanned(*pages: str, number: int = 1) -> bytes:
    """Return a PDF file; a page with words has them as text, and one without is an image.

    Args:
        number: makes files with the same pages differ.
    """
    return _drawn(pages, number, mode=0)


def with_text_layer(*pages: str) -> bytes:
    """Return what OCR makes of a scanned file: invisible text over the image."""
    return _drawn(pages, 1, mode=3)


def _drawn(pages: tuple[str, ...], number: int, mode: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792), invariant=1)
    canvas.setSubject(str(number))
    scan = Image.new("L", (61, 79), 230)
    scan.paste(40, (6, 6, 40, 9))
    for words in pages:
        if mode or not words:
            canvas.drawImage(ImageReader(scan), 0, 0, 612, 792)
        text = canvas.beginText(72, 700)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(mode)
        text.textLines(words)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def stand_in(folder: Path, result: bytes, deed: str = "") -> Path:
    """Write a program "ocrmypdf" that gives a result, and logs its arguments; return the log.

    Args:
        deed: what the shell does first, such as "exit 3".
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result").write_bytes(result)
    log, program = folder / "calls", folder / "ocrmypdf"
    program.write_text(
        f"#!/bin/sh\nfor last; do :; done\necho \"$@\" >> '{log}'\n{deed}\n"
        f"cat '{folder / 'result'}' > \"$last\"\n"
    )
    program.chmod(0o755)
    return log


def calls(log: Path) -> list[str]:
    """Return the arguments of each call of the program."""
    return log.read_text().splitlines() if log.exists() else []
