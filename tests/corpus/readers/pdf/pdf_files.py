"""Small PDF files for the tests, drawn word by word."""

import io

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612, 792
BODY, BOLD = "Times-Roman", "Times-Bold"
PARAGRAPH = (
    "The committee met in the spring and heard from eleven witnesses about the bridges of the",
    "northern counties, most of which were built before the war and have not been inspected",
    "since then. It asked the department for figures on cost and traffic by the end of June.",
)


class Drawing:
    """A PDF in the making; heights are measured from the top of the page."""

    def __init__(self, title: str = "", password: str | None = None) -> None:
        self._file = io.BytesIO()
        encryption = None if password is None else StandardEncryption(password, "owner")
        self.canvas = Canvas(
            self._file, pagesize=(WIDTH, HEIGHT), encrypt=encryption, invariant=True
        )
        self.canvas.setTitle(title)

    def line(
        self, text: str, top: float, left: float = 72, size: float = 11, font: str = BODY
    ) -> "Drawing":
        """Draw a line of text whose letters start this far below the page's top."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, HEIGHT - top - size, text)
        return self

    def lines(
        self, texts: tuple[str, ...], top: float, left: float = 72, size: float = 11
    ) -> "Drawing":
        """Draw lines of a paragraph, one below the other."""
        for at, text in enumerate(texts):
            self.line(text, top + 1.2 * size * at, left, size)
        return self

    def page(self) -> "Drawing":
        """Start the next page."""
        self.canvas.showPage()
        return self

    def save(self) -> bytes:
        """Return the file."""
        self.canvas.save()
        return self._file.getvalue()
