"""Read reports, split them into sentences, and record where each stands.

The names below are the interface for programs that embed this package. Libraries that
parse files or split sentences are loaded by the first file that needs them.
"""

from corpus.errors import CorpusError, PinciteError, SettingError, UnreadableFile
from corpus.folder import Failure, SourceFile, find_files
from corpus.intake import read_all
from corpus.limits import Limits
from corpus.report import Passage, Report, Source
from corpus.settings import Settings, load_settings

__all__ = [
    "CorpusError",
    "Failure",
    "Limits",
    "Passage",
    "PinciteError",
    "Report",
    "SettingError",
    "Settings",
    "Source",
    "SourceFile",
    "UnreadableFile",
    "find_files",
    "load_settings",
    "read_all",
]
