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


def drawn_of(extracted: Extracted) -> list[str]:
    """Return what programs draw, block after block."""
    return [extracted.text[start:end] for block in extracted.blocks for start, end in block.drawn]


def cells_of(extracted: Extracted) -> list[list[tuple[str, str, str]]]:
    """Return (text, head of the row, head of the column) of the cells of every table row."""
    return [
        [(extracted.text[cell.start : cell.end], cell.row, cell.column) for cell in block.row.cells]
        for block in extracted.blocks
        if block.row is not None
    ]


def left_out(extracted: Extracted) -> dict[str, int]:
    """Return how many passages of each kind were left out; parts by their name."""
    return {omission.part or omission.kind: omission.count for omission in extracted.omissions}
