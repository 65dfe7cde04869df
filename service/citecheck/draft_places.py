"""Say where in a draft something stands."""

from bisect import bisect_right

from corpus.readers.drafts.draft import Draft


class DraftPlaces:
    """The places of a draft, in words."""

    def __init__(self, draft: Draft) -> None:
        """Number the paragraphs."""
        self._draft = draft
        self._blocks = [block for block in draft.blocks if block.kind != "note"]
        self._starts = [block.start for block in self._blocks]

    def words(self, position: int) -> str:
        """Return "footnote 4", "page 3" or "paragraph 12"."""
        for note in self._draft.notes:
            if note.start <= position < max(note.end, note.start + 1):
                return f"{note.kind} {note.label}"
        at = max(0, bisect_right(self._starts, position) - 1)
        page = self._blocks[at].page if self._blocks else None
        return f"page {page}" if page else f"paragraph {at + 1}"
