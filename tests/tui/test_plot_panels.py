"""The plot panels, each mounted alone: what they show, what their keys post, what a tick repaints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from core.scenario import Scenario
from tui.messages import ShadingChosen, StartChosen, ViewChanged
from tui.state.frame import Frame, View
from tui.state.session import Session
from tui.widgets.plots.data_panel import DataPanel
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.plots.weights_panel import WeightsPanel

T = TypeVar("T", bound=Message)
PANELS = (LandscapePanel, LossPanel, WeightsPanel)
ROSENBROCK = Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1"), steps=400)
REGRESSION = Scenario("regression n=20", ("sgd lr=0.5", "adam lr=1"), steps=300)


@pytest.fixture(autouse=True)
def truecolor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal that most have, whatever the tests are run in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


class Alone(App[None]):
    """One panel, and a screen's part: what it posts becomes the next frame."""

    def __init__(self, kind: type[PlotPanel], session: Session) -> None:
        super().__init__()
        self.kind, self.session = kind, session
        while session.behind:  # it computes for a moment only, and a busy machine may need another
            session.tick()
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.kind()

    @property
    def panel(self) -> PlotPanel:
        return self.query_one(PlotPanel)

    def show(self) -> Frame:
        frame = self.panel.frame = self.session.frame()
        return frame

    def on_mount(self) -> None:
        self.panel.focus()
        self.show()

    def on_view_changed(self, message: ViewChanged) -> None:
        self.seen.append(message)
        self.session.set_view(message.view)
        self.show()

    def on_shading_chosen(self, message: ShadingChosen) -> None:
        self.session.shade(message.palette, message.scale, message.isolines)
        self.show()

    def on_start_chosen(self, message: StartChosen) -> None:
        self.seen.append(message)

    def last(self, kind: type[T]) -> T:
        found = [message for message in self.seen if isinstance(message, kind)]
        assert found
        return found[-1]

    @property
    def view(self) -> View:
        return self.session.view

    def text(self) -> str:
        height = self.panel.content_size.height
        return "\n".join(self.panel.render_line(y).text for y in range(height))


async def settle(pilot: Pilot[None], holds: Callable[[], bool] = lambda: True) -> None:
    for _ in range(200):
        await pilot.pause()
        if holds():
            return
    raise AssertionError("never came true")


@pytest.mark.parametrize("kind", PANELS)
async def test_a_panel_can_be_mounted_alone_and_without_a_frame(kind: type[PlotPanel]) -> None:
    app = Alone(kind, Session(ROSENBROCK, at=50))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        app.panel.frame = None
        await pilot.press("left", "plus", "s", "x", "w", "escape")


@pytest.mark.parametrize("kind", PANELS)
@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 3), (9, 4), (20, 8), (300, 100)])
async def test_a_panel_bears_any_size(kind: type[PlotPanel], size: tuple[int, int]) -> None:
    app = Alone(kind, Session(ROSENBROCK, at=50))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(*size)
        await settle(pilot, lambda: app.panel.outer_size.width == max(size[0], 2))
        assert all(
            app.panel.render_line(y).cell_length == app.panel.content_size.width
            for y in range(app.panel.content_size.height)
        )


async def test_the_landscape_shows_minimum_start_and_heads() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK, at=50))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        text = app.text()
        assert all(mark in text for mark in "×○●▲")
        assert set("▀▄▌▐▖▗▘▝▙▛▜▟") & set(text)
        assert "(●)" in text  # the selected one
        assert "Rosenbrock" in str(app.panel.border_title)
        assert "x [−2, 2]" in str(app.panel.border_subtitle)


async def test_the_ground_is_drawn_as_one_likes() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK, at=50))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        looks = [[app.panel.render_line(y) for y in range(20)]]
        for key, words in (("t", "ember · log"), ("h", "ember · quantile"), ("h", "ember · linear"), ("i", "linear")):
            await pilot.press(key)
            await settle(pilot, lambda words=words: words in Content.from_markup(str(app.panel.border_subtitle)).plain)  # type: ignore[misc]
            looks.append([app.panel.render_line(y) for y in range(20)])
        assert all(one != other for one, other in pairwise(looks))
        for _ in range(4):
            await pilot.press("t")
        await settle(pilot, lambda: "dusk" in str(app.panel.border_subtitle))


async def test_at_rest_two_arrows_show_where_it_would_go_and_went() -> None:
    app = Alone(LandscapePanel, Session(Scenario("booth", ("momentum lr=0.01",), start=(8, -3), steps=100), at=4))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        arrows = [sign for sign in app.text() if sign in "→↗↑↖←↙↓↘"]
        assert len(arrows) == 2
        app.session.play(True)
        for speed, shown in ((1, True), (2, False)):
            app.session.set_speed(speed)
            app.show()
            assert bool(set("→↗↑↖←↙↓↘") & set(app.text())) == shown


async def test_keys_of_the_landscape_move_the_view() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        box = app.session.frame().problem.box
        await pilot.press("right")
        await settle(pilot, lambda: app.view.zoom is not None)
        assert app.view.zoom is not None
        assert app.view.zoom.x_low > box.x_low
        assert app.view.zoom.x_high - app.view.zoom.x_low == pytest.approx(box.x_high - box.x_low)
        await pilot.press("up", "left", "down")
        assert app.view.zoom.x_low == pytest.approx(box.x_low)
        assert app.view.zoom.y_low == pytest.approx(box.y_low)
        await pilot.press("plus")
        assert app.view.zoom.x_high - app.view.zoom.x_low < box.x_high - box.x_low
        await pilot.press("minus", "minus")
        assert app.view.zoom.x_high - app.view.zoom.x_low > box.x_high - box.x_low
        await pilot.press("0")
        assert app.view.zoom is None


async def test_the_start_is_chosen_with_keys() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("enter", "escape")
        assert not app.seen
        await pilot.press("s")
        await settle(pilot, lambda: "┼" in app.text())
        assert "enter" in str(app.panel.border_subtitle)
        await pilot.press("right", "right", "up", "enter")
        x, y = app.last(StartChosen).point
        assert -1.5 < x < -1.2
        assert 2 < y < 2.5
        assert len(f"{x:g}{y:g}") <= 12
        assert "┼" not in app.text()


async def test_the_start_of_one_parameter_is_chosen_along_the_curve() -> None:
    app = Alone(LandscapePanel, Session(Scenario("parabola", ("sgd lr=0.02",), steps=40), at=4))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        assert "f [" in str(app.panel.border_subtitle)
        await pilot.press("s", "left", "left", "up")
        await settle(pilot, lambda: "┼" in app.text())
        await pilot.press("enter")
        (x,) = app.last(StartChosen).point
        assert 0.8 < x < 1
        app.seen.clear()
        await pilot.click(LandscapePanel, offset=(20, 5), times=2)
        assert len(app.last(StartChosen).point) == 1
        await pilot.press("plus", "right", "0")
        assert app.view.zoom is None


async def test_classes_are_shown_with_the_boundaries_between_them() -> None:
    app = Alone(WeightsPanel, Session(Scenario("logistic", ("sgd lr=0.5", "adam lr=0.1"), steps=100), at=60))
    async with app.run_test(size=(50, 20)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        await pilot.press("w", "w")
        await settle(pilot, lambda: "boundaries" in str(app.panel.border_title))
        assert all(sign in app.text() for sign in "+◦▲")
        assert "0 · + 1" in str(app.panel.border_subtitle)


@pytest.mark.parametrize(
    ("problem", "title", "subtitle"),
    [
        ("regression loss=half_mse scale=standard", "slope 8.4, intercept 11 in the", "height → mass"),
        ("logistic label=kind", "boundaries", "◦ cat · + dog · height, mass"),
    ],
)
async def test_the_plot_of_data_says_what_was_made_of_the_file(
    problem: str, title: str, subtitle: str, tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text("height,mass,kind\n1,20,dog\n2,25,cat\n,1,cat\n3,40,cat\n4,43,dog\n", encoding="utf-8")
    app = Alone(DataPanel, Session(Scenario(f"{problem} data={file}", ("sgd lr=1",), steps=10), at=10))
    async with app.run_test(size=(80, 20)) as pilot:
        await settle(pilot, lambda: title in str(app.panel.border_title))
        assert subtitle in str(app.panel.border_subtitle)
        assert "1 row left out" in str(app.panel.border_subtitle)


async def test_the_data_of_a_network_lie_on_a_map_whose_keys_and_clicks_choose_what_is_shown() -> None:
    app = Alone(DataPanel, Session(Scenario("network", ("adam lr=0.1", "sgd lr=0.5"), steps=60), at=60))
    async with app.run_test(size=(60, 30)) as pilot:
        await settle(pilot, lambda: "Data · ● adam · 0." in str(app.panel.border_title))
        assert "●○ 0 ■□ 1 · hollow: test · x, y" in str(app.panel.border_subtitle)
        await pilot.press("down")
        assert app.view.selected == 1
        await settle(pilot, lambda: "▲ sgd" in str(app.panel.border_title))
        await pilot.press("up", "t")
        await settle(pilot, lambda: "○" not in app.text())
        assert "● 0 ■ 1 · x, y" in str(app.panel.border_subtitle)
        await pilot.press("t", "h")
        await settle(pilot, lambda: app.view.points == "none" and app.view.discrete)
        row = next(y for y in range(28) if "▲ sgd" in app.panel.render_line(y).text)
        column = app.panel.render_line(row).text.index("▲ sgd")
        await pilot.click(DataPanel, offset=(column + 1, row + 3))
        await settle(pilot, lambda: app.view.selected == 1)
        app.seen.clear()
        await pilot.click(DataPanel, offset=(20, 5))  # on the large map
        assert not app.seen


async def test_the_weights_panel_shows_the_same_map() -> None:
    app = Alone(WeightsPanel, Session(Scenario("network", ("adam lr=0.1",), steps=20), at=20))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        await pilot.press("w", "w")
        await settle(pilot, lambda: "Data · ● adam" in str(app.panel.border_title))
        assert "●" in app.text()


async def test_a_start_can_be_left_unchosen() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("s", "right", "escape")
        await settle(pilot, lambda: "┼" not in app.text())
        assert not app.seen


async def test_a_double_click_chooses_the_start() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        row = next(y for y in range(22) if "×" in app.panel.render_line(y).text)
        column = app.panel.render_line(row).text.index("×")
        await pilot.click(LandscapePanel, offset=(column + 1, row + 1), times=2)
        x, y = app.last(StartChosen).point
        assert x == pytest.approx(1, abs=0.05)
        assert y == pytest.approx(1, abs=0.11)
        app.seen.clear()
        await pilot.click(LandscapePanel, offset=(2, 3), times=2)  # on the axis
        assert not app.seen


async def test_a_click_on_the_landscape_reads_and_changes_nothing() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(90, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        row = next(y for y in range(22) if "×" in app.panel.render_line(y).text)
        column = app.panel.render_line(row).text.index("×")
        await pilot.click(LandscapePanel, offset=(column + 1, row + 1))
        x, y, f = (float(word.split()[1].replace("−", "-")) for word in str(app.panel.border_subtitle).split(" · ")[:3])
        assert f == pytest.approx((1 - x) ** 2 + 100 * (y - x**2) ** 2, rel=1e-4)
        assert not app.seen
        await pilot.press("escape")
        assert "log" in str(app.panel.border_subtitle)
        assert not app.seen
        await pilot.click(LandscapePanel, offset=(column + 1, row + 1))
        assert "double click" in str(app.panel.border_subtitle)
        await pilot.resize_terminal(45, 24)
        await settle(pilot, lambda: "f " in str(app.panel.border_subtitle).split(" · ")[-1])  # no room for the hint
        await pilot.mouse_down(LandscapePanel, offset=(20, 8))
        await pilot.hover(LandscapePanel, offset=(24, 9))
        await pilot.mouse_up(LandscapePanel, offset=(24, 9))
        await settle(pilot, lambda: app.view.zoom is not None)
        assert "log" in str(app.panel.border_subtitle)  # the ranges, which have changed


async def test_dragging_pans_the_landscape() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        home = app.session.frame().home
        await pilot.mouse_down(LandscapePanel, offset=(40, 5))
        for column in range(41, 46):  # all of the way counts, however many frames it takes
            await pilot.hover(LandscapePanel, offset=(column, 6))
        await pilot.mouse_up(LandscapePanel, offset=(45, 6))
        await settle(pilot, lambda: app.view.zoom is not None)
        assert isinstance(app.panel, LandscapePanel)
        width, height = app.panel.cell_size(app.session.frame())
        zoom = app.view.zoom
        assert zoom is not None
        assert zoom.x_low == pytest.approx(home.x_low - 5 * width)
        assert zoom.x_high == pytest.approx(home.x_high - 5 * width)
        assert zoom.y_low == pytest.approx(home.y_low + height)
        await pilot.hover(LandscapePanel, offset=(30, 10))  # let go: it stays
        assert app.view.zoom == zoom
        assert not any(isinstance(message, StartChosen) for message in app.seen)


async def test_dragging_the_start_moves_it_and_escape_leaves_it() -> None:
    app = Alone(LandscapePanel, Session(ROSENBROCK))
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot, lambda: "×" in app.text())
        assert isinstance(app.panel, LandscapePanel)
        cell = app.panel.start_cell(app.session.frame())
        assert cell is not None
        x, y = cell[0] + 1, cell[1] + 1  # the border
        await pilot.mouse_down(LandscapePanel, offset=(x, y))
        await pilot.hover(LandscapePanel, offset=(x + 6, y + 2))
        await settle(pilot, lambda: "start" in str(app.panel.border_subtitle))
        await pilot.press("escape")
        await pilot.mouse_up(LandscapePanel, offset=(x + 6, y + 2))
        assert not app.seen
        await pilot.mouse_down(LandscapePanel, offset=(x, y))
        await pilot.hover(LandscapePanel, offset=(x + 6, y + 2))
        await pilot.mouse_up(LandscapePanel, offset=(x + 6, y + 2))
        expected = app.panel.point_at(cell[0] + 6, cell[1] + 2)
        assert app.last(StartChosen).point == pytest.approx(expected, abs=0.1)
        assert app.view.zoom is None


async def test_curves_carry_names_and_markers_where_they_end() -> None:
    app = Alone(LossPanel, Session(ROSENBROCK, at=120))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "adam" in app.text())
        assert "● sgd" in app.text()
        assert "▲ adam" in app.text()
        assert app.panel.border_title == "Loss · log"


async def test_the_cursor_reads_out_the_exact_step_and_value() -> None:
    app = Alone(LossPanel, Session(ROSENBROCK, at=120))
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot, lambda: "adam" in app.text())
        await pilot.press("shift+left")
        assert app.view.cursor == 119
        loss = app.session.frame().racers[1].loss
        await settle(pilot, lambda: f"adam {float(loss[119])!r}" in app.text())
        assert "step 119" in app.text()
        await pilot.press("shift+right", "shift+right")
        assert app.view.cursor == 120  # not beyond what was computed
        await pilot.press("left")
        assert app.view.cursor is not None
        assert app.view.cursor < 120
        await pilot.press("escape")
        assert app.view.cursor is None
        assert "step 119" not in app.text()


async def test_a_click_on_a_curve_reads_out_there() -> None:
    app = Alone(LossPanel, Session(ROSENBROCK, at=128))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "adam" in app.text())
        await pilot.click(LossPanel, offset=(8, 5))
        assert app.view.cursor is not None
        assert app.view.cursor <= 8


async def test_steps_can_be_logarithmic() -> None:
    app = Alone(LossPanel, Session(ROSENBROCK, at=300))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "adam" in app.text())
        await pilot.press("x")
        await settle(pilot, lambda: "10²" in app.text())
        assert Content.from_markup(str(app.panel.border_subtitle)).plain == "steps · log"


@pytest.mark.parametrize(
    ("metric", "title"),
    [
        ("gap", "f − f* · log"),
        ("grad_norm", "‖∇f‖ · log"),
        ("distance", "Distance to the minimum · log"),
        ("lr", "Learning rate · log"),
        ("step_length", "Step length · log"),
    ],
)
async def test_each_metric_has_a_title_and_curves(metric: str, title: str) -> None:
    session = Session(ROSENBROCK, at=60)
    session.set_view(View(**{"slots": (0, 1), "metric": metric}))  # type: ignore[arg-type]
    app = Alone(LossPanel, session)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "● sgd" in app.text())
        assert app.panel.border_title == title


@pytest.mark.parametrize(("step", "scale"), [(12, "linear (below 0)"), (200, "symlog")])
async def test_a_loss_below_zero_is_not_logarithmic_and_says_so(step: int, scale: str) -> None:
    app = Alone(LossPanel, Session(Scenario("saddle", ("momentum lr=0.05",), start=(1, 0.1)), at=step))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: scale in str(app.panel.border_title))


async def test_a_metric_that_cannot_be_known_says_why() -> None:
    session = Session(Scenario("saddle", ("sgd",)), at=20)
    session.set_view(View(slots=(0,), metric="gap"))
    app = Alone(LossPanel, session)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "not known" in app.text())


async def test_without_racers_the_plots_are_empty_not_broken() -> None:
    for kind in PANELS:
        app = Alone(kind, Session(Scenario("booth", ())))
        async with app.run_test(size=(60, 20)) as pilot:
            await settle(pilot, lambda app=app: "┤" in app.text())  # type: ignore[misc]


async def test_weights_of_a_regression_can_be_the_data() -> None:
    app = Alone(WeightsPanel, Session(REGRESSION, at=100))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "slope" in app.text())
        assert app.panel.border_title == "Weights"
        await pilot.press("w", "w")
        await settle(pilot, lambda: "Data" in str(app.panel.border_title))
        await pilot.press("left")
        assert app.view.cursor is None  # there are no steps to read out
        await pilot.press("w")
        await settle(pilot, lambda: app.panel.border_title == "Weights")


async def test_weights_of_a_surface_have_no_data() -> None:
    app = Alone(WeightsPanel, Session(ROSENBROCK, at=100))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("w")
        await settle(pilot, lambda: "loss" in str(app.panel.border_title))
        assert all(sign in app.text() for sign in ("loss →", " x", " y", "├"))
        await pilot.press("left")
        await settle(pilot, lambda: f"step {app.view.cursor}" in app.text())
        await pilot.press("w")
        await settle(pilot, lambda: app.panel.border_title == "Weights")
        assert app.view.weights == "weights"


async def test_a_stale_frame_says_so() -> None:
    for kind in PANELS:
        session = Session(ROSENBROCK, at=60)
        app = Alone(kind, session)
        async with app.run_test(size=(60, 20)) as pilot:
            await settle(pilot, lambda app=app: "┤" in app.text())  # type: ignore[misc]
            frame = session.frame()
            app.panel.frame = replace(frame, stale=True)
            await settle(pilot, lambda app=app: "catching up" in str(app.panel.border_title))  # type: ignore[misc]


@pytest.mark.parametrize("kind", PANELS)
async def test_a_tick_refreshes_only_what_changed(kind: type[PlotPanel], monkeypatch: pytest.MonkeyPatch) -> None:
    app = Alone(kind, Session(ROSENBROCK, at=200))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        asked: list[Region] = []
        whole: list[bool] = []

        def refresh(self: Widget, *regions: Region, **options: bool) -> Widget:
            asked.extend(regions)
            whole.append(not regions)
            return self

        monkeypatch.setattr(kind, "refresh", refresh)
        app.session.seek(201)
        app.show()
        assert not any(whole)
        assert sum(region.area for region in asked) <= 60
        app.show()  # the same frame again costs nothing
        assert sum(region.area for region in asked) <= 60


@pytest.mark.parametrize("kind", PANELS)
async def test_the_colours_follow_the_theme(kind: type[PlotPanel]) -> None:
    app = Alone(kind, Session(ROSENBROCK, at=100))
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        dark = app.panel.plot_theme()
        app.theme = "textual-light"
        await settle(pilot, lambda: not app.panel.plot_theme().dark)
        light = app.panel.plot_theme()
        assert dark.racer(0).color != light.racer(0).color
        colors = {
            segment.style.color.triplet.hex
            for y in range(18)
            for segment in app.panel.render_line(y)
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert f"#{light.racer(0).color:06x}" in colors
        assert f"#{dark.racer(0).color:06x}" not in colors


@pytest.mark.parametrize("theme", ["solarized-light", "ansi-dark", "ansi-light", "nord"])
async def test_labels_follow_the_theme(theme: str) -> None:
    app, fresh = (Alone(LossPanel, Session(ROSENBROCK, at=100)) for _ in range(2))
    fresh.theme = theme
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "┤" in app.text())
        app.theme = theme
        await settle(pilot)
        changed = [app.panel.render_line(y) for y in range(18)]
    async with fresh.run_test(size=(60, 20)) as pilot:
        await settle(pilot, lambda: "┤" in fresh.text())
        assert changed == [fresh.panel.render_line(y) for y in range(18)]


async def test_every_segment_has_a_style() -> None:
    for kind in PANELS:
        app = Alone(kind, Session(ROSENBROCK, at=100))
        async with app.run_test(size=(60, 20)) as pilot:
            await settle(pilot, lambda app=app: "┤" in app.text())  # type: ignore[misc]
            assert all(segment.style is not None for y in range(18) for segment in app.panel.render_line(y))


def test_bindings_have_ids() -> None:
    for kind in PANELS:
        ids = [binding.id for _, binding in kind()._bindings]
        assert all(ids)
