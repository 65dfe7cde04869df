"""Write answers as Markdown; their text is escaped."""

from collections.abc import Iterable, Iterator

from service.answers.answer import Answer, AnswerPassage, Citation, Differing, verdict_line
from service.answers.citation import full_label, superseded_words
from service.answers.compound import parts_note, searched_note
from service.answers.result import Result
from service.exports.escape import escape_markdown


def results_markdown(rows: Iterable[Result]) -> Iterator[bytes]:
    """Yield a heading, the status and the passages of each question."""
    yield b"# Answers\n"
    for row in rows:
        head = f"\n## {escape_markdown(str(row.id))}. {escape_markdown(row.question)}\n\n"
        yield (head + _result_body(row)).encode()


def _result_body(row: Result) -> str:
    if row.answer is None:
        return f"Not asked: {escape_markdown(row.error.detail if row.error else '')}\n"
    lines = [f"{verdict_line(row.answer)}:\n"]
    for passage in row.answer.passages:
        told = [f"{passage.rank}. “{escape_markdown(passage.quote)}”"]
        if passage.row:
            told.append(f"   {escape_markdown(passage.display)}")
        told.append(f"   {escape_markdown(passage.citation.label)}")
        told += [f"   {escape_markdown(text)}" for text in _remarks(passage.citation)]
        lines.append("  \n".join(told))  # two spaces: each on a line of its own
    lines += [_differing(pair) for pair in row.answer.differing]
    return "\n".join(lines) + "\n"


def _remarks(citation: Citation) -> Iterator[str]:
    """Yield what a reader must know of the report: what it lacks, and what supersedes it."""
    for one in citation.report.omissions:
        yield one.text
    if words := superseded_words(citation.report.newer_edition):
        yield f"{words[0].upper()}{words[1:]}"


def _differing(pair: Differing) -> str:
    """Return a note, and both sentences as the items of a list."""
    told = [
        f"- “{escape_markdown(passage.quote)}”  \n  {escape_markdown(full_label(passage.citation))}"
        for passage in pair.passages
    ]
    return "\n".join([f"\n{escape_markdown(pair.note)}\n", *told])


def answer_markdown(answer: Answer) -> Iterator[bytes]:
    """Yield one answer: its passages as block quotes with citations."""
    yield f"# {escape_markdown(answer.question)}\n\n{verdict_line(answer)}.\n".encode()
    if answer.searched_for:
        yield f"\nSearched for: {escape_markdown(answer.searched_for)}\n".encode()
    if searched := searched_note(answer):
        yield f"\n{escape_markdown(searched)}.\n".encode()
    if note := parts_note(answer):
        yield f"\n{escape_markdown(note)}\n".encode()
    if answer.partly_read:
        yield f"\n{escape_markdown(answer.partly_read.text)}\n".encode()
    for passage in answer.passages:
        yield _block(passage).encode()
    for pair in answer.differing:
        yield f"{_differing(pair)}\n".encode()
    index = answer.index
    names = [f"Index {index.generation}", f"model {index.model}"]
    if index.adapter is not None:
        names.append(f"adapter {index.adapter}")
    yield f"\n{', '.join(map(escape_markdown, names))}.\n".encode()


def _block(passage: AnswerPassage) -> str:
    label = escape_markdown(passage.citation.label)
    remarks = _remarks(passage.citation)
    told = [f"   >\n   > {escape_markdown(text)}\n" for text in remarks]
    heads = f"   > {escape_markdown(passage.display)}\n   >\n" if passage.row else ""
    quote = escape_markdown(passage.quote)
    return f"\n{passage.rank}. > {quote}\n   >\n{heads}   > — {label}\n{''.join(told)}"
