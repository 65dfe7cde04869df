"""The licences of everything that Pincite runs on."""

import re
import tomllib
from collections.abc import Set as AbstractSet
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"
PYPROJECT = REQUIREMENTS.with_name("pyproject.toml")
BINDING = re.compile(r"\b(A|L)?GPL|GNU|EUPL|SSPL|CC.BY.(SA|NC)|Commons Clause|proprietary", re.I)
"""What would bind those who use Pincite, or pass it on. MPL-2.0 (tqdm) binds changes of its own
files alone."""


_CHOICE = re.compile(r"\(([^()]+ OR [^()]+)\)")


def binds(licence: str) -> bool:
    """Tell whether a licence binds users; of several to choose from, whether all of them do."""
    free = _CHOICE.sub(lambda one: min(one[1].split(" OR "), key=_is_binding), licence)
    return all(_is_binding(one) for one in free.split(" OR "))


def _is_binding(licence: str) -> bool:
    return bool(BINDING.search(licence))


NOT_INSTALLED = {"ray"}
"""The extras whose packages only their own tests install (make test-ray)."""


def licences(left_out: AbstractSet[str] = frozenset(NOT_INSTALLED)) -> dict[str, str]:
    """Return the licence that each distribution states which Pincite, an extra or these need.

    Args:
        left_out: extras whose packages are not installed.
    """
    found: dict[str, str] = {}
    wanted = [
        Requirement(line)
        for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    wanted += [
        Requirement(one)
        for name, extra in project["optional-dependencies"].items()
        if name not in left_out
        for one in extra
    ]
    seen = set[tuple[str, str]]()
    while wanted:
        requirement = wanted.pop()
        distribution = metadata.distribution(requirement.name)
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        found[name] = _stated(distribution)
        for extra in {"", *requirement.extras} - {extra for own, extra in seen if own == name}:
            seen.add((name, extra))
            needs = map(Requirement, distribution.requires or ())
            wanted += [
                need
                for need in needs
                if need.marker is None or need.marker.evaluate({"extra": extra})
            ]
    return dict(sorted(found.items()))


def _stated(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    kinds = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    expression, whole = (
        "".join(about.get_all(name) or ()).partition("\n")[0]
        for name in ("License-Expression", "License")
    )
    return expression or ", ".join(kinds) or whole
