import json
import re
import sys
from pathlib import Path

import pytest

from bench import results
from bench.scale import shown
from bench.scale.__main__ import earlier, main
from bench.scale.growth import BUILD, MEMORY, QUESTION, Curve, curves, recorded, slope, tenfold
from bench.scale.shown import draw, drawing, show, show_growth


def _size(
    count: int, build: tuple[float, float], question: float, hnsw: float | None
) -> dict[str, object]:
    alone: dict[str, dict[str, float]] = {"ours": {"build CPU s": 2.0, "recall@10": 0.99}}
    if hnsw is not None:
        alone["HNSW32"] = {"build CPU s": hnsw, "recall@10": 0.97}
    return {
        "sentences": count,
        "build CPU s": dict(zip(("reports", "commit"), build, strict=True)),
        "whole question, p50 ms": question,
        "vectors, p50 ms": 0.5,
        "words, p50 ms": 0.0,
        "memory after questions, MB": count / 100,
        "vectors alone": alone,
    }


# Ten times the sentences: ten times the build, twice the question. HNSW stops before the largest.
SIZES = [
    _size(1_000, (0.75, 0.25), 1.0, 3.0),
    _size(10_000, (7.5, 2.5), 2.0, 60.0),
    _size(100_000, (75.0, 25.0), 4.0, None),
]


_KINDS = ("exact", "ours", "HNSW32", "HNSW32 at 512")
_ALONE = {"build CPU s": 2.0, "p50 ms": 0.5, "memory, MB": 300.0}


def test_the_slope_of_a_power_law_is_its_exponent() -> None:
    counts = [1_000, 10_000, 100_000, 1_000_000]
    assert slope(counts, [7 * count for count in counts]) == pytest.approx(1)
    assert slope(counts, [3 * count**0.5 for count in counts]) == pytest.approx(0.5)
    assert slope(counts, [5.0] * 4) == pytest.approx(0)


def test_the_slope_off_a_line_is_that_of_least_squares() -> None:
    # Logarithms (3, 0), (4, 0), (5, 1), (6, 3): the middles are 4.5 and 1, the products add up to
    # 1.5 + 0.5 + 0 + 3 = 5, the squares to 5. The line through the ends has a slope of 1, too;
    # with 30 in place of 1,000 the logarithm is 1.4771 and the two differ.
    counts = [1_000, 10_000, 100_000, 1_000_000]
    assert slope(counts, [1, 1, 10, 1_000]) == pytest.approx(1)
    # The middle is .61928; products 1.5 * .61928 + .5 * .61928 + .5 * .38072 + 1.5 * .85784.
    assert slope(counts, [1, 1, 10, 30]) == pytest.approx(2.71568 / 5, abs=1e-5)


def test_one_size_has_no_slope() -> None:
    assert slope([1_000], [3.0]) is None
    assert slope([1_000, 1_000], [3.0, 4.0]) is None
    assert Curve("words", (1_000,), (3.0,)).last_slope is None


def test_a_slope_says_what_ten_times_the_sentences_cost() -> None:
    assert tenfold(1) == pytest.approx(10)
    assert tenfold(0.30103) == pytest.approx(2, abs=1e-4)


def test_curves_hold_the_sizes_that_were_measured() -> None:
    found = {panel: {one.name: one for one in drawn} for panel, drawn in curves(SIZES).items()}
    assert found[BUILD]["whole index"].costs == (1.0, 10.0, 100.0)
    assert found[BUILD]["vectors, HNSW32"].counts == (1_000, 10_000)
    assert found[BUILD]["vectors, HNSW32"].costs == (3.0, 60.0)
    assert found[QUESTION]["whole question"].costs == (1.0, 2.0, 4.0)
    assert found[MEMORY]["service"].costs == (10.0, 100.0, 1_000.0)


def test_a_cost_that_the_clock_did_not_tell_is_left_out() -> None:
    assert "words" not in {one.name for one in curves(SIZES)[QUESTION]}


def test_the_last_tenfold_step_stands_beside_the_slope_of_all() -> None:
    bent = [_size(10**at, (cost, 0.0), 1.0, None) for at, cost in ((3, 1.0), (4, 1.0), (5, 20.0))]
    assert recorded(curves(bent))[BUILD]["whole index"] == {
        "slope": 0.651,  # half the logarithm of 20
        "times, for ten times the sentences": 4.47,
        "the same, between the two largest": 20.0,
    }


def test_slopes_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show_growth(curves(SIZES))
    printed = capsys.readouterr().out
    for row in (
        f"{BUILD}: whole index | 1,000 to 100,000 | 1.00 | 10.0 times | 10.0 times",
        f"{QUESTION}: whole question | 1,000 to 100,000 | 0.30 | 2.0 times | 2.0 times",
        f"{BUILD}: vectors, HNSW32 | 1,000 to 10,000 | 1.30 | 20.0 times | 20.0 times",
    ):
        assert f"| {row} |" in printed


def test_an_index_that_was_not_built_at_a_size_has_a_dash_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(SIZES)
    printed = capsys.readouterr().out
    assert "| recall@10: ours | 0.99 | 0.99 | 0.99 |" in printed
    assert "| recall@10: HNSW32 | 0.97 | 0.97 | – |" in printed


def _words(picture: Path) -> list[str]:
    """Return the lines of text, which matplotlib notes beside their outlines."""
    return re.findall(r"<!-- (.*?) -->", picture.read_text(encoding="utf-8"))


def test_the_drawing_names_every_curve_with_its_slope(tmp_path: Path) -> None:
    draw(SIZES, tmp_path / "scale.svg")
    words = _words(tmp_path / "scale.svg")
    assert {"whole index (slope 1.00)", "whole question (slope 0.30)"} <= set(words)
    assert {"vectors, HNSW32 (slope 1.30)", "service (slope 1.00)"} <= set(words)
    assert {BUILD, QUESTION, MEMORY, "sentences", "1,000", "100,000"} <= set(words)


_POINT = r"([\d.]+) ([\d.]+)"
_THREE_POINTS = re.compile(rf'd="M {_POINT} \nL {_POINT} \nL {_POINT} \n"')


def test_a_power_law_is_a_straight_line_in_the_drawing(tmp_path: Path) -> None:
    bare = [{name: one[name] for name in ("sentences", "build CPU s")} for one in SIZES]
    draw(bare, tmp_path / "scale.svg")
    found = [[float(part) for part in one] for one in _THREE_POINTS.findall(_text(tmp_path))]
    ((x, y, middle_x, middle_y, last_x, last_y),) = [one for one in found if one[1] != one[3]]
    assert middle_x == pytest.approx((x + last_x) / 2, abs=0.01)
    assert middle_y == pytest.approx((y + last_y) / 2, abs=0.01)
    assert y > last_y  # upwards: SVG counts from the top


def _text(folder: Path) -> str:
    return (folder / "scale.svg").read_text(encoding="utf-8")


def test_no_text_of_the_drawing_is_cut_off_or_runs_into_a_panel() -> None:
    sizes = [
        {
            **one,
            "vectors alone": dict.fromkeys(_KINDS, _ALONE),
        }
        for one in [*SIZES, _size(1_000_000, (750.0, 250.0), 8.0, None)]
    ]
    figure = drawing(sizes)
    figure.draw_without_rendering()  # lays it out
    legends = [axes.get_legend() for axes in figure.axes]
    assert [len(one.get_texts()) for one in legends if one] == [3, 2, 4, 4]
    boxes = [one.get_window_extent() for one in legends if one]
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(axes.get_window_extent()) for axes in figure.axes)
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])
    for axes in figure.axes:
        assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
        labels = axes.get_xticklabels()
        assert [one.get_text() for one in labels] == ["1,000", "10,000", "100,000", "1,000,000"]
        boxes += [one.get_window_extent() for one in (axes.title, axes.xaxis.label, *labels)]
    whole = figure.bbox.padded(0.5)
    for box in boxes:
        assert whole.containsx(box.x0)
        assert whole.containsx(box.x1)
        assert whole.containsy(box.y0)
        assert whole.containsy(box.y1)


def test_the_same_figures_give_the_same_drawing(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw(SIZES, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_sizes_that_results_files_hold_are_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = {**SIZES[0], "store": "server", "whole question, p50 ms": 900.0}
    stale = {**SIZES[2], "whole question, p50 ms": 0.1}
    files = {"aaaaaaa": [SIZES[0], server, SIZES[1], stale], "bbbbbbb": [SIZES[2]]}
    for commit, sizes in files.items():
        (tmp_path / commit).write_text(json.dumps({"commit": commit, "sizes": sizes}))
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    asked = ["--sentences", "1000", "10000", "100000", "--from", *files]
    monkeypatch.setattr(sys, "argv", ["bench.scale", *asked])
    main()
    printed = capsys.readouterr().out
    assert printed.startswith("| sentences | 1,000 | 10,000 | 100,000 |")
    assert "| commit | aaaaaaa | aaaaaaa | bbbbbbb |" in printed
    assert "whole question | 1,000 to 100,000 | 0.30 |" in printed
    assert "whole question (slope 0.30)" in _words(tmp_path / shown.PICTURE)
    (saved,) = tmp_path.glob("scale-*.json")
    growth = json.loads(saved.read_text())["growth"]
    assert growth[BUILD]["whole index"]["slope"] == 1


def test_the_figures_of_a_server_are_kept_apart(tmp_path: Path) -> None:
    server = {**SIZES[0], "store": "server"}
    path = tmp_path / "scale.json"
    path.write_text(json.dumps({"commit": "aaaaaaa", "sizes": [SIZES[0], server]}))
    assert earlier([path]) == {
        (1_000, ""): {"commit": "aaaaaaa", **SIZES[0]},
        (1_000, "server"): {"commit": "aaaaaaa", **server},
    }
