"""Give the exported encoder that Pincite ships, so that a build needs neither torch nor the model.

weights/ holds the packaged model with the packaged adapter as ``export_encoder`` writes it, in
eight bits; ``python -m training.export --encoder`` makes it anew.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.errors import IndexDamaged, SettingError
from corpus.settings import Settings
from index.encode.adapters import adapter_identity
from index.encode.exported import DESCRIPTION, NETWORK, TOKENIZER, OnnxEmbedder
from index.encode.onnx import TABLES
from index.store.manifest import EncoderRecord, Likeness
from index.types import ModelIdentity

PACKAGED_ENCODER = Path(__file__).parent / "weights"
FILES = (NETWORK, TABLES, TOKENIZER, DESCRIPTION)
_MADE_FROM = "made_from.json"


@dataclass(frozen=True, slots=True)
class Packaged:
    """The packaged encoder.

    Attributes:
        identity: of the model, the adapter and the export.
        likeness: its agreement with the model, on the sentences of the first report.
    """

    identity: ModelIdentity
    likeness: Likeness

    @property
    def record(self) -> EncoderRecord:
        """Return its entry in the manifest."""
        return EncoderRecord(self.precision, likeness=self.likeness)

    @property
    def precision(self) -> str:
        """Return its number format."""
        return self.identity.export.split()[0]

    def copy(self, folder: Path, threads: int) -> OnnxEmbedder:
        """Copy its files to a folder, and load them from there.

        Copies, and no links: whoever damages an index is not to damage the program.

        Args:
            threads: see ``OnnxEmbedder``.

        Raises:
            SettingError: when a file is missing or cannot be loaded.
        """
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for name in FILES:
                shutil.copyfile(PACKAGED_ENCODER / name, folder / name)
            return OnnxEmbedder(folder, self.identity, threads)
        except (FileNotFoundError, IndexDamaged) as error:
            raise _unusable() from error

    def save(self, folder: Path) -> None:
        """Write what the encoder was made from beside its files."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"
        (folder / _MADE_FROM).write_text(text, encoding="utf-8")


def packaged_encoder(settings: Settings) -> Packaged | None:
    """Return the packaged encoder; None where the settings name another model or form.

    Raises:
        SettingError: when the adapter that the settings name is missing, or the packaged
            encoder's record cannot be read.
    """
    if settings.model or settings.device != "cpu":
        return None
    packaged = read_packaged()
    adapter = adapter_identity(settings.adapter, settings.model)
    same = adapter is not None and adapter == packaged.identity.adapter
    return packaged if same and settings.precision == packaged.precision else None


def read_packaged() -> Packaged:
    """Read what the packaged encoder was made from.

    Raises:
        SettingError: when the file is missing or damaged.
    """
    try:
        content: Any = json.loads((PACKAGED_ENCODER / _MADE_FROM).read_text(encoding="utf-8"))
        return TypeAdapter(Packaged).validate_python(content)
    except (OSError, ValueError) as error:
        raise _unusable() from error


def _unusable() -> SettingError:
    return SettingError(
        f"a file of the packaged encoder in {PACKAGED_ENCODER} is missing or damaged: restore it "
        "with git checkout, or install Pincite again"
    )
