"""Errors that a user can correct.

PinciteError
├── SettingError      a setting is unknown or its value is not allowed
├── CorpusError       the corpus folder or its catalog cannot be used
├── UnreadableFile    one file cannot be read; the other files can
│   └── ScannedFile       none of its pages has text, but OCR may find some
├── FilesNotRead      a strict build found files that cannot be read
├── NotStarted        the system refuses to start the process that reads files
├── IndexProblem      the index cannot be used
│   ├── IndexMissing      the folder contains no index
│   ├── IndexDamaged      a file differs from its manifest
│   ├── IndexMismatch     another model or version made the index
│   └── IndexUnavailable  the server that keeps the index does not answer, or refuses
├── BuildInProgress   another build has locked the index folder
└── BadRequest        a question, an option or a question file is not valid

Every message states the problem, then the remedy.
"""

NO_TEXT = "the file contains no text: delete it, or add the report's text"
"""The message of an UnreadableFile whose content has no words, whatever its format."""


class PinciteError(Exception):
    """Base of all errors that a user can correct.

    Attributes:
        reason: what is wrong.
        remedy: what to do about it; empty when the reason is enough.
        field: the field of a request that is wrong, when it is a single one.
    """

    def __init__(self, reason: str, remedy: str = "", field: str | None = None) -> None:
        """Join reason and remedy to the message."""
        super().__init__(f"{reason}: {remedy}" if remedy else reason)
        self.reason = reason
        self.remedy = remedy
        self.field = field


class SettingError(PinciteError):
    """A setting is unknown or its value is not allowed."""


class CorpusError(PinciteError):
    """The corpus folder or its catalog cannot be used."""


class UnreadableFile(PinciteError):
    """One file of a corpus cannot be read."""


class LimitExceeded(UnreadableFile):
    """A file needs more time, memory or space than the settings allow."""


class ScannedFile(UnreadableFile):
    """None of a file's pages has text, but OCR may find some."""


class FilesNotRead(PinciteError):
    """A strict build found files that cannot be read."""


class NotStarted(PinciteError):
    """The system refuses to start the process that reads files."""


class IndexProblem(PinciteError):
    """The index cannot be used."""


class IndexMissing(IndexProblem):
    """The folder contains no index."""


class IndexDamaged(IndexProblem):
    """A file of the index differs from its manifest."""


class IndexMismatch(IndexProblem):
    """Another model or another version made the index."""


class IndexUnavailable(IndexProblem):
    """The server that keeps the index does not answer, or refuses; it may answer later."""


class BuildInProgress(PinciteError):
    """Another build has locked the index folder."""


class BadRequest(PinciteError):
    """A question, an option or a question file is not valid."""
