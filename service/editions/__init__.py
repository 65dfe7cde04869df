"""Compare editions: what became of each sentence, and of the answers to standing questions."""
