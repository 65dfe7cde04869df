"""Groups of sentences to train on: with each question those that answer and those that do not."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.embedding import packaged_model_folder
from index.reader import TOKENIZER
from index.windows import Window, WindowMaker
from training.examples import TIMES, Example, ExampleSet, Span
from training.forms import Thesaurus, in_other_words, keywords, misspelt, near_miss

NEGATIVES = 4


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the sentences to tell apart; no gold means that none answers.

    Attributes:
        gold: the rows that answer, with the span of the short answer where one is known.
        ranked: whether one of the sentences is to come first.
        fused: the first stage's score of each row.
    """

    windows: list[Window]
    gold: dict[int, Span | None]
    ranked: bool
    fused: dict[int, float]


class Groups:
    """Makes groups of examples, anew at each call: other forms, other wrong sentences."""

    def __init__(self, sets: list[ExampleSet], thesaurus: Thesaurus, seed: int) -> None:
        """Take the examples of all sets."""
        self._sets = sets
        self._thesaurus = thesaurus
        self._chance = random.Random(seed)
        self._maker = WindowMaker(Tokenizer.from_file(str(packaged_model_folder() / TOKENIZER)))

    def epoch(self) -> Iterator[Group]:
        """Yield a group of every example, in random order."""
        every = [
            (one, example)
            for one in self._sets
            for example in one.examples
            for _ in range(TIMES.get(one.name, 1))
        ]
        self._chance.shuffle(every)
        for examples, example in every:
            yield self._group(examples, example)

    def _group(self, examples: ExampleSet, example: Example) -> Group:
        chance = self._chance
        near = [row for row in example.near if row not in example.gold]
        # Mostly the best of the wrong ones, sometimes any.
        hard = chance.sample(near[:6], min(len(near[:6]), NEGATIVES - 1))
        rest = [row for row in (*near, *example.elsewhere[:4]) if row not in hard]
        wrong = hard + chance.sample(rest, min(len(rest), NEGATIVES - len(hard)))
        gold = dict(chance.sample(sorted(example.gold.items()), min(len(example.gold), 2)))
        text, gold, ranked = self._form(examples, example, gold)
        rows = {*gold, *wrong} if ranked else {*list(example.gold)[:1], *wrong}
        sentences = {
            near_row: examples.sentences[near_row]
            for row in rows
            for near_row in (row - 1, row)
            if near_row == row or row not in examples.first_rows
        }
        known = {row: sum(both) / 2 for row, both in example.first_stage.items()}
        lowest = min(known.values(), default=0.0)
        fused = {row: known.get(row, lowest) for row in rows}
        return Group(self._maker.windows(text, rows, sentences), gold, ranked, fused)

    def _form(
        self, examples: ExampleSet, example: Example, gold: dict[int, Span | None]
    ) -> tuple[str, dict[int, Span | None], bool]:
        chance, text = self._chance, example.text
        if not gold:
            return text, {}, False
        drawn = chance.random()
        if drawn < 0.17:
            row = next(iter(gold))
            others = " ".join(examples.sentences[at] for at in example.near if at != row)
            missed = near_miss(text, examples.sentences[row], others, self._thesaurus, chance)
            if missed:
                return missed, {}, False
        elif drawn < 0.25:
            text = keywords(text, chance)
        elif drawn < 0.34:
            text = misspelt(text, chance)
        elif drawn < 0.52:
            text = in_other_words(text, self._thesaurus, chance)
        return text, gold, True
