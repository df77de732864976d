"""Standings: the order, the numbers, the columns that fit, and how often they are repainted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from core.measures import measures_of
from core.number_text import fixed_digits
from core.scenario import Scenario
from core.standings import ranking, status_text
from tests.fixture_types import Until
from tui.messages import ViewChanged
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.dialogs.status_dialog import StatusDialog
from tui.widgets.standings import MORE, Standings
from tui.widgets.standings_columns import lay_out

# On this landscape at step 200: adam is ahead, sgd creeps, the third flies away.
RACERS = ("sgd lr=0.0001", "adam lr=0.1", "wild: sgd lr=1")


class Alone(App[None]):
    """The standings, and what they asked for."""

    def __init__(self, *racers: str, at: int = 200, problem: str = "rosenbrock") -> None:
        super().__init__()
        self.session = Session(Scenario(problem, racers), at=at)
        while self.session.behind:
            self.session.tick()
        self.heard: list[ViewChanged] = []

    def compose(self) -> ComposeResult:
        yield Standings()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> Frame:
        frame = self.session.frame()
        self.standings.frame = frame
        return frame

    def on_view_changed(self, event: ViewChanged) -> None:
        self.heard.append(event)
        self.session.set_view(event.view)
        self.show()

    @property
    def standings(self) -> Standings:
        return self.query_one(Standings)

    @property
    def lines(self) -> list[str]:
        return [self.standings.render_line(y).text.rstrip() for y in range(self.standings.content_size.height)]


@pytest.mark.parametrize(
    ("problem", "measure"),
    [("network", "test_accuracy"), ("network split=1", "train_accuracy"), ("network data=plane loss=squared", "")],
)
async def test_networks_have_accuracies_and_too_many_parameters_for_a_column(problem: str, measure: str) -> None:
    app = Alone("sgd lr=0.1", "adam lr=0.1", at=40, problem=problem)
    async with app.run_test(size=(220, 12)) as pilot:
        await pilot.pause()
        heading, *rows = app.lines
        assert ("accuracy" in heading.split()) == bool(measure)
        assert "θ" not in heading
        frame = app.standings.frame
        assert frame is not None
        for row, racer in zip(rows, ranking(frame.racers), strict=False):
            if measure:
                assert f" {measures_of(racer.problem)[measure].at(racer, -1):.1%} " in row
            assert "running" in row


async def test_ranks_by_loss_with_the_diverged_last() -> None:
    app = Alone(*RACERS)
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        heading, *rows = app.lines
        assert heading.split() == ["#", "racer", "loss", "best", "‖∇f‖", "reached", "at", "evals", "status"]
        assert [row.removeprefix("▸").split()[0] for row in rows[:3]] == ["1", "2", "3"]
        assert [next(w for w in ("adam", "sgd", "wild") if w in row) for row in rows[:3]] == ["adam", "sgd", "wild"]
        frame = app.standings.frame
        assert frame is not None
        for row, racer in zip(rows, ranking(frame.racers), strict=False):
            for text in (fixed_digits(racer.loss[-1]), fixed_digits(racer.best), str(racer.evaluations)):
                assert text in row
        assert "✗" in rows[2]
        assert app.heard == []


async def test_a_status_that_does_not_fit_is_told_below() -> None:
    app = Alone(*RACERS)
    app.session.set_view(replace(app.session.view, selected=2))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.pause()
        frame = app.standings.frame
        assert frame is not None
        assert frame.racers[2].status.sentence in str(app.standings.border_subtitle)
        assert app.lines[3].startswith("▸")


@pytest.mark.parametrize("width", range(20, 180, 7))
@pytest.mark.parametrize("longest", [1, 12, 40])
def test_columns_fit(width: int, longest: int) -> None:
    layout = lay_out(width, longest)
    numbers = sum(column.width + 1 for column in layout.columns)
    assert layout.columns[0].title == "loss"
    assert 6 + layout.name + numbers + 2 + layout.status <= max(width, 26)
    assert len(layout.columns) == 1 or layout.status >= 24


def test_wider_never_shows_less() -> None:
    counts = [len(lay_out(width, 12).columns) for width in range(20, 160)]
    assert counts == sorted(counts)
    assert counts[-1] == 6
    assert lay_out(159, 12).columns[-1].title == "θ"
    assert counts[100] == 5  # a status has more to say than θ


async def test_selecting_goes_by_rank(until: Until) -> None:
    app = Alone(*RACERS)
    async with app.run_test(size=(120, 12)) as pilot:
        app.standings.focus()
        await pilot.press("up")
        await until(pilot, lambda: app.session.view.selected == 1)
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: app.session.view.selected == 2)
        await pilot.click(Standings, offset=(6, 2))
        await until(pilot, lambda: app.session.view.selected == 1)


async def test_running_repaints_seldom_and_stopping_at_once(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Alone(*RACERS, at=0)
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        monkeypatch.setattr("tui.widgets.standings.monotonic", lambda: 1000.0)
        app.session.play(True)
        app.session.tick()
        app.show()
        before = app.lines
        for _ in range(20):
            app.session.tick()
            app.show()
        assert app.lines == before  # no time has passed
        app.session.play(False)
        frame = app.show()
        assert fixed_digits(frame.racers[1].loss[-1]) in "".join(app.lines)
        app.session.play(True)
        app.session.tick()
        app.show()
        monkeypatch.setattr("tui.widgets.standings.monotonic", lambda: 1001.0)
        app.session.tick()
        frame = app.show()
        assert fixed_digits(frame.racers[1].loss[-1]) in "".join(app.lines)


async def test_the_last_tick_is_painted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Alone(*RACERS, at=0)
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        monkeypatch.setattr("tui.widgets.standings.monotonic", lambda: 1000.0)
        app.session.set_speed(100)
        app.session.play(True)
        while app.session.clock.playing:
            app.session.tick()
            frame = app.show()
        assert fixed_digits(frame.racers[1].loss[-1]) in "".join(app.lines)


async def test_no_racers_say_what_to_do() -> None:
    app = Alone()
    async with app.run_test(size=(80, 6)) as pilot:
        await pilot.pause()
        assert "press a to add one" in app.lines[0]
        await pilot.click(Standings, offset=(3, 1))
        await pilot.pause()
        assert app.heard == []


@pytest.mark.parametrize("width", [60, 70, 80, 100, 140])
async def test_no_number_of_a_status_is_cut_and_enter_shows_all_of_it(width: int, until: Until) -> None:
    app = Alone("sgd lr=0.0021", "adagrad lr=0.1")
    async with app.run_test(size=(width, 24)) as pilot:
        await until(pilot, lambda: len(app.lines) > 2)
        whole = {racer.name: status_text(racer.status) for racer in app.session.frame().racers}
        told = set(" ".join(whole.values()).split(" "))
        below = str(app.standings.border_subtitle or "").removesuffix(MORE).partition(": ")[2]
        for sentence in (below, *(line.partition("·")[2] or line.partition("✗")[2] for line in app.lines)):
            *words, last = sentence.split() or ["…"]
            assert {*words} <= told
            assert last in {*told, "…"} or (last.endswith("…") and last[:-1].isalpha())
        app.standings.focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, StatusDialog))
        assert whole["sgd"] in " ".join(str(app.screen.query_one(Static).content).split())
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, StatusDialog))


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("width", [80, 100, 140, 200])
def test_titles_of_columns_do_not_run_together(ascii: bool, width: int) -> None:
    layout = lay_out(width, 12)
    titles = [(ascii and column.plain) or column.title for column in layout.columns]
    assert all(f"  {title}  " in f"{layout.heading(ascii)}  " for title in titles)
