"""Let a former generation of the index serve again."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from corpus.command_line import build_command
from corpus.errors import (
    BuildInProgress,
    CorpusError,
    IndexMissing,
    IndexProblem,
    IndexUnavailable,
)
from corpus.settings import PREFIX, Settings
from index.build.corpus_record import remembered
from index.build.former_records import forget_former, put_back, set_aside
from index.build.source_folder import CorpusChanges, corpus_changes
from index.encode.choose import encoder_for_serving
from index.store import open_store
from index.store.kept import Kept, Remembering
from index.store.manifest import Manifest, Recall, mismatch
from index.store.protocol import Store, View
from index.types import Embedder


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What serves after going back.

    Attributes:
        manifest: of the generation that serves now.
        former: name of the generation whose contents it has.
        replaced: name of the generation that served before; None where there was none.
        is_kept: whether that one is kept.
        built: when the contents were indexed; None where that is not known.
        recall: of the vector search; None where it is exact.
        changes: the differences between the corpus folder and the index.
        has_record: whether the folder and the options of that build are known and restored.
    """

    manifest: Manifest
    former: str
    replaced: str | None
    is_kept: bool
    built: datetime | None
    recall: Recall | None
    changes: CorpusChanges
    has_record: bool


def roll_back(
    settings: Settings, generation: str | None = None, embedder: Embedder | None = None
) -> RolledBack:
    """Let a former generation serve again, under a new name; an error leaves the index unchanged.

    Args:
        generation: name of the former one, or its beginning that no other name has; the newest
            when None.
        embedder: encodes the questions; that of the settings when None.

    Raises:
        BuildInProgress: when a build holds the lock of the index.
        IndexMissing: when no such generation is kept.
        IndexDamaged: when it is damaged, or this version cannot read it.
        IndexMismatch: when another model made its vectors.
        IndexUnavailable: when a server does not answer.
        OSError: when the index folder cannot be written.
    """
    store = open_store(settings)
    if store.current() is None and not store.generations():
        store.open()  # says that there is no index
    try:
        with store.build_lock():
            return _roll_back(settings, store, generation, embedder)
    except BuildInProgress as error:
        raise BuildInProgress(
            f"a build is writing to the index in {settings.index}",
            "wait for it to end, or stop it, and go back then",
        ) from error


def _roll_back(
    settings: Settings, store: Store, generation: str | None, embedder: Embedder | None
) -> RolledBack:
    kept = store.generations()
    target = _target(kept, generation)
    current = next((one.generation for one in kept if one.serves), None)
    with closing(_checked(settings, store, target, embedder)) as former:
        recall = former.check()
        before = _opened(store, current)
        try:
            memory = Remembering(settings.former_sentences, settings.former_text_bytes)
            manifest = store.bring_back(former, before, memory)
        finally:
            if before is not None:
                before.close()
        if current is not None:
            set_aside(settings.index, current)
        # Before it serves, as a build does: one that is killed here is repeated.
        has_record = put_back(settings.index, target.generation)
        store.promote(manifest.generation)
        forget_former(settings.index, store)
        changes = _changes(settings, former)
        is_kept = current in [one.generation for one in store.generations()]
    return RolledBack(
        manifest, target.generation, current, is_kept, target.built, recall, changes, has_record
    )


def _target(kept: list[Kept], generation: str | None) -> Kept:
    """Return the generation to go back to."""
    former = [one for one in kept if not one.serves]
    listed = "see those that are kept with --list"
    if generation is not None:
        chosen = [one for one in kept if one.generation.startswith(generation)]
        if len(chosen) != 1:
            many = f"{len(chosen)} generations have names that begin with {generation!r}"
            none = f"no generation {generation!r} is kept"
            raise IndexMissing(many if chosen else none, listed)
        if chosen[0].serves:
            raise IndexMissing(f"generation {chosen[0].generation} serves already", listed)
        return chosen[0]
    if not former:
        raise IndexMissing(
            "no former generation of the index is kept",
            f"set {PREFIX}KEEP_GENERATIONS to 2 or more, so that builds keep one from now on; to "
            "go back now, put the former files into the corpus folder and build",
        )
    return former[-1]


def _checked(settings: Settings, store: Store, target: Kept, embedder: Embedder | None) -> View:
    """Open a generation as a service would, or say why it cannot serve."""
    try:
        former = store.open(target.generation)
    except IndexUnavailable:
        raise
    except IndexProblem as problem:
        raise type(problem)(
            f"generation {target.generation} cannot serve: {problem.reason}",
            f"name another one of --list, or put the former files into the corpus folder and "
            f"{build_command(settings.index)}",
        ) from problem
    try:
        _check_model(settings, former, embedder)
    except BaseException:
        former.close()
        raise
    return former


def _check_model(settings: Settings, former: View, embedder: Embedder | None) -> None:
    if embedder is None:
        encoder_for_serving(settings, former, None)
    elif embedder.identity.vectors_sha256 != former.manifest.identity.vectors_sha256:
        raise mismatch(former.location, former.manifest, embedder.identity)


def _opened(store: Store, current: str | None) -> View | None:
    """Return the current generation; None where it cannot be opened."""
    try:
        return store.open(current)
    except IndexUnavailable:  # what it remembers is to be kept
        raise
    except IndexProblem:
        return None


def _changes(settings: Settings, former: View) -> CorpusChanges:
    try:
        return corpus_changes(remembered(settings), former)
    except CorpusError as error:
        return CorpusChanges(settings.corpus, str(error))
