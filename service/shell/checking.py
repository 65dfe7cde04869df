"""Run the commands check, status and passages."""

import argparse
import json
from dataclasses import asdict

from corpus.command_line import build_command, counted
from corpus.errors import BadRequest
from corpus.omission_words import omission_infos, remarks
from corpus.settings import Settings
from corpus.text.fold import composed
from index.build.corpus_record import remembered
from index.build.source_folder import corpus_changes
from index.store.protocol import View
from index.store.search_check import search_check


def check(settings: Settings, _options: argparse.Namespace) -> int:
    """Check every file of the index against its hash, and the index against the model."""
    from index.encode.choose import encoder_for_serving
    from index.store import open_index

    generation = open_index(settings)
    encoder_for_serving(settings, generation, None)
    recall = generation.check()
    manifest = generation.manifest
    adapter = f", adapter {manifest.adapter}" if manifest.adapter else ""
    print(
        f"Generation {manifest.generation} is intact: {counted(manifest.reports, 'report')}, "
        f"{counted(manifest.passages, 'passage')}, {counted(len(manifest.files), 'file')}, "
        f"model {manifest.model}{adapter}."
    )
    print(search_check(manifest.passages, recall))
    _print_remarks(generation)
    changes = corpus_changes(remembered(settings), generation)
    if changes.problem:
        print(f"{changes.problem[:1].upper()}{changes.problem[1:]}: sources cannot be checked.")
    return 0


def status(settings: Settings, options: argparse.Namespace) -> int:
    """Compare the corpus folder with the index, and name the files that differ."""
    from index.store import open_index

    generation = open_index(settings)
    manifest = generation.manifest
    changes = corpus_changes(remembered(settings), generation)
    if options.json:
        index = {name: getattr(manifest, name) for name in ("generation", "reports", "passages")}
        index["recall"] = asdict(manifest.recall) if manifest.recall else None
        told = [
            {
                "path": report.path,
                "omissions": [
                    asdict(one) for one in omission_infos(report.omissions, report.page_count)
                ],
                "ocr_pages": report.ocr_pages,
            }
            for report in generation.reports.values()
            if report.omissions or report.ocr_pages
        ]
        content = {
            **asdict(changes),
            "summary": changes.sentence,
            "index": index,
            "remarks": told,
        }
        print(json.dumps(content, ensure_ascii=False, default=str))
        return 1 if changes.sentence else 0
    print(
        f"The index in {settings.index} holds {counted(manifest.reports, 'report')} and "
        f"{counted(manifest.passages, 'sentence')} of {changes.folder}, "
        f"generation {manifest.generation}."
    )
    if changes.problem:
        print(f"{changes.problem[:1].upper()}{changes.problem[1:]}.")
    elif changes.sentence:
        print(f"{changes.sentence}: {build_command(settings.index)}")
        for kind in ("new", "changed", "gone"):
            for path in getattr(changes, kind):
                print(f"  {kind}: {path}")
    else:
        print("No file has changed since.")
    if manifest.failures:
        print(f"{counted(len(manifest.failures), 'file')} could not be read:")
        for failure in manifest.failures:
            print(f"  {failure.path}: {failure.reason}")
    _print_remarks(generation)
    return 1 if changes.sentence else 0


def _print_remarks(generation: View) -> None:
    """Name what could not be read in the reports, or was left out, and what OCR read."""
    for report in generation.reports.values():
        told = remarks(omission_infos(report.omissions, report.page_count), report.ocr_pages)
        if told:
            print(f"{report.path}: {' '.join(told)}")


def passages(settings: Settings, options: argparse.Namespace) -> int:
    """Print all indexed sentences as JSON lines."""
    from corpus.table_rows import readable_passage_text
    from index.store import open_index
    from service.answers.citation import cite

    store = open_index(settings)
    ids = {composed(report_id): report_id for report_id in store.reports}
    chosen = ids.get(composed(options.report or ""))
    if options.report is not None and chosen is None:
        raise BadRequest(
            f"report {options.report} is not in the index: check its id on the page /reports"
        )
    for report_id in [chosen] if chosen is not None else list(store.reports):
        report = store.reports[report_id]
        for passage in store.report(report_id).passages:
            content = {
                "quote": passage.quote,
                "display": readable_passage_text(passage, report.style),
                "citation": asdict(cite(passage, report)),
            }
            print(json.dumps(content, ensure_ascii=False))
    return 0
