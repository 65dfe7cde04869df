"""The errors that a user can do something about.

PinciteError
├── SettingError      a setting has a value it cannot have
├── CorpusError       a corpus folder or its catalog cannot be used
├── UnreadableFile    one file cannot be read; the others can
├── FilesNotRead      files cannot be read, and the build was to be strict
├── NotStarted        the system refuses the process that is to read files
├── IndexProblem      the index cannot serve
│   ├── IndexMissing      nothing was built there yet
│   ├── IndexDamaged      a file is not what its manifest says
│   └── IndexMismatch     it was made with another model or version
├── BuildInProgress   another build holds the index folder
└── BadRequest        a question, an option or a question file is wrong

Every message says what is wrong and what to do about it.
"""


class PinciteError(Exception):
    """Something that the reader of the message can put right."""


class SettingError(PinciteError):
    """A setting has a value that it cannot have."""


class CorpusError(PinciteError):
    """A corpus folder or its catalog cannot be used."""


class UnreadableFile(PinciteError):
    """One file of a corpus cannot be read."""


class FilesNotRead(PinciteError):
    """Files of a corpus cannot be read, and the build was to be strict."""


class NotStarted(PinciteError):
    """The system refuses the process that is to read files."""


class IndexProblem(PinciteError):
    """The index cannot serve."""


class IndexMissing(IndexProblem):
    """No index was built in this folder."""


class IndexDamaged(IndexProblem):
    """A file of the index is not what its manifest says."""


class IndexMismatch(IndexProblem):
    """The index was made with another model or by another version."""


class BuildInProgress(PinciteError):
    """Another build is writing to this index folder."""


class BadRequest(PinciteError):
    """A question, an option or a question file is wrong."""
