"""Run the command citecheck."""

import argparse
import sys
from pathlib import Path

from corpus.errors import BadRequest, UnreadableFile
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.refusals import naming
from corpus.settings import Settings
from index.search.scope import Scope


def citecheck(settings: Settings, options: argparse.Namespace) -> int:
    """Check the quotations and claims of a draft, and write the findings."""
    from tqdm import tqdm

    from service.answers.engine import Engine
    from service.citecheck.check import check_draft, exit_code
    from service.citecheck.doors.drafts import check_suffix, files_of, read_draft
    from service.citecheck.output.as_json import findings_json
    from service.citecheck.output.summary import summary

    path: Path = options.draft
    check_suffix(path.name)
    content = _content(path, settings)
    if options.output is not None:
        check_folder(options.output)
    engine = Engine(settings)
    reports = tuple(options.report or ())
    engine.check_options(None, Scope(reports or None))
    draft = read_draft(settings, path.name, content)
    # disable=None shows the bar on a terminal only.
    with tqdm(disable=None, unit=" checks", leave=False, total=0) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        checked = check_draft(draft, engine, progress, reports=reports)
    if options.output is not None:
        site = settings.public_url.rstrip("/") or None
        for ending, make in files_of(settings, checked, draft, content, site).items():
            name = f"{path.stem}.{ending}" if ending.startswith("annotated") else ending
            try:
                write(options.output / name, make())
            except UnreadableFile as error:  # the other files tell as much
                print(f"{options.output / name} is not written: {error}", file=sys.stderr)
    print(findings_json(checked).decode() if options.json else summary(checked))
    return exit_code(checked, strict=options.strict)


def _content(path: Path, settings: Settings) -> bytes:
    if path.is_dir():
        raise BadRequest(f"{path} is a folder: give a draft in it")
    if not path.is_file():
        raise BadRequest(f"{path} does not exist: give an existing draft")
    return read_bytes(path, Limits.of(settings))


def check_folder(folder: Path) -> None:
    """Create the folder for the files, unless it exists.

    Raises:
        BadRequest: when it is a file, or the folder around it does not exist.
    """
    if folder.exists() and not folder.is_dir():
        raise BadRequest(f"{folder} is not a folder", "choose another one with -o")
    if not folder.absolute().parent.is_dir():
        raise BadRequest(f"the folder {folder.parent} does not exist: create it first")
    with naming(folder):
        folder.mkdir(exist_ok=True)


def write(target: Path, content: bytes) -> None:
    """Write a file; it appears complete, and one of the same name is replaced, which is told."""
    exists = target.exists()
    # A renamed file would replace a device such as /dev/null.
    if exists and not target.is_file():
        raise BadRequest(f"{target} is not a regular file", "choose another folder with -o")
    new = target.with_name(f".{target.name}.new")
    try:
        with naming(new):
            new.write_bytes(content)
        with naming(target):
            new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    print(f"{'Replaced' if exists else 'Wrote'} {target}", file=sys.stderr)
