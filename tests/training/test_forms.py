import random
from pathlib import Path

import pytest

from training.forms import Thesaurus, altered, in_other_words, keywords, misspelt, near_miss

# WordNet's own form: offset, lexical file, kind, number of words in hexadecimal, the words,
# number of pointers, the pointers; in the index: word, kind, senses, …, tagged senses, offsets.
DATA = {
    "noun": """  1 a line of the licence
00000001 05 n 01 animal 0 002 ~ 00000002 n 0000 ~ 00000003 n 0000 | a living thing
00000002 05 n 02 dog 0 hound 0 001 @ 00000001 n 0000 | barks
00000003 05 n 01 cat 0 001 @ 00000001 n 0000 | purrs
""",
    "verb": "00000007 05 v 02 buy 0 purchase 0 000 | get for money\n",
    "adj": "",
}
INDEX = {
    "noun": """  1 a line of the licence
animal n 1 1 ~ 1 1 00000001
cat n 1 1 @ 1 1 00000003
dog n 1 1 @ 1 1 00000002
hound n 1 1 @ 1 0 00000002
""",
    "verb": "buy v 1 0 1 1 00000007\npurchase v 1 0 1 1 00000007\n",
    "adj": "",
}


def write_wordnet(folder: Path) -> None:
    for name, content in DATA.items():
        (folder / f"data.{name}").write_text(content)
        (folder / f"index.{name}").write_text(INDEX[name])


@pytest.fixture
def thesaurus(tmp_path: Path) -> Thesaurus:
    write_wordnet(tmp_path)
    return Thesaurus(tmp_path)


def test_synonyms_share_a_meaning_and_siblings_a_kind(thesaurus: Thesaurus) -> None:
    assert thesaurus.synonyms("dog") == ["hound"]
    assert thesaurus.synonyms("Buy") == ["purchase"]
    assert thesaurus.siblings("dog") == ["cat"]
    assert thesaurus.siblings("cat") == ["dog", "hound"]
    assert thesaurus.siblings("buy") == thesaurus.synonyms("ferry") == []


def test_a_question_in_other_words_keeps_the_rest(thesaurus: Thesaurus) -> None:
    found = in_other_words("Who may buy a dog in Kestrel?", thesaurus, random.Random(1))
    assert found == "Who may purchase a hound in Kestrel?"


def test_keywords_drop_the_common_words() -> None:
    chance = random.Random(5)
    found = {keywords("When does the ferry leave for U.S. ports?", chance) for _ in range(20)}
    assert "ferry leave u.s ports" in found
    assert all(set(one.split()) == {"ferry", "leave", "u.s", "ports"} for one in found)
    assert keywords("What is it?", chance) == "What is it?"


def test_a_slip_of_the_finger_changes_a_longer_word_or_two() -> None:
    chance = random.Random(2)
    for _ in range(50):
        words = misspelt("When does the ferry leave?", chance).rstrip("?").split()
        changed = [
            (old, new)
            for old, new in zip(["When", "does", "the", "ferry", "leave"], words, strict=True)
            if old != new
        ]
        assert len(changed) <= 2
        for old, new in changed:
            assert old in {"ferry", "leave"}
            assert abs(len(old) - len(new)) <= 1


@pytest.mark.parametrize(
    ("question", "sentence", "others", "missed"),
    [
        (
            "When did Ada Lind come to Rome?",
            "Ada Lind came to Rome.",
            "Then Bo Grey left.",
            "Bo Grey",
        ),
        ("Who won in 1912?", "She won in 1912.", "Born in 1880.", "1880"),
        ("How old is the dog?", "The dog is nine.", "", "cat"),
    ],
)
def test_a_near_miss_asks_for_what_the_sentence_does_not_say(
    thesaurus: Thesaurus, question: str, sentence: str, others: str, missed: str
) -> None:
    found = near_miss(question, sentence, others, thesaurus, random.Random(4))
    assert found is not None
    assert missed in found
    assert missed not in sentence


def test_where_nothing_can_be_exchanged_there_is_no_near_miss(thesaurus: Thesaurus) -> None:
    assert near_miss("Why so?", "It is so.", "", thesaurus, random.Random(1)) is None


def test_only_words_that_another_text_holds_are_replaced_where_one_is_given(
    thesaurus: Thesaurus,
) -> None:
    found = in_other_words(
        "They buy a dog and a cat.", thesaurus, random.Random(1), among="Who may buy a cat?"
    )
    assert found == "They purchase a dog and a cat."


def test_an_altered_sentence_names_another_of_the_document_in_place_of_the_one_asked_for() -> None:
    question = "How many cars can the Hyuga carry?"
    sentence = "At sea the Hyuga carries 40 cars."
    others = "In port the Izumo carries none."

    assert altered(question, sentence, others, random.Random(1)) == (
        "At sea the Izumo carries 40 cars."
    )
    assert altered("how many?", sentence, others, random.Random(1)) is None
