"""The licences of everything that Pincite runs on."""

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"
BINDING = re.compile(r"\b(A|L)?GPL|GNU|EUPL|SSPL|CC.BY.(SA|NC)|Commons Clause|proprietary", re.I)
"""What would bind those who use Pincite, or pass it on. MPL-2.0 (tqdm) binds changes of its own
files alone."""


def licences() -> dict[str, str]:
    """Return the licence that each required distribution, and what it needs in turn, states."""
    found: dict[str, str] = {}
    wanted = [
        Requirement(line).name
        for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    while wanted:
        distribution = metadata.distribution(wanted.pop())
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        if name in found:
            continue
        found[name] = _stated(distribution)
        needs = map(Requirement, distribution.requires or ())
        wanted += [
            need.name
            for need in needs
            if need.marker is None or need.marker.evaluate({"extra": ""})
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
