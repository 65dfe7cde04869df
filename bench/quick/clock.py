"""Time ours and the plain script in turn, with the commands and workers of bench.peers."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.peers import doors, inside
from bench.peers import figures as f
from bench.peers.inputs import own_questions, own_report
from bench.peers.size import Size
from bench.peers.systems import SCRIPT, System

_AS_IT_SHIPS = {"PINCITE_ADAPTER": ""}
"""The empty name is the packaged adapter, which bench.peers leaves out."""
SHIPPED = System("ours, as it ships", "ours", "ours", _AS_IT_SHIPS)
FIRST_STAGE = System(
    "ours, first stage alone", "ours", "ours", {**_AS_IT_SHIPS, "PINCITE_RERANKER": "none"}
)
OURS = (SHIPPED, FIRST_STAGE)
COMPARED = (*OURS, SCRIPT)
SIZE = Size(cold=2, blocks=150, block=1, batches=2, batch=64)
"""One question a block: the systems take turns question by question."""
MEASURES = (
    *(f.P50, f.P95, f.CPU, f.BATCH, f.BATCH_CPU, f.OWN_BUILD, f.OWN_CPU, f.NOTHING),
    *(f.COLD, f.COLD_CPU, f.READY, f.MEMORY),
)


def measure(work: Path, size: Size, say: Callable[[str], None]) -> f.Figures:
    """Return the figures; the indexes stay in the folder.

    Args:
        work: empty folder.
        say: called with what comes next.
    """
    questions, found = own_questions(), []
    say("building over our report, from nothing")
    found.append(doors.build_own(COMPARED, own_report(work), work))
    say("asking from the shell")
    found.append(doors.ask_cold(COMPARED, questions[0], work, size))
    say("starting the servers")
    found.append(doors.start(COMPARED, questions, work))
    say("asking question by question, in turn")
    with inside.workers(COMPARED, work, one_thread=True) as workers:
        found.append(inside.ask_in_process(workers, questions, size))
        say("answering a question file")
        found.append(inside.answer_files(workers, questions, size))
    return _chosen(found)


def _chosen(found: Sequence[f.Figures]) -> f.Figures:
    """Return the measures of this bench, in its order."""
    every = {
        system.name: {
            name: value for one in found for name, value in one.get(system.name, {}).items()
        }
        for system in COMPARED
    }
    return {
        system: {name: own[name] for name in MEASURES if name in own}
        for system, own in every.items()
    }
