"""Run the command absent."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import BadRequest
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.refusals import naming
from corpus.settings import Settings
from corpus.text.decode import decode
from service.shell.asking import scope_of

if TYPE_CHECKING:
    from service.absence.certify import Record
    from service.absence.request import Request


def absent(settings: Settings, options: argparse.Namespace) -> int:
    """Certify that the reports lack words, or an answer; or run a certificate again."""
    from service.absence.certify import certify
    from service.answers.engine import Engine

    if options.rerun is not None:
        return _rerun(settings, options)
    request = _request(settings, options)
    targets = _targets(options.output)
    record = certify(Engine(settings), request)
    return _tell(record, options, targets)


def _rerun(settings: Settings, options: argparse.Namespace) -> int:
    from service.absence.rerun import read_record, rerun
    from service.answers.engine import Engine

    if options.question or options.phrases or options.phrase:
        raise BadRequest("--rerun takes question and phrases from its file: leave others out")
    old = read_record(options.rerun, settings.max_file_bytes)
    targets = _targets(options.output)
    found = rerun(Engine(settings), old)
    for path in targets:
        _write(path, found.record)
    if options.json:
        from service.absence.document import certificate_json

        print(certificate_json(found.record).decode(), end="")
    else:
        print("same" if found.same else f"changed: {', '.join(found.changed)}")
        print("\n".join(found.details), end="\n" if found.details else "")
    return 0 if found.same else 1


def _request(settings: Settings, options: argparse.Namespace) -> "Request":
    from service.absence.phrases import phrases_of
    from service.absence.request import Request

    lines = list(options.phrase or ())
    if options.phrases is not None:
        if not options.phrases.is_file():
            raise BadRequest(f"{options.phrases} does not exist: give a file of phrases")
        lines += decode(read_bytes(options.phrases, Limits.of(settings))).splitlines()
    if (options.question is None) == (options.phrases is None and not options.phrase):
        raise BadRequest("give either a question, or phrases with --phrases or --phrase")
    scope = scope_of(options)
    if options.question is not None:
        return Request((), options.question, scope, options.partial)
    return Request(phrases_of(lines, settings), None, scope, options.partial)


def _targets(output: Path | None) -> list[Path]:
    """Return the files to write: one, or both of a folder."""
    if output is None:
        return []
    if output.suffix in (".json", ".html"):
        if not output.absolute().parent.is_dir():
            raise BadRequest(f"the folder {output.parent} does not exist: create it first")
        return [output]
    if output.exists() and not output.is_dir():
        raise BadRequest(f"{output} is not a folder: name a .json or .html file, or a folder")
    with naming(output):
        output.mkdir(exist_ok=True)
    return [output / "certificate.json", output / "certificate.html"]


def _tell(record: "Record", options: argparse.Namespace, targets: list[Path]) -> int:
    from service.absence.document import certificate_json, certificate_text

    for path in targets:
        _write(path, record)
    if options.json:
        print(certificate_json(record).decode(), end="")
    else:
        print(certificate_text(record))
    return 0 if record["status"] == "certified" and not record["standing"] else 1


def _write(path: Path, record: "Record") -> None:
    from service.absence.document import certificate_html, certificate_json

    if path.suffix == ".html":
        content = certificate_html(record).encode()
    else:
        content = certificate_json(record)
    with naming(path):
        path.write_bytes(content)
    print(f"Wrote {path}", file=sys.stderr)
