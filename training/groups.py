"""Groups of sentences to train on: with each question those that answer and those that do not."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from index.rerank.windows import Window, WindowMaker
from index.types import Key
from index.words.terms import terms
from training.data import Example, ExampleSet, Span
from training.forms import Thesaurus, altered, in_other_words, keywords, misspelt, near_miss

NEGATIVES = 9
# How often a question of a set is drawn: the closer to reports, the more.
_SHARE = {
    "squad2_dev_half": 0.8,
    "policyqa_devtest": 0.2,
    "squadshifts_reddit": 0.25,
    "squadshifts_amazon_reviews": 0.2,
}
# Share of the easy questions (``Example.easy``) that an epoch has.
_EASY_KEPT = {"report_train": 0.5, "lists": 0.5, "report_claims": 0.5}
_OTHER_EASY_KEPT = 0.35
# Questions written for reports have other forms already, and claims and lists are to stay as
# they are.
_FORMS = {"report_train": 0.45, "lists": 0.0, "report_claims": 0.0}
_AFTER, _BEFORE = 0.7, 0.35
"""How often the sentence after the right one, and the one before it, are among the wrong ones.

Each is read together with the right one, and wins too easily in lists.
"""
_HARD = 10
_REWORDED_SHARE, _ALTERED_SHARE = 0.4, 0.3
_ALTERED = Key("\U0010ffff", 2)  # of a sentence that no document has, behind all others


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the sentences to tell apart; no gold means that none answers.

    Attributes:
        gold: the passages to rank first, with the span of the short answer where one is known.
        answers: whether these answer.
        ranked: whether one of the sentences is to come first.
        fused: the first stage's score of each.
    """

    windows: list[Window]
    gold: dict[Key, Span | None]
    answers: bool
    ranked: bool
    fused: dict[Key, float]


class Groups:
    """Makes groups of examples, anew at each call: other forms, other wrong sentences."""

    def __init__(
        self,
        sets: list[ExampleSet],
        thesaurus: Thesaurus,
        model: Path,
        seed: int,
        negatives: int = NEGATIVES,
    ) -> None:
        """Take the examples of all sets.

        Args:
            model: folder of the default model, whose tokenizer makes the windows.
            negatives: most wrong sentences of a group.
        """
        self._negatives = negatives
        self._sets = sets
        self._thesaurus = thesaurus
        self._chance = random.Random(seed)
        self._maker = WindowMaker(Tokenizer.from_file(str(model / "tokenizer.json")))

    def epoch(self) -> Iterator[Group]:
        """Yield a group of every example that is drawn, in random order."""
        chance = self._chance
        every = [
            (one, example)
            for one in self._sets
            for example in one.examples
            if chance.random() < _SHARE.get(one.name, 1.0)
            if not example.easy() or chance.random() < _EASY_KEPT.get(one.name, _OTHER_EASY_KEPT)
        ]
        chance.shuffle(every)
        for examples, example in every:
            group = self._group(examples, example)
            if group.windows:
                yield group

    def _group(self, examples: ExampleSet, example: Example) -> Group:
        chance = self._chance
        forms = _FORMS.get(examples.name, 1.0)
        gold = dict(chance.sample(sorted(example.gold.items()), min(len(example.gold), 2)))
        wrong = self._wrong(examples, example, gold)
        text, gold, ranked = self._form(examples, example, gold, forms)
        keys = {*gold, *wrong} if ranked else {*list(example.gold)[:1], *wrong}
        sentences = {
            held: examples.sentences[held]
            for key in sorted(keys)
            for held in (key.before, key)
            if held in examples.sentences
        }
        plain = ranked and text == example.text
        if plain and chance.random() < _REWORDED_SHARE * forms:
            gold = {key: self._reword(text, key, span, sentences) for key, span in gold.items()}
        fused = first_stage_scores(
            example, text, {key: sentences[key] for key in sorted(keys)}, examples.sentences
        )
        if ranked and forms and chance.random() < _ALTERED_SHARE:
            self._alter(examples, example, next(iter(gold)), text, sentences, fused)
            keys = set(fused)
        windows = self._maker.windows(text, keys, sentences)
        return Group(windows, gold, example.answers and ranked, ranked, fused)

    def _wrong(
        self, examples: ExampleSet, example: Example, gold: Mapping[Key, Span | None]
    ) -> list[Key]:
        """Return wrong sentences: the best of them, some others, and those beside the right one."""
        chance, count = self._chance, self._negatives
        hard = chance.sample(
            example.near[:_HARD], min(len(example.near[:_HARD]), max(count * 2 // 3, 1))
        )
        if example.near and example.near[0] not in hard:
            hard[-1] = example.near[0]
        rest = [key for key in (*example.near, *example.elsewhere[:6]) if key not in hard]
        wrong = hard + chance.sample(rest, min(len(rest), count - len(hard)))
        for beside, share in (("after", _AFTER), ("before", _BEFORE)):
            found = [
                key
                for key in (getattr(one, beside) for one in gold)
                if key in examples.sentences
                and key not in example.gold
                and key not in example.partly
                and key not in wrong
            ]
            if found and wrong and chance.random() < share:
                wrong[-1 if beside == "after" else len(wrong) // 2] = found[0]
        return wrong

    def _reword(
        self, question: str, key: Key, span: Span | None, sentences: dict[Key, str]
    ) -> Span | None:
        """Replace words of a sentence that the question holds, but not in its short answer."""
        start, end = span or (0, 0)
        sentence = sentences[key]
        before, after = (
            in_other_words(part, self._thesaurus, self._chance, among=question)
            for part in (sentence[:start], sentence[end:])
        )
        sentences[key] = before + sentence[start:end] + after
        return span and (len(before), len(before) + end - start)

    def _alter(
        self,
        examples: ExampleSet,
        example: Example,
        key: Key,
        text: str,
        sentences: dict[Key, str],
        fused: dict[Key, float],
    ) -> None:
        """Add a copy of a sentence that answers which speaks of something else, as a wrong one."""
        others = " ".join(examples.sentences[at] for at in example.near if at != key)
        changed = altered(text, examples.sentences[key], others, self._chance)
        if changed:
            sentences[_ALTERED] = changed
            if key.before in sentences:
                sentences[_ALTERED.before] = sentences[key.before]
            fused[_ALTERED] = fused[key]

    def _form(
        self, examples: ExampleSet, example: Example, gold: dict[Key, Span | None], rate: float
    ) -> tuple[str, dict[Key, Span | None], bool]:
        """Return the question in some form, what answers it then, and whether that ranks first.

        Args:
            rate: how often the form changes, as a share of how often it can.
        """
        chance, text = self._chance, example.text
        if not gold:
            return text, {}, False
        drawn = chance.random() / rate if rate else 1.0
        if drawn < 0.17:
            key = next(iter(gold))
            others = " ".join(examples.sentences[at] for at in example.near if at != key)
            missed = near_miss(text, examples.sentences[key], others, self._thesaurus, chance)
            if missed:
                return missed, {}, False
        elif drawn < 0.25:
            text = keywords(text, chance)
        elif drawn < 0.34:
            text = misspelt(text, chance)
        elif drawn < 0.52:
            text = in_other_words(text, self._thesaurus, chance)
        return text, gold, True


def first_stage_scores(
    example: Example, text: str, sentences: dict[Key, str], written: Mapping[Key, str]
) -> dict[Key, float]:
    """Return about what the first stage would score, now that words have changed.

    Args:
        text: the question in its present form.
        sentences: those that are wanted, in their present form.
        written: all sentences as their documents have them.
    """
    lowest = min(example.fused().values(), default=0.0)
    asked, now = _terms(example.text), _terms(text)
    found: dict[Key, float] = {}
    for key, sentence in sentences.items():
        if key not in example.first_stage:
            found[key] = lowest
            continue
        cosine, share = example.first_stage[key]
        if text != example.text or sentence != written[key]:
            before = len(asked & _terms(written[key]))
            share *= len(now & _terms(sentence)) / before if before else 1.0
        found[key] = (cosine + share) / 2
    return found


def _terms(text: str) -> set[str]:
    return {term.text for term in terms(text)}
