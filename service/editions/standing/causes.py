"""Tell why answers have changed: because of the texts of the reports, or of the engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.store.protocol import View
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.editions.standing.before import FormerTexts, ask_before
from service.editions.standing.verdicts import Standing, Watched
from service.editions.standing.watch_file import ReportHashes, WatchFile

_PARTLY_KNOWN = (
    "The answers come from a file, which does not tell all reports and settings that gave them: "
    "accept the present answers once with --accept."
)
_NEITHER = (
    "Neither the texts nor the engine has changed: what is stated of a report, such as in "
    "catalog.toml, or a setting has."
)
_BOTH = "The engine changes the answer with the former texts too, and the texts change it further."

_ORDER = "The reports of both sentences have not changed: other reports change the order."


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed since the answers were accepted.

    Attributes:
        engine: whether the engine has, or reads a file otherwise.
        reports: the reports whose files have changed, which are gone or which are new, by id; with
            the hashes at that time, None of a new one.
    """

    engine: bool
    reports: Mapping[str, ReportHashes | None]

    @classmethod
    def of(cls, file: WatchFile, engine: Mapping[str, Any], view: View) -> "Difference":
        """Compare a file of standing questions with the present."""
        changed: dict[str, ReportHashes | None] = dict.fromkeys(view.reports.keys() - file.reports)
        read_otherwise = False
        for name, then in file.reports.items():
            now = view.reports.get(name)
            if now is None:
                changed[name] = then
            elif now.text_sha256 != then.text_sha256:
                same_file = now.source_sha256 == then.source_sha256
                read_otherwise |= same_file
                changed |= {} if same_file else {name: then}
        return cls(read_otherwise or dict(file.engine) != dict(engine), changed)


def explained(
    engine: Engine,
    opened: Opened,
    file: WatchFile,
    present: Mapping[str, Any],
    questions: Sequence[Standing],
    found: Sequence[Watched],
    tell: Callable[[str], None],
) -> list[Watched]:
    """Return what became of accepted answers, each change with its cause.

    Where engine and texts have both changed, the questions are asked once more: of the former
    texts, with the present engine. What differs there is the engine's doing.

    Args:
        opened: the generation that gave the answers.
        present: the engine, in the form that the file has it.
        tell: called with what takes long, in words.
    """
    changed = [at for at, one in enumerate(found) if one.is_changed]
    explained = list(found)
    if not changed:
        return explained
    difference = Difference.of(file, present, opened.generation)
    if file.partly_known or not (difference.engine and difference.reports):
        causes = [_plain(found[at], difference, file) for at in changed]
    else:
        texts = FormerTexts(opened.generation, difference.reports, engine.settings)
        before = ask_before(engine, opened, texts, [questions[at] for at in changed], tell)
        if isinstance(before, str):
            causes = [_untold(found[at], before) for at in changed]
        else:
            causes = [_compared(found[at], then) for at, then in zip(changed, before, strict=True)]
    for at, one in zip(changed, causes, strict=True):
        explained[at] = _with_order(one, questions[at], difference)
    return explained


def _with_order(found: Watched, standing: Standing, difference: Difference) -> Watched:
    """Return a change with a remark, where neither sentence has changed."""
    old, now = next(iter(standing.accepted), None), found.now
    if found.verdict != "other_sentence_first" or found.cause != "text" or not (old and now):
        return found
    if {old.report, now.report} & difference.reports.keys():
        return found
    return replace(found, reason=_joined(found, _ORDER))


def _plain(found: Watched, difference: Difference, file: WatchFile) -> Watched:
    if file.partly_known:
        return _untold(found, _PARTLY_KNOWN)
    if difference.reports:
        return replace(found, cause="text")
    if difference.engine:
        return replace(found, cause="engine")
    return replace(found, cause="neither", reason=_joined(found, _NEITHER))


def _untold(found: Watched, reason: str) -> Watched:
    return replace(found, cause="cannot be told apart", reason=_joined(found, reason))


def _compared(found: Watched, then: Watched) -> Watched:
    """Return a change with its cause, from what became of the answer with the former texts."""
    if not then.is_changed:
        return replace(found, cause="text")
    if _outcome(then) == _outcome(found):
        return replace(found, cause="engine")
    return replace(found, cause="both", reason=_joined(found, _BOTH))


def _outcome(one: Watched) -> tuple[object, ...]:
    now = one.now and (one.now.report, one.now.quote_sha256)
    moved_to = one.now.sentence if one.verdict == "moved" and one.now else None
    return one.verdict, one.still_there, now, moved_to


def _joined(found: Watched, reason: str) -> str:
    return " ".join(filter(None, (found.reason, reason)))
