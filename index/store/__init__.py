"""Store reports, sentences, words and vectors, and search them."""
