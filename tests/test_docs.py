"""The documents keep step with the code."""

import re
from pathlib import Path

import pytest

from corpus.environment import FORMER_NAMES
from corpus.settings import ALL_SETTINGS, PREFIX

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    ROOT / "bench" / "README.md",
    ROOT / "training" / "README.md",
    ROOT / "index" / "encode" / "adapter" / "MODEL_CARD.md",
    ROOT / "index" / "rerank" / "weights" / "MODEL_CARD.md",
]
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("setting", ALL_SETTINGS.values(), ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting: object) -> None:
    name, default = getattr(setting, "name", ""), getattr(setting, "default", None)
    rows = [line for line in SETTINGS if line.startswith(f"| `{PREFIX}{name.upper()}` |")]
    assert len(rows) == 1
    shown = f"`{default}`" if str(default) else "empty"
    assert rows[0].split("|")[2].strip() == shown


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {PREFIX + setting.name.upper() for setting in ALL_SETTINGS.values()}
    former = {PREFIX + name.upper() for name in FORMER_NAMES}
    for document in DOCUMENTS:
        named = set(re.findall(r"PINCITE_[A-Z_]+", document.read_text(encoding="utf-8")))
        explains = document.name in ("settings.md", "CHANGELOG.md")
        assert named <= (known | former if explains else known), document


def test_every_former_name_of_a_setting_is_documented() -> None:
    rows = {f"| `{PREFIX}{old.upper()}` | `{PREFIX}{new.upper()}` |"
            for old, new in FORMER_NAMES.items()}  # fmt: skip
    assert rows <= set(SETTINGS)


def test_no_document_holds_the_marks_of_a_merge() -> None:
    for document in DOCUMENTS:
        lines = document.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if re.match(r"(<{7}|={7}|>{7})( |$)", line)], document


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_every_link_to_a_file_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document}: {target}"


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_to_a_heading_leads_to_one() -> None:
    for document in DOCUMENTS:
        for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text("utf-8")):
            linked = document.parent / target if target else document
            assert anchor in anchors(linked), f"{document}: {target}#{anchor}"


def test_every_module_that_a_document_runs_exists() -> None:
    for document in DOCUMENTS:
        for module in re.findall(r"python -m ([\w.]+)", document.read_text("utf-8")):
            path = ROOT / module.replace(".", "/")
            found = path.with_suffix(".py").exists() or (path / "__main__.py").exists()
            assert found or module in ("venv", "pip", "pytest", "coverage"), f"{document}: {module}"
