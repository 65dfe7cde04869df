"""Open a PDF file."""

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import ScannedFile, UnreadableFile
from corpus.omission_words import RUN_OCR
from corpus.omissions import OmissionKind
from corpus.report import Box

_HEADER_WITHIN = 1024


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF file that has at least one page.

    Raises:
        UnreadableFile: when the file is not a PDF, is damaged, or has a password.
    """
    if not content:
        raise UnreadableFile("the file is empty: copy it again")
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise UnreadableFile(
            "the file is not a valid PDF: export it as PDF, or correct its extension"
        )
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error):
            raise UnreadableFile("the file has a password: save it without a password") from error
        raise UnreadableFile(
            "the file is damaged: download it again, or save a copy from a PDF viewer"
        ) from error
    if not pages:
        document.close()
        raise UnreadableFile("the file has no pages: download it again")
    return document


def refusal(kinds: set[OmissionKind]) -> UnreadableFile:
    """Return the error of a file that gave no text, by what it lacks."""
    if "garbled" in kinds:
        return UnreadableFile(
            "the text layer of the file is garbled: run OCR on it, for example ocrmypdf --force-ocr"
        )
    if kinds and "no_text" not in kinds:
        return UnreadableFile(
            "the file shows no text: save it without what hides its text, or delete it"
        )
    return ScannedFile(f"the file has no text layer, as is usual for scans: {RUN_OCR}")


def visible_area(page: pypdfium2.PdfPage) -> Box:
    """Return left, bottom, right and top of the page's visible area in PDF coordinates."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    return (
        max(crop[0], media[0]),
        max(crop[1], media[1]),
        min(crop[2], media[2]),
        min(crop[3], media[3]),
    )
