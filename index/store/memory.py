"""Define what a generation tells of earlier ones without its search: ``Memory``."""

from typing import Protocol

from index.store.former import FormerReport, FormerText, PackedText
from index.store.manifest import Manifest


class Memory(Protocol):
    """What a generation knows of earlier texts, and of the editions of its reports."""

    manifest: Manifest

    def former_text(self, text_sha256: str) -> FormerText | None:
        """Return a text that a report had in an earlier generation and no longer has.

        A generation keeps up to ``Plan.former_text_bytes`` of them, compressed, and forgets the
        oldest first.
        """

    def packed_text(self, text_sha256: str) -> PackedText | None:
        """Return a text of ``former_text`` in its compressed form."""

    def former_reports(self, report_id: str | None = None) -> list[FormerReport]:
        """Return the reports whose former texts are kept, newest first; of one id, or all."""

    def close(self) -> None:
        """Close the files."""
