"""A question's words: found once, and marked in what answers."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.words.question_words import QuestionWords
from index.words.terms import terms
from service.answers.engine import Engine
from service.answers.marks import find_matches
from tests.fakes import BagOfWords

QUESTION = "When does the ferry to Kestrel Bay leave in 2011?"


def test_a_question_is_tokenised_once(
    settings: Settings, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(replace(settings, index=small_index, reranker=""), BagOfWords())
    seen: list[str] = []

    def counted(text: str) -> object:
        seen.append(text)
        return terms(text)

    for name, module in list(sys.modules.items()):
        if name not in ("tests.fakes", __name__) and getattr(module, "terms", None) is terms:
            monkeypatch.setattr(module, "terms", counted)
    (answer,) = engine.ask([engine.asked(QUESTION)])
    assert [text for text in seen if QUESTION in text] == [QUESTION]
    assert engine.opened.reranker is not None
    assert answer.status != "answered"  # no sentence holds the number
    first = answer.passages[0]
    assert [first.quote[start:end] for start, end in first.matches] == [
        *("ferry", "Kestrel", "Bay", "leaves")
    ]


def test_words_match_whatever_their_ending_and_common_words_never() -> None:
    quote = "The ferries were leaving at nine."
    found = find_matches(QuestionWords("When does the ferry leave?"), quote)
    assert [quote[start:end] for start, end in found] == ["ferries", "leaving"]


@pytest.mark.parametrize("question", ["Who is Zoe Muller?", "Who is Zoë Mu\u0308ller?"])
@pytest.mark.parametrize("quote", ["Its owner is Zoë Müller.", "Its owner is Zoe\u0308 Müller."])
def test_words_match_with_and_without_accents_and_are_marked_with_them(
    question: str, quote: str
) -> None:
    found = find_matches(QuestionWords(question), quote)
    assert " ".join(quote[start:end] for start, end in found) + "." == quote[13:]
