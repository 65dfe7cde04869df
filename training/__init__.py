"""How the reranker that ships with the index was made: examples, training, export."""
