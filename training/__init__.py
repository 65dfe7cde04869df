"""How the reader that ships with the index was made: examples, training, export."""
