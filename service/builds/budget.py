"""What one upload may bring: the limits for its files together."""

from typing import IO

from corpus.settings import Settings
from service.builds.names import FileRefused

_PIECE = 2**20


class Budget:
    """What one upload may still bring: files and bytes."""

    def __init__(self, settings: Settings) -> None:
        """Begin with the limits of the settings."""
        self._settings = settings
        self.files = settings.max_report_upload_files
        self.bytes = settings.max_report_upload_bytes

    def take_file(self) -> None:
        """Count a file.

        Raises:
            FileRefused: when it is one too many.
        """
        if not self.files:
            raise FileRefused(
                f"more than {self._settings.max_report_upload_files:,} files were sent together",
                "send the others by themselves, or raise PINCITE_MAX_REPORT_UPLOAD_FILES",
            )
        self.files -= 1

    def take_bytes(self, size: int, before: int = 0) -> None:
        """Count bytes of a file.

        Args:
            before: those that were counted of it so far.

        Raises:
            FileRefused: when it is too large, or the files together are.
        """
        self.bytes -= size
        most = self._settings.max_file_bytes
        if before + size > most:
            raise FileRefused(
                f"the file is larger than {most:,} bytes",
                "split the file, or raise PINCITE_MAX_FILE_BYTES",
            )
        if self.bytes < 0:
            raise FileRefused(
                f"the files are larger than {self._settings.max_report_upload_bytes:,} bytes "
                "together",
                "send fewer at a time, or raise PINCITE_MAX_REPORT_UPLOAD_BYTES",
            )

    def copy(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Copy a file, and count its bytes.

        Raises:
            FileRefused: when it is too large, or the files together are.
        """
        size = 0
        while piece := source.read(_PIECE):
            self.take_bytes(len(piece), size)
            size += len(piece)
            target.write(piece)
