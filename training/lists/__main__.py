"""Write question sets of like sentences: python -m training.lists --out var/training/sets.

``lists`` has documents with sentences that differ in a name, a year or an amount, made from
real reports or found in them; each question is answered by one of the sentences, or by none.
``report_claims`` has the claims of report_train as questions.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.reports import REPORTS
from bench.sets import DATA, REPORT_DEV, REPORT_TRAIN, documents, read_rows
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from index.words.terms import terms
from training.forms import Thesaurus
from training.lists.asked import ROW_FORM, Asked, question, row_question
from training.lists.documents import (
    Document,
    Span,
    all_lists,
    make_documents,
    read_reports,
    stretches,
)
from training.lists.exchange import Fact, Names, within
from training.lists.likes import Likes, Report, is_sentence

LISTS, LISTS_DEV, CLAIMS = "lists", "lists_dev", "report_claims"
WORDNET = Path("/usr/share/wordnet")
_UNANSWERED = 1 / 6


def questions(
    document: Document, thesaurus: Thesaurus, chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Yield one to three questions on each list, those that a single sentence answers or none."""
    text = document.text
    every = sentence_spans(text, find_blocks(text))
    for likes, spans in document.lists:
        if not _split_so(every, spans):
            continue
        asked: set[str] = set()
        for _ in range(chance.randint(1, 3)):
            absent = likes.absent if chance.random() < _UNANSWERED else None
            if absent and within(absent.key.text, text):
                continue
            at = chance.randrange(len(likes.facts))
            fact = absent or likes.facts[at]
            found = _ask(likes, fact, thesaurus, chance)
            right = None if absent else spans[at]
            if found and found.text not in asked and _clear(text, every, right, fact, found):
                asked.add(found.text)
                yield _row(text, found, right, spans)


def _ask(likes: Likes, fact: Fact, thesaurus: Thesaurus, chance: random.Random) -> Asked | None:
    if likes.caption:
        return row_question(fact, likes.caption, chance)
    return question(fact, thesaurus, chance)


def _split_so(every: list[Span], spans: tuple[Span, ...]) -> bool:
    """Tell whether each sentence of a list is found as a sentence of its own."""
    ends = {end: start for start, end in every}
    return all(end in ends and start - ends[end] in (0, 2) for start, end in spans)


def _clear(text: str, every: list[Span], right: Span | None, fact: Fact, asked: Asked) -> bool:
    """Tell whether no other sentence of the document has the name and most of the words."""
    content = {term.text for term in terms(asked.text)} - {t.text for t in terms(asked.names)}
    for start, end in every:
        if (right and right[0] < end and start < right[1]) or not within(
            asked.names, text[start:end]
        ):
            continue
        if asked.form == ROW_FORM:  # what the table is about does not stand in its rows
            return False
        held = content & {term.text for term in terms(text[start:end])}
        if 2 * len(held) >= len(content):
            return False
    return len(content) > 0 and fact.sentence != asked.text


def _row(text: str, asked: Asked, right: Span | None, spans: tuple[Span, ...]) -> dict[str, Any]:
    answers = []
    if right:
        answer = asked.answer or text[slice(*right)]
        answers.append({"text": answer, "start": text.index(answer, *right)})
    return {
        "question": asked.text,
        "answers": answers,
        "answerable": right is not None,
        "sentences": [right] if right else [],
        "also": [],
        "tempts": [span for span in spans if span != right],
        "short": bool(right and asked.answer),
        "type": "list",
        "form": asked.form,
    }


def write_lists(
    folder: Path, reports: list[Report], wordnet: Path, groups: int, seed: int
) -> Counter[str]:
    """Write the set of lists and return the counts by kind."""
    chance = random.Random(seed)
    names, thesaurus = Names(wordnet), Thesaurus(wordnet)
    for report in reports:
        names.learn(report.title, (line.text for line in report.lines if is_sentence(line)))
    docs, rows = [], []
    counts: Counter[str] = Counter()
    lists = all_lists(reports, names, groups, chance)
    for number, document in enumerate(make_documents(lists, chance), start=1):
        found = list(questions(document, thesaurus, chance))
        if not found:
            continue
        name = f"l{number:05d}"
        docs.append({"doc_id": name, "title": name, "text": document.text})
        for at, row in enumerate(found):
            rows.append({"qid": f"{name}q{at}", "doc_id": name, **row})
            counts[f"form {row['form']}"] += 1
            counts["short answer" if row["short"] else "whole sentence"] += 1
            counts["answerable" if row["answerable"] else "not answerable"] += 1
        for likes, _ in document.lists:
            counts["groups"] += 1
            counts[f"key {likes.facts[0].key.kind}"] += 1
            figure = likes.facts[0].figure
            counts[f"figure {figure.kind if figure else None}"] += 1
            counts["found groups" if likes.absent is None else "made groups"] += 1
    _write(folder, docs, rows)
    return counts


def write_claims(out: Path, data: Path) -> Counter[str]:
    """Write the claims of report_train as questions and return the counts by verdict."""
    rows = [
        {
            "qid": row["cid"],
            "question": row["claim"],
            "doc_id": row["doc_id"],
            "answers": [],
            "answerable": row["verdict"] == "supported",
            **{name: row[name] for name in ("sentences", "also", "tempts")},
            "short": False,
            "type": row["verdict"],
        }
        for row in read_rows(data / REPORT_TRAIN / "claims.jsonl.gz")
    ]
    docs = [row for _, row in documents(data / REPORT_TRAIN)]
    _write(out / CLAIMS, docs, rows)
    return Counter(row["type"] for row in rows)


def _write(folder: Path, docs: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("docs", docs), ("questions", rows)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content)
        # Without the time, so that the same seed gives the same bytes.
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))


def main() -> None:
    """Write both sets and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m training.lists")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of all question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the sets to")
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="folder of WordNet")
    parser.add_argument("--groups", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument(
        "--dev", action="store_true", help=f"only lists of the texts of {REPORT_DEV}, to measure on"
    )
    args = parser.parse_args()
    if args.dev:
        reports = stretches(args.data / REPORT_DEV)
        folder = args.out / LISTS_DEV
        print(write_lists(folder, reports, args.wordnet, args.groups, args.seed))
        return
    reports = read_reports(args.reports, args.data)
    counts = write_lists(args.out / LISTS, reports, args.wordnet, args.groups, args.seed)
    for kind, count in (
        *sorted(counts.items()),
        *sorted(write_claims(args.out, args.data).items()),
    ):
        print(f"{count:6d}  {kind}")


if __name__ == "__main__":
    main()
