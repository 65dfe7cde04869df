"""Bring the reports and vectors of one store into another."""

from index.store.manifest import CommitInfo, Manifest, Plan
from index.store.protocol import Store, View


def copied(view: View, store: Store, exact_up_to: int) -> Manifest:
    """Write a generation with the reports and vectors of a view, and make it the current one.

    Where the store has the same index, only its list of reports is written anew.

    Args:
        exact_up_to: number of passages up to which the new generation is searched exactly.
    """
    own = view.manifest
    plan = Plan(own.identity, own.versions, own.limits, exact_up_to, view.encoder)
    info = CommitInfo(
        own.fingerprint,
        own.encoder,
        own.long_sentences,
        own.failures,
        own.cut_sentences,
        own.works,
    )
    base = store.open() if store.current() else None
    same = base is not None and base.manifest.fingerprint == own.fingerprint
    with store.begin(plan, base if same else None) as draft:
        for one, about in view.reports.items() if not same else ():
            draft.upsert(view.report(one), view.vectors(about.keys), view.content_keys(one))
        manifest = draft.commit(info)
    if base is not None:
        base.close()
    store.promote(manifest.generation)
    return manifest
