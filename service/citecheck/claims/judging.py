"""Judge the claims of a draft against the reports of an index."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.report import Passage
from corpus.table_rows import readable_passage_text
from service.answers.citation import cite
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.citecheck.claims.candidates import Candidate, ClaimText, Finder, Unjudged, plain
from service.citecheck.claims.compare import Compared
from service.citecheck.claims.judged import ClaimLimits, JudgedClaim
from service.citecheck.claims.specifics import specifics
from service.citecheck.claims.verdict import Judged, Weighed, judge, support
from service.citecheck.findings import DifferenceInfo, SourceSentence

_BESIDE_CHARS = 32


class ClaimJudge:
    """Judges claims by one generation of the index."""

    def __init__(self, engine: Engine, opened: Opened | None = None) -> None:
        """Use the generation that serves when ``opened`` is None.

        Raises:
            NotReady: while no generation serves.
            SettingError: when the support network cannot be loaded.
        """
        self._finder = Finder(engine, opened)

    def judged(
        self, claims: Sequence[ClaimText], limits: ClaimLimits | None = None
    ) -> Iterator[JudgedClaim]:
        """Yield the verdict on each claim, in order; one that stands twice is judged once."""
        limits = limits or ClaimLimits()
        known = limits.known.setdefault(self._finder.opened.generation.pointer, {})
        bare = [replace(claim, start=0) for claim in claims]
        new = [one for one in dict.fromkeys(bare) if one not in known]
        found = zip(new, self._finder.candidates(new, limits.is_over), strict=False)
        for one, claim in zip(bare, claims, strict=True):
            if one not in known and (following := next(found, None)):
                known[following[0]] = self._judged(*following)
            yield _moved(known[one], claim.start) if one in known else limits.unchecked

    def _judged(self, claim: ClaimText, candidates: list[Candidate] | Unjudged) -> JudgedClaim:
        if isinstance(candidates, Unjudged):
            return JudgedClaim(candidates.verdict, candidates.message)
        weighed = [_weighed(one) for one in candidates]
        result = judge(weighed, specifics(plain(claim.text)))
        return self._finding(claim, candidates, weighed, result)

    def _finding(
        self,
        claim: ClaimText,
        candidates: Sequence[Candidate],
        weighed: Sequence[Weighed],
        result: Judged,
    ) -> JudgedClaim:
        shown = [
            self._shown(one.hit.passage, part.chance)
            for one, part in zip(candidates, weighed, strict=True)
        ]
        best = result.best
        if best is None:
            return JudgedClaim(result.verdict, result.message)
        order = sorted(range(len(shown)), key=lambda at: -weighed[at].near)
        return JudgedClaim(
            result.verdict,
            result.message,
            shown[best],
            tuple(shown[at] for at in order if at != best),
            tuple(_differences(claim, _told(weighed[best], result), candidates[best])),
            support().precision if result.verdict == "supported" else None,
        )

    def _shown(self, passage: Passage, chance: float) -> SourceSentence:
        view = self._finder.opened.generation
        report = view.reports[passage.report_id]
        return SourceSentence(
            cite(passage, report),
            passage.quote,
            readable_passage_text(passage, report.style),
            passage.start,
            passage.end,
            view.text(passage.report_id, max(passage.start - _BESIDE_CHARS, 0), passage.start),
            view.text(passage.report_id, passage.end, passage.end + _BESIDE_CHARS),
            round(chance, 3),
        )


def _moved(one: JudgedClaim, start: int) -> JudgedClaim:
    """Return the verdict on a claim that stands elsewhere in a draft than at its start."""
    moved = (
        replace(part, draft=(part.draft[0] + start, part.draft[1] + start))
        for part in one.differences
    )
    return replace(one, differences=tuple(moved))


def _weighed(one: Candidate) -> Weighed:
    model = support()
    return Weighed(one.compared, model.chance.of(one.features), model.near.of(one.features))


def _told(one: Weighed, result: Judged) -> list[Compared]:
    return one.outside if result.verdict == "partly" else one.missing


def _differences(
    claim: ClaimText, compared: Sequence[Compared], candidate: Candidate
) -> list[DifferenceInfo]:
    found = []
    passages = {0: candidate.hit.passage, -1: candidate.before, 1: candidate.after}
    for one in compared:
        own, other, passage = one.specific, one.other, passages[one.beside]
        at = passage.start if passage else 0
        there = (at + other.start, at + other.end) if other else (at, at)
        found.append(
            DifferenceInfo(
                own.kind.value,
                "altered",
                (claim.start + own.start, claim.start + own.end),
                there,
                own.text,
                other.text if other else "",
            )
        )
    return found
