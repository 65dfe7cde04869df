"""Drafts in the sandbox: read, commented and refused, and answers of a child that lies."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.errors import UnreadableFile
from corpus.limits import Limits
from corpus.readers.drafts.draft import DraftComment
from corpus.sandbox.parent import Sandbox
from corpus.settings import load_settings
from tests.corpus.readers.word.documents import saved
from tests.corpus.readers.word.drafts import document, mark, paragraph, run, with_notes
from tests.corpus.sandbox.hostile import FILES, docx
from tests.corpus.sandbox.test_hostile import HARMLESS, REASONS

pytestmark = pytest.mark.slow

LIMITS = replace(
    Limits.of(load_settings({})),
    read_cpu_seconds=2,
    read_wall_seconds=60,
    read_memory_bytes=2**28,
    max_text_chars=1_000_000,
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        yield made


@pytest.fixture(scope="module")
def odd() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, module="tests.corpus.sandbox.odd_process") as made:
        yield made


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("memo.txt", "It is “old”.¹\n\n1. First.\n"),
        ("memo.md", "It is “old”.[^1]\n\n[^1]: First.\n"),
        ("memo.html", '<p>It is “old”.<sup>1</sup></p><ol class="footnotes"><li>First.</li></ol>'),
        ("", "It is “old”.¹\n\n1. First.\n"),
    ],
)
def test_a_draft_comes_back_as_it_was_read(sandbox: Sandbox, name: str, content: str) -> None:
    draft = sandbox.draft(name, content.encode())
    assert (draft.name, draft.sha256) == (name, hashlib.sha256(content.encode()).hexdigest())
    assert draft.text.startswith("It is “old”.\n\n")
    (note,) = draft.notes
    assert (note.label, draft.text[note.start : note.end], note.marks) == ("1", "First.", (12,))


@pytest.fixture
def memo() -> bytes:
    made = document(paragraph(run("He says “it is old.”"), mark(2)))
    return with_notes(made, footnote={2: "RL33740, p. 4."})


def test_a_word_document_takes_comments_and_keeps_its_words(sandbox: Sandbox, memo: bytes) -> None:
    draft = sandbox.draft("memo.docx", memo)
    comments = [DraftComment(9, 19, "exact"), DraftComment(22, 29, "resolved")]
    written = sandbox.commented(draft, memo, comments)
    assert sandbox.draft("memo.docx", written).text == draft.text
    assert written != memo


def test_a_child_that_changes_the_words_is_refused(odd: Sandbox, sandbox: Sandbox) -> None:
    content = b"It is old."
    draft = sandbox.draft("memo.txt", content)
    with pytest.raises(UnreadableFile, match="without a change of the draft's words: open it"):
        odd.commented(draft, content, [])


@pytest.mark.parametrize("name", [*REASONS, *HARMLESS])
def test_a_hostile_draft_gives_one_reason(sandbox: Sandbox, name: str) -> None:
    content = FILES[name]()
    if name in HARMLESS:
        assert sandbox.draft(name, content).text
        return
    with pytest.raises(UnreadableFile, match=REASONS[name]):
        sandbox.draft(name, content)
    assert sandbox.draft("", b"The next draft is read.").text == "The next draft is read."


@pytest.mark.parametrize("name", ["zip_bomb.docx", "laughs.docx", "nested.docx", "renamed.docx"])
def test_a_hostile_document_takes_no_comments(sandbox: Sandbox, name: str) -> None:
    draft = sandbox.draft("memo.txt", b"It is old.")
    with pytest.raises(UnreadableFile, match=REASONS[name]):
        sandbox.commented(draft, FILES[name](), [DraftComment(0, 2, "old")])


def test_entities_in_the_notes_of_a_draft_are_refused(sandbox: Sandbox) -> None:
    content = with_notes(document(paragraph(run("It is old."), mark(2))), footnote={2: "First."})
    hostile = _with_entities(content)
    with pytest.raises(UnreadableFile, match="defines XML entities"):
        sandbox.draft("memo.docx", hostile)


def _with_entities(content: bytes) -> bytes:
    from tests.corpus.readers.word.documents import changed

    doctype = b'?><!DOCTYPE w [<!ENTITY a "ha ha">]>'
    return changed(content, lambda name, part: part.replace(b"?>", doctype, 1)
                   if name == "word/footnotes.xml" else part)  # fmt: skip


@pytest.mark.parametrize("name", ["memo.doc", "memo", "memo.exe", "notes.xlsx"])
def test_a_draft_of_another_format_is_refused_with_those_that_can_be_read(
    sandbox: Sandbox, name: str
) -> None:
    with pytest.raises(UnreadableFile, match=r"save it as one of .txt, .pdf, .*.docx"):
        sandbox.draft(name, b"It is old.")


def test_a_draft_above_the_limit_of_size_is_refused() -> None:
    with (
        Sandbox(replace(LIMITS, max_file_bytes=10)) as small,
        pytest.raises(UnreadableFile, match="PINCITE_MAX_FILE_BYTES"),
    ):
        small.draft("", b"It is very old.")


def test_a_document_that_changes_its_content_between_is_refused(sandbox: Sandbox) -> None:
    draft = sandbox.draft("a.docx", docx(b"<w:p><w:r><w:t>It is old.</w:t></w:r></w:p>"))
    other = saved(document(paragraph(run("It is new."))))
    with pytest.raises(UnreadableFile, match="change of the draft's words"):
        sandbox.commented(draft, other, [DraftComment(0, 2, "old")])


@pytest.mark.parametrize("word", ["note", "back", "marks", "kind", "order", "away", "blocks"])
def test_a_draft_that_contradicts_itself_is_refused(odd: Sandbox, word: str) -> None:
    with pytest.raises(UnreadableFile, match="gave an invalid result"):
        odd.draft("", f"text {word} and some words more".encode())


def test_a_label_that_cannot_be_valid_is_left_out(odd: Sandbox) -> None:
    (note,) = odd.draft("", b"text label and some words more").notes
    assert note.label == ""
