"""Split text into search terms, and expand and correct the words of a question."""
