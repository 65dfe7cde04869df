"""Write answers as Markdown, for reading; nothing in them is taken for Markdown."""

from collections.abc import Iterable, Iterator
from typing import Any

from service.answers.answer import STATUS_WORDS
from service.batch.run import Result
from service.exports.escape import markdown


def batch(rows: Iterable[Result]) -> Iterator[bytes]:
    """Yield a heading a question, with its status and its passages."""
    yield b"# Answers\n"
    for row in rows:
        head = f"\n## {markdown(str(row['id']))}. {markdown(row.get('question', ''))}\n\n"
        yield (head + _batch_answer(row)).encode()


def _batch_answer(row: Result) -> str:
    if "error" in row:
        return f"Not asked: {markdown(row['error']['detail'])}\n"
    lines = [f"{_status(row)}:\n"]
    for passage in row["passages"]:
        lines.append(f"{passage['rank']}. “{markdown(passage['quote'])}”  ")
        lines.append(f"   {markdown(passage['citation']['label'])}")
    return "\n".join(lines) + "\n"


def answer_list(rows: Iterable[Result]) -> Iterator[bytes]:
    """Yield the answer to one question: its passages as block quotes with their citations."""
    (row,) = rows
    yield f"# {markdown(row['question'])}\n\n{_status(row)}.\n".encode()
    if row["searched_for"]:
        yield f"\nSearched for: {markdown(row['searched_for'])}\n".encode()
    for passage in row["passages"]:
        yield _block(passage).encode()
    index = row["index"]
    yield f"\nIndex {markdown(index['generation'])}, model {markdown(index['model'])}.\n".encode()


def _block(passage: dict[str, Any]) -> str:
    label = markdown(passage["citation"]["label"])
    return f"\n{passage['rank']}. > {markdown(passage['quote'])}\n   >\n   > — {label}\n"


def _status(row: Result) -> str:
    return f"{STATUS_WORDS[row['status']]} ({row['confidence']:.0%})"
