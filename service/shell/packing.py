"""Run the command pack, and check a pack for the command verify."""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.errors import BadRequest
from corpus.refusals import naming
from corpus.settings import Settings


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of the command pack."""
    command.add_argument("answers", type=Path, help="answer file that batch wrote, .jsonl")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="pack to write, .zip"
    )
    command.add_argument(
        "--one-html", action="store_true", help="write the page alone, as one HTML file"
    )
    command.add_argument("--citecheck", type=Path, metavar="FILE", help="findings.json to include")
    command.add_argument("--certificates", type=Path, metavar="DIR", help="certificates to include")
    command.add_argument("--name", help="name of the pack; default: that of the output file")
    command.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="DATE",
        help="date of the pack (YYYY-MM-DD); default: today. The same date gives the same bytes",
    )


def pack(settings: Settings, options: argparse.Namespace) -> int:
    """Write an evidence pack from a file of answers."""
    from service.answers.engine import Engine
    from service.packs.contents import read_packed
    from service.packs.pack import PackOptions, one_page, write_pack

    output: Path = options.output
    if output.exists() and not output.is_file():
        raise BadRequest(f"{output} is not a regular file", "choose another name with -o")
    if not output.absolute().parent.is_dir():
        raise BadRequest(f"the folder {output.parent} does not exist: create it first")
    answers = read_packed(options.answers, settings.max_pack_answers)
    day = options.date or datetime.now(UTC).date()
    chosen = PackOptions(options.name or output.stem, day, options.certificates, options.citecheck)
    engine, new = Engine(settings), output.with_name(f".{output.name}.new")
    try:
        with naming(new), new.open("wb") as stream:
            if options.one_html:
                content, pages = one_page(engine, answers, chosen)
                stream.write(content)
            else:
                pages = write_pack(engine, answers, stream, chosen)
        new.replace(output)
    finally:
        new.unlink(missing_ok=True)
    for page in pages:
        if page.lacking:
            print(f"No image of page {page.page} of {page.report_id}: {page.lacking}",
                  file=sys.stderr)  # fmt: skip
    print(f"Wrote {output}: {len(answers)} answer{'s' if len(answers) != 1 else ''}")
    return 0


def verify_pack(settings: Settings, path: Path, *, as_json: bool) -> int:
    """Print what is wrong with a pack, and return 1 where anything is."""
    from service.packs.check import pack_problems

    problems = pack_problems(path, settings.max_file_bytes)
    if as_json:
        print(json.dumps({"intact": not problems, "problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(problems) or "The pack is intact: every file, quote and certificate.")
    return 1 if problems else 0
