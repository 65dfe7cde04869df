"""Ask what is known to stand in the reports, at the moment of a certificate.

A search that finds nothing may be broken. So words of the reports themselves are sought in the same
run; a certificate is given only if all of them are found.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.report import Passage
from corpus.table_rows import readable_passage
from index.search.scope import Scope
from index.store.protocol import View
from service.absence.standing import is_cut
from service.answers.engine import Engine
from service.answers.opened import Opened

CONTROLS = 5
_SENTENCES = 200
"""Sentences of a report from which controls are taken, evenly spaced."""
_WORDS = re.compile(r"(?<!\S)(?:[A-Za-z]{2,} ){2,5}[A-Za-z]{4,}(?!\S)")
_FIRST_WORDS = [re.compile(rf"\S+(?:\s+\S+){{{more}}}") for more in (4, 3, 2, 1, 0)]
_SOFT_HYPHEN = re.compile("\xad\\s*")
_LEAST_WORDS, _MOST_CHARS = 6, 200
_HIDDEN = "\u200b"


def _inside_longest(words: str, sign: str) -> str:
    longest = max(words.split(), key=len)
    middle = len(longest) // 2
    return words.replace(longest, longest[:middle] + sign + longest[middle:], 1)


_CHANGES: Sequence[tuple[str, Callable[[str], str]]] = (
    ("capitals", str.upper),
    ("no-break spaces", lambda words: words.replace(" ", "\u00a0")),
    ("line wrap", lambda words: words.replace(" ", "\n", 1)),
    ("soft hyphen", lambda words: _inside_longest(words, "\xad")),
    ("invisible character and double spaces",
     lambda words: _inside_longest(words, _HIDDEN).replace(" ", "  ")),
)  # fmt: skip
"""What is done to the typography of the words of each control."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something that is known to stand in a report.

    Attributes:
        text: what is sought.
        change: what was done to its typography; "" where it stands as printed.
        sentence: id of the sentence that has it.
        report: id of its report.
    """

    text: str
    change: str
    sentence: str
    report: str


def phrase_controls(view: View, reports: Sequence[str]) -> list[Control]:
    """Return words of sentences across the reports, in other typography; five if there are."""
    found: dict[str, Control] = {}
    for passage in _spread(view, reports):
        words, is_plain = _words_of(passage.quote)
        name, change = _CHANGES[len(found) % len(_CHANGES)] if is_plain else ("", str)
        if words.lower() not in found and sum(map(str.isalnum, words)) > 1:
            found[words.lower()] = Control(change(words), name, passage.id, passage.report_id)
        if len(found) == CONTROLS:
            break
    return list(found.values())


def _words_of(quote: str) -> tuple[str, bool]:
    """Return words of a sentence, and whether they are plain: only plain ones may be changed.

    A soft hyphen and a line end may cut the first or the last of some words: then take others.
    """
    plain = _WORDS.search(quote)
    for match in (plain, *(pattern.match(quote) for pattern in _FIRST_WORDS)):
        if match and not is_cut(quote, *match.span()):
            return " ".join(_SOFT_HYPHEN.sub("", match[0]).split()), match is plain
    return "", False


def question_controls(
    engine: Engine, opened: Opened, reports: Sequence[str], scope: Scope
) -> list[tuple[Control, bool]]:
    """Ask the words of sentences across the reports; tell for each whether it was found."""
    view = opened.generation
    controls: dict[str, Control] = {}
    for passage in _spread(view, reports):
        text = readable_passage(passage, view.reports[passage.report_id].style).text
        if len(text.split()) >= _LEAST_WORDS and len(controls) < CONTROLS:
            most = min(_MOST_CHARS, engine.settings.max_question_chars)
            text = text if len(text) <= most else text[:most].rpartition(" ")[0]
            text = "".join(filter(str.isprintable, text))
            controls.setdefault(text, Control(text, "", passage.id, passage.report_id))
    asked = [
        engine.asked(one.text, None, scope, as_written=True, all_reports=True, opened=opened)
        for one in controls.values()
    ]
    return [
        (
            control,
            answer.status != "no_answer"
            and any(
                control.sentence in {place.id for place in (one.citation, *one.also_at)}
                for one in (*answer.passages, *(p for x in answer.part_answers for p in x.passages))
            ),
        )
        for control, answer in zip(controls.values(), engine.ask(asked), strict=True)
    ]


def _spread(view: View, reports: Sequence[str]) -> Iterator[Passage]:
    """Yield sentences of reports in turn: the reports evenly spaced, and their sentences too."""
    step = max(1, len(reports) // CONTROLS)
    chosen = [*reports[::step], *reports]
    for turn in range(_SENTENCES):
        some = False
        for report in dict.fromkeys(chosen):
            keys = view.reports[report].keys
            if turn < len(keys):
                some = True
                at = (turn * max(1, len(keys) // _SENTENCES) + len(keys) // 3) % len(keys)
                yield from view.fetch([keys[at]]).values()
        if not some:
            return
