"""Read reports, split them into sentences, and record where each stands.

The names below are the interface for programs that embed this package. They are imported when
they are used, and the libraries that read files or split sentences by the first file that needs
them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.errors import CorpusError as CorpusError
    from corpus.errors import PinciteError as PinciteError
    from corpus.errors import SettingError as SettingError
    from corpus.errors import UnreadableFile as UnreadableFile
    from corpus.folder import Failure as Failure
    from corpus.folder import SourceFile as SourceFile
    from corpus.folder import find_files as find_files
    from corpus.intake import read_all as read_all
    from corpus.limits import Limits as Limits
    from corpus.report import Passage as Passage
    from corpus.report import Report as Report
    from corpus.report import Source as Source
    from corpus.settings import Settings as Settings
    from corpus.settings import load_settings as load_settings

_MODULES = {
    "CorpusError": "corpus.errors",
    "Failure": "corpus.folder",
    "Limits": "corpus.limits",
    "Passage": "corpus.report",
    "PinciteError": "corpus.errors",
    "Report": "corpus.report",
    "SettingError": "corpus.errors",
    "Settings": "corpus.settings",
    "Source": "corpus.report",
    "SourceFile": "corpus.folder",
    "UnreadableFile": "corpus.errors",
    "find_files": "corpus.folder",
    "load_settings": "corpus.settings",
    "read_all": "corpus.intake",
}
__all__ = list(_MODULES)


if not TYPE_CHECKING:  # a type checker reads the imports above, and reports any other name

    def __getattr__(name: str) -> Any:
        """Return a public name, imported now."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_MODULES[name]), name)
