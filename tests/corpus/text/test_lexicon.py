"""The word lists: what the tries hold is what their source says."""

import marisa_trie
import pytest

from corpus.text.lexicon import TRIES, lexicon, source_words


@pytest.mark.parametrize("name", ["ordinary", "common", "given"])
def test_a_trie_holds_the_words_of_its_list_and_no_other(name: str) -> None:
    lists, _ = source_words()
    assert set(marisa_trie.Trie().mmap(str(TRIES / f"{name}.marisa"))) == lists[name]


def test_the_spellings_are_those_of_the_source() -> None:
    _, proper = source_words()
    known = lexicon().proper
    assert len(marisa_trie.BytesTrie().mmap(str(TRIES / "proper.marisa"))) == len(proper)
    assert {word: known[word] for word in proper} == proper
    assert (known.get("zyxo"), known.get("zyxo", "Z"), "zyxo" in known) == ("", "Z", False)


def test_words_are_told_apart_by_how_they_are_written() -> None:
    known = lexicon()
    assert known.is_proper("japan")
    assert known.is_ordinary("bridge")
    assert known.is_ordinary("rebuilding")
    assert known.proper["nato"] == "NATO"
    assert "may" in known.proper
    assert known.is_ordinary("may")
    assert known.is_unknown("zyxo")


@pytest.mark.parametrize("word", ["japan\0x", "ja\ud800pan", "\ud800", "\0", ""])
def test_what_no_list_can_hold_is_in_none(word: str) -> None:
    known = lexicon()
    lists = (known.ordinary, known.common, known.given, known.proper)
    assert not any(word in one for one in lists)
    assert known.proper.get(word, "other") == "other"
    assert known.is_unknown(word)
