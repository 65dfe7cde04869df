"""Describe a question and its hits by numbers, from which the chances are computed."""

from collections.abc import Callable, Mapping, Sequence
from math import exp, inf, log

from corpus.report import Passage
from corpus.table_rows import searched_text
from index.types import Hit, Key
from index.words.acronyms import Acronyms
from index.words.identities import Identities
from index.words.question_words import QuestionWords

LARGEST_LEAD = 3.0
DEPTH = 9
"""Hits whose numbers of the first stage make the features of a question, at least."""

Missing = Callable[[Hit], int]
"""Returns the number of names and numbers of the question that are neither in a passage nor in the
sentence before it."""


def features(words: QuestionWords, hits: Sequence[Hit], missing: Missing) -> list[dict[str, float]]:
    """Return the features of each hit of a question, by name.

    Args:
        words: the words of the question.
        hits: the hits of the question, best first.
        missing: called for the first hit.

    Returns:
        For each hit, of its own: ``score``; ``lead`` and ``fused lead``, the differences to the
        best other score and to the best other score of the first stage;
        ``fused``, ``cosine``, ``share`` and ``carried`` (``Hit``); ``relevance`` and ``answers``
        of the reranker, 0 where it did not read the passage; ``answer odds`` of its short answer
        (``RerankResult``); the logarithms of the words of the short answer and of the sentence.
        And of the hits that the reranker read, the same for each: the highest and the second
        highest ``answers`` and the logarithm of the sum of their exponentials; the highest
        ``relevance`` above the median one. Of the first ``DEPTH`` hits: the highest and the mean
        ``cosine`` and ``share``. How far the first hit is behind the best of the first stage.
        And of the question: the number of its ``words``, of the ``names`` and numbers among
        them, and of those that are ``missing`` in the first hit. None depends on how many
        passages were asked for.
    """
    if not hits:
        return []
    every = [_own(hit) for hit in hits]
    read = [own for own, hit in zip(every, hits, strict=True) if hit.reranked] or every[:DEPTH]
    candidates = every[: max(DEPTH, len(read))]
    answers = sorted((own["answers"] for own in read), reverse=True)
    relevance = sorted(own["relevance"] for own in read)
    cosines, shares = ([own[name] for own in candidates] for name in ("cosine", "share"))
    common = {
        "best answers": answers[0],
        "second answers": answers[1] if len(answers) > 1 else answers[0],
        "sum of answers": answers[0] + log(sum(exp(one - answers[0]) for one in answers)),
        "relevance above median": relevance[-1] - relevance[len(relevance) // 2],
        "best cosine": max(cosines),
        "mean cosine": sum(cosines) / len(cosines),
        "best share": max(shares),
        "mean share": sum(shares) / len(shares),
        "fused behind": hits[0].fused - max(hit.fused for hit in hits),
        "words": log(1 + len(words.terms)),
        "names": float(len(words.specific)),
        "missing": float(missing(hits[0])),
    }
    leads = zip(
        _leads([hit.score for hit in hits]), _leads([hit.fused for hit in hits]), strict=True
    )
    return [
        {**own, "lead": final, "fused lead": of_first_stage, **common}
        for own, (final, of_first_stage) in zip(every, leads, strict=True)
    ]


def _leads(scores: Sequence[float]) -> list[float]:
    """Return the difference between each score and the best other score, at most LARGEST_LEAD.

    The lead separates a right passage from wrong ones. It says little about whether an answer
    exists at all. The limit keeps a large lead from outweighing the features that do.
    """
    best, *others = sorted(scores, reverse=True)
    second = others[0] if others else -inf
    return [min(one - (second if one == best else best), LARGEST_LEAD) for one in scores]


def _own(hit: Hit) -> dict[str, float]:
    reranked = hit.reranked
    start, end = (reranked.answer if reranked else None) or (0, 0)
    return {
        "score": hit.score,
        "fused": hit.fused,
        "cosine": hit.cosine,
        "share": hit.share,
        "carried": hit.carried,
        "relevance": reranked.relevance if reranked else 0.0,
        "answers": (reranked.answers or 0.0) if reranked else 0.0,
        "answer odds": reranked.answer_odds if reranked else 0.0,
        "answer words": log(1 + len(hit.passage.quote[start:end].split())),
        "sentence words": log(1 + len(hit.passage.quote.split())),
    }


def missing_names(
    words: QuestionWords,
    sentences: Mapping[Key, Passage],
    acronyms: Acronyms,
    identities: Identities,
) -> Missing:
    """Return the function that counts what a passage lacks of a question's names and numbers.

    What tells the passage's report from the others of the index counts as held: "Death Valley"
    in the report on an accident there.

    Args:
        sentences: has the sentences before the passages, where these exist.
        acronyms, identities: of the index.
    """

    def missing(hit: Hit) -> int:
        before = sentences.get(hit.key.before)
        leans = before is not None and words.leans(hit.passage.quote, before.quote)
        text = f"{before.quote if before and leans else ''} {searched_text(hit.passage)}"
        marks = identities.distinctive(hit.passage.report_id)
        return words.missing(text, acronyms, marks)

    return missing
