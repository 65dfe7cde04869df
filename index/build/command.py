"""Run a build from the command line: python build_index.py, or pincite build."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.command_line import counted, guarded
from corpus.errors import CorpusError, PinciteError, SettingError
from corpus.omission_words import in_total, is_partly_read, remarks
from corpus.refusals import refusal
from corpus.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:
    from index.build.build import BuildSummary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a build to a parser."""
    reports = parser.add_mutually_exclusive_group()
    reports.add_argument(
        "corpus",
        type=Path,
        nargs="?",
        metavar="DIR",
        help="folder of the reports to index; default: that of the last build",
    )
    reports.add_argument(
        "--corpus", dest="named", type=Path, metavar="DIR", help="the same folder, as an option"
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="index folder to write")
    parser.add_argument("--jobs", type=int, metavar="N", help="number of CPU cores to use")
    parser.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="leave the index as it is if any file cannot be read; default: as the last build",
    )
    parser.add_argument(
        "--ocr",
        action=argparse.BooleanOptionalAction,
        help="run ocrmypdf on the pages of PDF files that cannot be read; default: as the last "
        "build",
    )
    parser.add_argument(
        "--ray",
        nargs="?",
        const="local",
        metavar="ADDRESS",
        help="read and encode with Ray: on the cluster at HOST:PORT, or on one that is started on "
        "this machine",
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace the reports of another folder"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def main(arguments: list[str] | None, program: str) -> int:
    """Run a build and return its exit code: 0 for success, 1 for failure, 2 for wrong usage.

    Args:
        arguments: of the command line; those of the process when None.
        program: name that precedes an error message.
    """
    parser = argparse.ArgumentParser(
        prog=program, description="Build or update the index of a folder of reports."
    )
    add_arguments(parser)
    options = parser.parse_args(arguments)
    return guarded(program, lambda: run(options, program), refused=1)


def run(options: argparse.Namespace, program: str) -> int:
    """Run a build with parsed options and return its exit code; see ``main``."""
    try:
        corpus = options.named or options.corpus
        settings = load_settings(
            corpus=corpus,
            index=options.index,
            jobs=options.jobs,
            ocr=options.ocr,
            ray=options.ray,
        )
        summary = _build(settings, strict=options.strict, replace=options.replace)
    except (CorpusError, SettingError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    except PinciteError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{program}: the index could not be written and is unchanged: "
            f"{refusal(error, 'another --index')}",
            file=sys.stderr,
        )
        return 1
    _print(summary, as_json=options.json)
    return 0


def _build(settings: Settings, *, strict: bool | None, replace: bool) -> "BuildSummary":
    from tqdm import tqdm

    from index.build.build import build_index
    from index.build.events import Estimate, Event, line

    # disable=None shows the line on a terminal only.
    with tqdm(disable=None, bar_format="{desc}", leave=False, miniters=1) as shown:
        estimate, last = Estimate(), ""

        def watch(event: Event) -> None:
            nonlocal last
            estimate.see(event)
            text = line(event)
            if text is not None:
                left = estimate.seconds_left
                rest = f", about {tqdm.format_interval(left)} left" if left is not None else ""
                # The next step may be long, so its first line is shown at once.
                step, last = last, text.split()[0]
                shown.set_description_str(text + rest, refresh=step != last)
                shown.update()

        return build_index(settings, None, watch, strict=strict, replace=replace)


def _print(summary: "BuildSummary", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_as_json(summary), ensure_ascii=False))
        return
    if summary.replaced:
        print(f"Rebuilt from the sources: {summary.replaced}")
    if summary.why_torch:
        print(f"Questions are encoded by torch, which starts slowly: {summary.why_torch}.")
    _print_files(summary)
    _print_long(summary)
    for remark in summary.remarks:
        print(remark)
    if summary.search_check:
        print(summary.search_check)
    state = "is up to date" if summary.up_to_date else "is built"
    print(
        f"The index {state}: {counted(len(summary.read), 'report')} "
        f"({summary.unchanged} unchanged), "
        f"{summary.passages} passages "
        f"({summary.embedded} embedded, {summary.reused} reused), "
        f"{counted(len(summary.failed), 'file')} not read, generation {summary.generation}."
    )


def _print_files(summary: "BuildSummary") -> None:
    for failure in summary.failed:
        print(f"Not read: {failure.path}: {failure.reason}")
    for file in summary.read:
        if lacks := remarks(file.omissions, file.ocr_pages):
            state = "Partly read" if is_partly_read(file.omissions) else "Read"
            print(f"{state}: {file.path}: {' '.join(lacks)}")
    if total := in_total(one for file in summary.read for one in file.omissions):
        print(total)


def _print_long(summary: "BuildSummary") -> None:
    for sentences, told in (
        (summary.long_sentences, "the model reads: matched by their parts, cited whole"),
        (summary.cut_sentences, f"{PREFIX}MAX_SENTENCE_CHARS: cut between words"),
    ):
        if sentences:
            verb = "sentence is" if len(sentences) == 1 else "sentences are"
            print(f"{len(sentences)} {verb} longer than {told}.")


def _as_json(summary: "BuildSummary") -> dict[str, object]:
    content = asdict(summary)
    read = [{"status": "read", **item} for item in content.pop("read")]
    failed = [{"status": "failed", **item} for item in content.pop("failed")]
    files = sorted([*read, *failed], key=lambda item: str(item["path"]))
    return {
        **content,
        "reports": len(read),
        "failed": len(failed),
        "files": files,
    }
