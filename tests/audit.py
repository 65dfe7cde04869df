"""Install Pincite into an environment of its own, ask it, and list every licence: make audit."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.licences import REQUIREMENTS, licences

QUESTION = "How many U.S. troops are stationed in Japan?"


def main() -> int:
    """Run the audit and return 0 when all of it went well."""
    with tempfile.TemporaryDirectory() as folder:
        python, index = Path(folder, "venv", "bin", "python"), Path(folder, "index")
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)

        def run(*arguments: object) -> str:
            command = [str(python), *map(str, arguments)]
            # Nothing of the caller's environment may help.
            clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
            clean |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=clean)
            return done.stdout

        run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS)
        print(run("build_index.py", "--index", index), end="")
        print(run("-m", "service", "check", "--index", index), end="")
        answer = run("-m", "service", "ask", QUESTION, "--index", index)
        print("\n".join(answer.splitlines()[:3]))
        if "about 50,000" not in answer:
            print("the new environment answers otherwise", file=sys.stderr)
            return 1
    print("\n| distribution | licence |\n|---|---|")
    for name, licence in licences().items():
        print(f"| {name} | {licence} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
