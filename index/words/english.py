"""Load a list of English words."""

import json
from functools import cache
from pathlib import Path

_TOKENIZER = Path(__file__).parents[1] / "rerank" / "weights" / "tokenizer.json"


@cache
def english_words() -> frozenset[str]:
    """Return the 20,000 or so whole words of the reranker's vocabulary, lower-cased."""
    content = _TOKENIZER.read_text(encoding="utf-8")
    return frozenset(word for word in json.loads(content)["model"]["vocab"] if word.isalpha())
