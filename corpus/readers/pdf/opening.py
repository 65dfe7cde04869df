"""Open a PDF file."""

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import UnreadableFile

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
