"""The English words that everything here takes for known."""

import json
from functools import cache
from pathlib import Path

_TOKENIZER = Path(__file__).parents[1] / "rerank" / "weights" / "tokenizer.json"


@cache
def english_words() -> frozenset[str]:
    """Return the some 20,000 whole words that the reranker's tokenizer knows, lower-cased."""
    content = _TOKENIZER.read_text(encoding="utf-8")
    return frozenset(word for word in json.loads(content)["model"]["vocab"] if word.isalpha())
