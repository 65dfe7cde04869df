"""The chances of an answer and of its sentences, and the status that follows from them."""
