"""Print the figures of ``bench.scale`` as tables, and draw docs/scale.svg."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from bench.scale.beside import EXACT, OURS
from bench.scale.growth import Curve, Figures, beside, curves, tenfold
from bench.scale.hnsw import GREAT
from bench.scale.hnsw import NAME as HNSW

PICTURE = Path("docs/scale.svg")
_APART = ("sentences", "store", "vectors alone")
_OTHER_STYLES = (("tab:blue", "o-"), ("tab:purple", "v-"), ("tab:cyan", "P-"))
_STYLES = {
    EXACT: ("tab:gray", "^--"),
    OURS: ("tab:green", "s-"),
    GREAT: ("tab:orange", "D-"),
    HNSW: ("tab:red", "D-"),
}
"""A kind of vector index has one colour and mark in all panels."""


def show(sizes: Sequence[Figures]) -> None:
    """Print a table with a column a size and store, and one of the vector search alone."""
    _table(
        [f"{one['sentences']:,} {one.get('store', '')}".rstrip() for one in sizes],
        {
            name: [one.get(name) for one in sizes]
            for name in dict.fromkeys(name for one in sizes for name in one if name not in _APART)
        },
    )
    compared = [one for one in sizes if beside(one)]
    if not compared:
        return
    kinds = dict.fromkeys(kind for one in compared for kind in beside(one))
    parts = dict.fromkeys(
        part for one in compared for kind in beside(one).values() for part in kind
    )
    print("\nThe vector search alone, each kind in a process of its own:\n")
    _table(
        [f"{one['sentences']:,}" for one in compared],
        {
            f"{part}: {kind}": [beside(one).get(kind, {}).get(part) for one in compared]
            for part in parts
            for kind in kinds
        },
    )


def show_growth(panels: Mapping[str, Sequence[Curve]]) -> None:
    """Print the slopes."""
    print("\nSlopes on two logarithmic axes, and the cost of ten times the sentences:\n")
    print("| cost | sentences | slope | ten times the sentences | between the two largest |")
    print("|---" * 5 + "|")
    for panel, drawn in panels.items():
        for one in drawn:
            if one.slope is None or one.last_slope is None:
                continue
            sizes = f"{one.counts[0]:,} to {one.counts[-1]:,}"
            print(
                f"| {panel}: {one.name} | {sizes} | {one.slope:.2f}"
                f" | {tenfold(one.slope):.1f} times | {tenfold(one.last_slope):.1f} times |"
            )


def _table(heads: Sequence[str], rows: Mapping[str, Sequence[object]]) -> None:
    print("| sentences | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 1) + "|")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(map(_cell, cells))} |")


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return "–" if value is None else str(value)


def draw(sizes: Sequence[Figures], path: Path = PICTURE) -> None:
    """Draw what builds and questions cost at each size, with the slope of each curve."""
    mpl.rcParams["svg.hashsalt"] = "pincite"  # the same numbers give the same file
    drawing(sizes).savefig(path, metadata={"Date": None})


def drawing(sizes: Sequence[Figures]) -> Figure:
    """Return the panels, all of whose axes are logarithmic."""
    panels = {name: drawn for name, drawn in curves(sizes).items() if drawn}
    figure = Figure(figsize=(7.6, 8), layout=ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.08))
    for axes, (name, drawn) in zip(figure.subplots(2, 2).flat, panels.items(), strict=False):
        _panel(axes, name, drawn)
    for axes in figure.axes[len(panels) :]:
        axes.set_axis_off()
    return figure


def _panel(axes: Axes, name: str, drawn: Sequence[Curve]) -> None:
    others = iter(_OTHER_STYLES)
    for one in drawn:
        known = (style for kind, style in _STYLES.items() if one.name.endswith(kind))
        color, line = next(known, None) or next(others)
        label = one.name if one.slope is None else f"{one.name} (slope {one.slope:.2f})"
        axes.plot(one.counts, one.costs, line, color=color, label=label, markersize=5)
    axes.set(xscale="log", yscale="log", xlabel="sentences", title=name)
    counts = sorted({count for one in drawn for count in one.counts})
    axes.set_xticks(counts, [f"{count:,}" for count in counts], fontsize=9)
    axes.minorticks_off()
    axes.title.set_fontsize(10)
    axes.grid(visible=True, alpha=0.3)
    # Below the panel, where no curve can run into it.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=9, frameon=False)
