"""Answer questions: the engine, the answer and its citations."""
