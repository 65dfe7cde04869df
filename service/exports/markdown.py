"""Write answers as Markdown, for reading; nothing in them is taken for Markdown."""

from collections.abc import Iterable, Iterator

from service.answers.answer import STATUS_WORDS, Answer, AnswerPassage
from service.answers.result import Result
from service.exports.escape import markdown


def batch(rows: Iterable[Result]) -> Iterator[bytes]:
    """Yield a heading a question, with its status and its passages."""
    yield b"# Answers\n"
    for row in rows:
        head = f"\n## {markdown(str(row.id))}. {markdown(row.question)}\n\n"
        yield (head + _batch_answer(row)).encode()


def _batch_answer(row: Result) -> str:
    if row.answer is None:
        return f"Not asked: {markdown(row.error.detail if row.error else '')}\n"
    lines = [f"{_status(row.answer)}:\n"]
    for passage in row.answer.passages:
        lines.append(f"{passage.rank}. “{markdown(passage.quote)}”  ")
        lines.append(f"   {markdown(passage.citation.label)}")
    return "\n".join(lines) + "\n"


def answer_list(answer: Answer) -> Iterator[bytes]:
    """Yield the answer to one question: its passages as block quotes with their citations."""
    yield f"# {markdown(answer.question)}\n\n{_status(answer)}.\n".encode()
    if answer.searched_for:
        yield f"\nSearched for: {markdown(answer.searched_for)}\n".encode()
    for passage in answer.passages:
        yield _block(passage).encode()
    index = answer.index
    yield f"\nIndex {markdown(index.generation)}, model {markdown(index.model)}.\n".encode()


def _block(passage: AnswerPassage) -> str:
    label = markdown(passage.citation.label)
    return f"\n{passage.rank}. > {markdown(passage.quote)}\n   >\n   > — {label}\n"


def _status(answer: Answer) -> str:
    return f"{STATUS_WORDS[answer.status]} ({answer.confidence:.0%})"
