"""Find what a link to a sentence points to, after the reports have changed."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import Indel

from corpus.errors import BadRequest
from corpus.quotes.anchors import ANCHOR, find_anchor, folded_sentence, is_sure, same_place
from corpus.table_rows import readable_passage_text
from corpus.text.display import readable
from index.store.former import FormerSentence
from index.store.protocol import View
from index.types import Key
from service.answers.citation import sentence_url

LinkStatus = Literal["same", "moved", "reworded", "gone"]
ALIKE = 0.6
"""Least share of the words of two sentences, in order, of which one is the other reworded."""
_LINK = re.compile(rf"s(?P<number>[1-9][0-9]{{0,8}})~(?P<anchor>{ANCHOR})")
_LEAST_SPACES = 2
"""Three words tell a sentence; fewer stand in many."""
UNSURE = (
    "The report repeated these words more or less often when the link was made: "
    "it may have pointed to another place."
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a link points to now.

    Attributes:
        link: the end of the link, as ``s2~mu3mmntlqdlv``.
        status: ``same``: the sentence has the number in the link; ``moved``: it has another number,
            stands in another report, or is part of another sentence; ``reworded``: a sentence like
            it came in its place; ``gone``: there is none.
        message: the status in a sentence; empty for ``same`` unless it is not sure, as where a
            copy of a repeated sentence is gone.
        report, sentence, url: the sentence now; None when it is gone.
        quote, display: its words now, verbatim and in readable form; likewise.
        former_quote, former_display: the words that the link pointed to, where no sentence has them
            alone; None where the index does not remember them.
    """

    link: str
    status: LinkStatus
    message: str
    report: str | None = None
    sentence: int | None = None
    url: str | None = None
    quote: str | None = None
    display: str | None = None
    former_quote: str | None = None
    former_display: str | None = None


def resolve(view: View, report_id: str, link: str) -> Resolved:
    """Return what a link points to.

    Args:
        report_id: id of the report in the link, which may be gone.
        link: the fragment of the link.

    Raises:
        BadRequest: when the link does not have the form ``s2~mu3mmntlqdlv``.
        KeyError: when nothing is known of the report.
    """
    parts = _LINK.fullmatch(link)
    if parts is None:
        raise BadRequest(f"{link!r} is not a link to a sentence", "write it as s2~mu3mmntlqdlv")
    number, anchor = int(parts["number"]), parts["anchor"]
    former = view.former(report_id, anchor)
    if report_id not in view.reports:
        return _elsewhere(view, report_id, link, number, anchor, former)
    anchors = view.anchors(report_id)
    found = find_anchor(anchors, anchor)
    if found is not None:
        status: LinkStatus = "same" if found == number else "moved"
        moved = f"This link pointed to sentence {number}; it is now sentence {found}."
        said = [moved] if found != number else []
        said += [] if is_sure(anchors, anchor, number) else [UNSURE]
        return _found(view, Key(report_id, found), link, status, " ".join(said))
    return _by_words(view, link, number, former)


def _by_words(view: View, link: str, number: int, former: FormerSentence | None) -> Resolved:
    """Look for a sentence that is gone from its report in the sentences that came since."""
    if former is None:
        unknown = "No sentence of this report has the words that this link pointed to."
        return Resolved(link, "gone", unknown)
    likest = _likest(view, former)
    if likest is None:
        gone = f"Sentence {number}, which this link pointed to, is no longer in this report."
        return _with_former(view, Resolved(link, "gone", gone), former)
    if _holds(view.fetch([likest])[likest].quote, former):
        part = f"This link pointed to sentence {number}; "
        part += f"its words are now in sentence {likest.number}."
        return _with_former(view, _found(view, likest, link, "moved", part), former)
    now = "" if likest.number == number else f" It is now sentence {likest.number}."
    reworded = f"Sentence {number}, which this link pointed to, has been reworded.{now}"
    return _with_former(view, _found(view, likest, link, "reworded", reworded), former)


def _elsewhere(
    view: View, report_id: str, link: str, number: int, anchor: str, former: FormerSentence | None
) -> Resolved:
    """Look for the sentence of a report that is gone in the others, as it may have another name."""
    keys = view.same_sentence(anchor)
    text = former and former.text_sha256
    renamed = {key.report for key in keys if view.reports[key.report].text_sha256 == text}
    if not renamed:  # the text has changed too: only sentences at the same place tell it
        anchors = {name: view.anchors(name) for name in {key.report for key in keys}}
        renamed = {
            key.report for key in keys if same_place(anchors[key.report][key.number - 1], anchor)
        }
    if len({view.reports[one].work.files[0] for one in renamed}) == 1:
        name = min(renamed)
        found = find_anchor(view.anchors(name), anchor)
        if found is not None:
            title = view.reports[name].source.title or name
            moved = f"This link pointed to sentence {number} of {report_id}, which is no longer "
            moved += f"in the index. It is now sentence {found} of “{title}”."
            return _found(view, Key(name, found), link, "moved", moved)
    if former is None and not keys:
        raise KeyError(report_id)
    gone = (
        f"This link pointed to sentence {number} of {report_id}, which is no longer in the index."
    )
    return _with_former(view, Resolved(link, "gone", gone), former)


def _likest(view: View, former: FormerSentence) -> Key | None:
    """Return the sentence that came into a report after a former one left, and is most like it."""
    arrived = view.arrivals(former.report).items()
    keys = (Key(former.report, number) for number, came in arrived if came > former.generation)
    words = _words(former.quote)
    likeness = {
        key: 1.0
        if _holds(one.quote, former)
        else Indel.normalized_similarity(words, _words(one.quote), score_cutoff=ALIKE)
        for key, one in view.fetch(keys).items()
    }
    best = max(
        likeness,
        key=lambda key: (likeness[key], -abs(key.number - former.number)),
        default=None,
    )
    return best if best and likeness[best] >= ALIKE else None


def _holds(quote: str, former: FormerSentence) -> bool:
    """Return whether a sentence has all words of a former one in it, as where two became one."""
    words = folded_sentence(former.quote)
    return words.count(" ") >= _LEAST_SPACES and f" {words} " in f" {folded_sentence(quote)} "


def _words(quote: str) -> list[str]:
    return _WORD.findall(folded_sentence(quote)) or [quote]


def _found(view: View, key: Key, link: str, status: LinkStatus, message: str) -> Resolved:
    passage = view.fetch([key])[key]
    anchor = view.anchors(key.report)[key.number - 1]
    return Resolved(
        link,
        status,
        message,
        key.report,
        key.number,
        sentence_url(key.report, key.number, anchor),
        passage.quote,
        readable_passage_text(passage, view.reports[key.report].style),
    )


def _with_former(view: View, found: Resolved, former: FormerSentence | None) -> Resolved:
    if former is None:
        return found
    about = view.reports.get(former.report)
    display = readable(former.quote, about.style).text if about else former.quote
    return replace(found, former_quote=former.quote, former_display=display)
