"""From numbers to dots: only what is finite and inside gets through, and every way of drawing gives the same dots."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sampling import examples
from tui.plotting import braille, plotext_figure
from tui.plotting.cells import SPACE
from tui.plotting.history.block_bounds import BlockBounds
from tui.plotting.history.downsample import downsample, places
from tui.plotting.landscape.overlay import colored
from tui.plotting.lines.polylines import FlatLines, Polyline
from tui.plotting.viewport import Floats, Ints, Viewport, clip, segments

ODD = [np.nan, np.inf, -np.inf, 1e300, -1e300, 1e308, 5e-324, 0.0, -0.0]
NUMBERS = st.one_of(st.sampled_from(ODD), st.floats(-3, 3), st.floats())


def viewport(width: int = 20, height: int = 10) -> Viewport:
    return Viewport(-1, 1, -2, 2, width, height)


def by_plotext(pieces: Ints, width: int, height: int) -> braille.Bits:
    """The bits of the same pieces as plotext draws them."""
    plot = plotext_figure.blank(width, height)
    up = 4 * height - 1 - pieces[:, 1::2]
    across, above = (pieces[:, 0::2] + braille.INSIDE) / 2, (up + braille.INSIDE) / 4
    signal = plot.signal(across.ravel().tolist(), above.ravel().tolist(), marker="braille")
    for index in range(2 * len(pieces)):
        signal.line(index, index % 2 == 1)
    plot.draw(signal)
    codes = plotext_figure.characters(plot, width, height)
    return np.where(codes >= braille.BRAILLE, codes - braille.BRAILLE, 0).astype(np.uint8)


def drawn(where: Viewport, x: Floats, y: Floats) -> braille.Bits:
    bits = np.zeros((where.height, where.width), np.uint8)
    braille.draw(bits, segments(where, x, y))
    return bits


def downsampled(values: Floats, limit: float, log: bool, columns: int, start: int = 0) -> tuple[Floats, Floats]:
    bounds = BlockBounds()
    bounds.extend(values.__getitem__, len(values))
    return downsample(values.__getitem__, bounds, start, len(values), limit, log, columns)


def test_a_dot_is_where_it_should_be() -> None:
    where = Viewport(0, 4, 0, 8, 2, 2)  # a dot a unit
    for column in range(4):
        for row in range(8):
            pieces = segments(where, np.array([column + 0.5]), np.array([row + 0.5]))
            assert pieces.tolist() == [[column, 7 - row] * 2]


@given(NUMBERS, NUMBERS)
def test_one_point_has_the_cell_of_its_dot(x: float, y: float) -> None:
    where = viewport()
    pieces = segments(where, np.array([x]), np.array([y]))
    cell = where.cell(x, y)
    assert [cell] == [(column // 2, row // 4) for column, row, *_ in pieces.tolist()] if cell else len(pieces) == 0


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30), st.integers(0, 30), st.integers(0, 15))
def test_whatever_comes_in_stays_on_the_canvas(points: list[tuple[float, float]], width: int, height: int) -> None:
    where = viewport(width, height)
    x, y = np.array(points, np.float64).reshape(-1, 2).T
    pieces = segments(where, x, y)
    assert np.all(pieces >= 0)
    assert np.all(pieces[:, 0::2] < max(2 * width, 1))
    assert np.all(pieces[:, 1::2] < max(4 * height, 1))
    drawn(where, x, y)


def test_lines_are_split_at_gaps() -> None:
    where = viewport()
    x = np.array([-0.9, -0.5, np.nan, 0.5, 0.9])
    bits = drawn(where, x, np.zeros(5))
    assert not bits[:, 6:15].any()
    assert bits[:, :6].any()
    assert bits[:, 15:].any()


def test_lines_that_only_cross_the_window_are_seen() -> None:
    bits = drawn(viewport(), np.array([-50.0, 50.0]), np.array([-100.0, 100.0]))
    assert np.count_nonzero(bits) >= 10
    assert not drawn(viewport(), np.array([-50.0, 50.0]), np.array([3.0, 3.0])).any()
    assert drawn(viewport(), np.array([0.0, 1e308]), np.array([0.0, 0.0]))[:, 10:].any()


def test_a_line_that_rests_shows_one_dot() -> None:
    bits = drawn(viewport(), np.full(100, 0.1), np.full(100, 0.1))
    assert np.count_nonzero(bits) == 1


def test_clipping_keeps_to_the_line() -> None:
    start, end, visible = clip(np.array([[-1.0, 0.0], [2.0, 2.0]]), np.array([[1.0, 1.0], [3.0, 2.5]]))
    assert visible.tolist() == [True, False]
    assert start[0].tolist() == [0.0, 0.5]
    assert end[0].tolist() == [1.0, 1.0]


@settings(max_examples=examples(60))
@given(st.integers(1, 40), st.integers(1, 20), st.integers(1, 100), st.randoms(use_true_random=False))
def test_our_dots_are_those_of_plotext(width: int, height: int, count: int, random: Random) -> None:
    rng = np.random.default_rng(random.getrandbits(32))
    pieces = rng.integers(0, [2 * width, 4 * height, 2 * width, 4 * height], (count, 4))
    bits = np.zeros((height, width), np.uint8)
    braille.draw(bits, pieces)
    assert np.array_equal(bits, by_plotext(pieces, width, height))


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(("count", "limit"), [(500, 512), (3000, 4096), (40_000, 65_536)])
def test_a_downsampled_curve_has_the_same_dots(count: int, limit: int, log: bool) -> None:
    values = np.cumsum(np.random.default_rng(count).normal(size=count)) * 0.02
    across = float(np.log10(limit)) if log else float(limit)
    where = Viewport(0, across, -1.5, 1.5, 30, 12)
    steps = places(np.arange(count, dtype=np.float64), log)
    x, y = downsampled(values, across, log, where.columns)
    assert len(x) <= max(4 * where.columns, 8 * where.columns)
    assert np.array_equal(drawn(where, x, y), drawn(where, steps, values))


def test_a_downsampled_curve_with_gaps_keeps_them() -> None:
    values = np.zeros(10_000)
    values[3000:6000] = np.nan
    x, y = downsampled(values, 10_000, False, 40)
    where = Viewport(0, 10_000, -1, 1, 20, 5)
    bits = drawn(where, x, y)
    assert not bits[:, 7:11].any()
    assert bits[:, :5].any()


@settings(max_examples=examples(40))
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 60), min_size=1, max_size=25))
def test_many_ticks_give_what_one_drawing_gives(seed: int, strides: list[int]) -> None:
    rng = np.random.default_rng(seed)
    where = viewport(25, 12)
    path = np.cumsum(rng.normal(size=(sum(strides) + 1, 2)) * 0.4, axis=0)
    path[rng.random(len(path)) < 0.02] = np.nan

    def line(count: int) -> Polyline:
        return Polyline("only", 0xFFFFFF, count, lambda first, last: (path[first:last, 0], path[first:last, 1]))

    step, growing = 0, FlatLines()
    for stride in strides:
        step += stride
        growing.advance(0, where, [line(step)])
    once = FlatLines()
    once.advance(0, where, [line(step)])
    grown, whole = colored(growing.drawn, [line(step)]), colored(once.drawn, [line(step)])
    assert np.array_equal(grown[0], whole[0])
    assert np.array_equal(grown[1], whole[1])


def test_lines_are_drawn_from_their_first_point_when_they_must() -> None:
    x = np.linspace(-1, 1, 50)
    firsts: list[int] = []

    def line(count: int, name: str = "a") -> Polyline:
        def points(first: int, last: int) -> tuple[Floats, Floats]:
            firsts.append(first)
            return x[first:last], x[first:last]

        return Polyline(name, 0, count, points)

    lines = FlatLines()
    for key, where, wanted, drawn_from in (
        (0, viewport(), [line(10)], [0]),
        (0, viewport(), [line(20)], [9]),
        (0, viewport(), [line(5)], [0]),  # back
        (1, viewport(), [line(6)], [0]),  # another epoch
        (1, viewport(21), [line(7)], [0]),  # another size
        (1, viewport(21), [line(7), line(7, "b")], [0]),  # another racer
        (1, viewport(21), [line(8, "b"), line(8)], [6, 6]),  # another order only
        (1, viewport(21), [line(8)], []),  # one less
        (1, viewport(21), [line(8), line(8, "b")], [0]),  # and back
    ):
        firsts.clear()
        lines.advance(key, where, wanted)
        assert firsts == drawn_from


def test_axes_stand_where_the_canvas_begins_and_labels_are_whole() -> None:
    codes = plotext_figure.axes(30, 8, [(0.5, "0"), (23.9, "1000")], [(0.5, "10⁻³"), (5.5, "1")], 5)
    lines = ["".join(map(chr, row)) for row in codes]
    assert [line[5] for line in lines[:6]] == ["┤", "│", "│", "│", "│", "┤"]
    assert lines[0].startswith("    1")
    assert lines[5].startswith(" 10⁻³")
    assert lines[6][5] == "└"
    assert lines[7].rstrip().endswith("1000")
    assert np.all(codes[:6, 6:] == SPACE)


@settings(max_examples=examples(40))
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_downsampled_curve_with_any_gaps_has_the_same_dots(seed: int, log: bool) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1000, 9000))
    values = np.cumsum(rng.normal(size=count)) * 0.02
    for _ in range(int(rng.integers(5))):
        first = int(rng.integers(count))
        values[first : first + int(rng.integers(1, 3000))] = rng.choice([np.nan, np.inf, -np.inf])
    across = 4.0 if log else 10_000.0
    where = Viewport(0, across, -1.5, 1.5, 30, 12)
    x, y = downsampled(values, across, log, where.columns)
    steps = places(np.arange(count, dtype=np.float64), log)
    assert np.array_equal(drawn(where, x, y), drawn(where, steps, values))
