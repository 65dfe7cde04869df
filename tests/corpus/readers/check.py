"""What every reader promises of its text, and a short form of it to compare with."""

from corpus.report import Extracted


def blocks_of(extracted: Extracted) -> list[tuple[str, str | None, str]]:
    """Return (kind, section, text) of every block, after checking what holds for all."""
    text = extracted.text
    contents = [text[block.start : block.end] for block in extracted.blocks]
    assert text == "\n\n".join(contents)
    assert all(content == " ".join(content.split()) != "" for content in contents)
    return [
        (block.kind, block.section, content)
        for block, content in zip(extracted.blocks, contents, strict=True)
    ]


def texts_of(extracted: Extracted) -> list[str]:
    """Return the text of every block."""
    return [text for _, _, text in blocks_of(extracted)]
