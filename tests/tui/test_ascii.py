"""With --ascii every cell of every screen is printable ASCII, in as many cells as without."""

from __future__ import annotations

import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._tooltip import Tooltip

from core.optimizers import OPTIMIZERS, Optimizer
from core.problems import PROBLEMS, ProblemEntry
from core.scenario import Scenario
from core.schedules import SCHEDULES, Schedule
from tests.emulator import Shown, settle
from tui.ascii import ascii_cells, ascii_key, ascii_words
from tui.export.svg import picture
from tui.lessons import lesson, summaries
from tui.state.session import Session
from tui.terminal import compositor

RACERS = ("sgd", "größe: momentum lr=0.0003", "adam lr=0.1", "sgd lr=3")
DATA = Scenario("logistic n=30", ("sgd lr=0.5", "adam lr=0.1"), steps=50)


def printable(text: str) -> bool:
    return text.isascii() and text.isprintable()


def check(app: Shown, what: str) -> str:
    """Everything that stands in the terminal, which is ASCII."""
    lines = ["".join(cell.data for cell in row) for row in app.cells]
    strange = {sign for line in lines for sign in line if not printable(sign)}
    assert not strange, f"{what}: {strange}\n" + "\n".join(lines)
    assert all(strip.cell_length == app.size.width for strip in app.screen._compositor.render_strips())
    return "\n".join(lines)


async def press(pilot: Pilot[None], app: Shown, *keys: str) -> str:
    """What stands there after some keys."""
    await pilot.press(*keys)
    await settle(pilot, app)
    return check(app, f"after {keys}")


async def race(pilot: Pilot[None], app: Shown) -> None:
    text = await press(pilot, app, "full_stop")
    assert all(word in text for word in ("|<", ">|", "|grad f|", "Landscape - Rosenbrock"))
    assert "||grad f||" in await press(pilot, app, "m", "m")
    for keys in (["space", "space"], ["right_square_bracket"], ["v"], ["v", "p"], ["e", "tab"]):
        await press(pilot, app, *keys)


async def fields(pilot: Pilot[None], app: Shown) -> None:
    await press(pilot, app, "e") if app.size.width < 104 else None
    for keys in (["down", "up"], ["enter", "down", "escape"], ["backspace", "x"]):  # lists, switches, wrong texts
        for _ in range(8):
            await press(pilot, app, "tab", *keys)


async def dialogs(pilot: Pilot[None], app: Shown) -> None:
    base = app.screen
    for keys in (["a"], ["ctrl+o"], ["ctrl+s"], ["E"], ["o"], ["ctrl+p"]):
        await press(pilot, app, *keys)
        assert app.screen is not base, keys
        await press(pilot, app, "down", "s")
        while app.screen is not base:
            await press(pilot, app, "escape")
    assert "Help" in await press(pilot, app, "f1")
    await press(pilot, app, "tab")


async def toasts(pilot: Pilot[None], app: Shown) -> None:
    await press(pilot, app, "y")
    app.notify("λmax·η ≤ 2", title="‖∇f‖", timeout=600)
    text = ""
    for _ in range(1000):
        text = check(app, "toast")
        if "||grad f||" in text and "lambda_max*eta <= 2" in text:
            break
        await pilot.pause(0.01)
    else:
        raise AssertionError(f"the toast never came:\n{text}")
    tooltip = app.screen.query_one(Tooltip)
    tooltip.update("η …")
    tooltip.display = True
    await settle(pilot, app)
    check(app, "tooltip")


async def anatomy(pilot: Pilot[None], app: Shown) -> None:
    app.session.set_view(replace(app.session.view, selected=2))
    text = await press(pilot, app, "full_stop", "f3")
    assert re.search(r"m_hat <- m / \(1 - beta1\^t\)", text) or app.size.width < 104
    await press(pilot, app, "enter", "enter")


async def lessons(pilot: Pilot[None], app: Shown) -> None:
    await press(pilot, app, "f4")
    for _ in range(3):
        await press(pilot, app, "down")


async def catalog(pilot: Pilot[None], app: Shown) -> None:
    await press(pilot, app, "c")
    for word in ("adam", "lamb", "himmelblau", "cosine", "nothing of the kind"):
        app.screen.query_one(Input).value = word
        await press(pilot, app, "ctrl+g")


def walks() -> Iterator[Any]:
    """The short ones in a small terminal at once; the others, and the stock compositor's, in `make test-system`."""
    quick, slow = (race, toasts, anatomy), (dialogs, fields, lessons, catalog)
    for walk in (*quick, *slow):
        marks = () if walk in quick else pytest.mark.system
        yield pytest.param(walk, (80, 24), True, id=f"small-{walk.__name__}", marks=marks)
    for walk in (*quick, dialogs):
        yield pytest.param(walk, (120, 40), False, id=f"stock-{walk.__name__}", marks=pytest.mark.system)


@pytest.mark.parametrize(("walk", "size", "ours"), walks())
async def test_every_cell_of_every_screen_is_ascii(
    walk: Callable[[Pilot[None], Shown], Awaitable[None]],
    size: tuple[int, int],
    ours: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compositor, "available", lambda: ours)
    app = Shown(Session(Scenario(racers=RACERS, steps=60), at=20), ascii_only=True)
    async with app.run_test(headless=False, size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot, app)
        check(app, "at first")
        await walk(pilot, app)
        texts = re.findall(r">([^<]+)</text>", picture(app.screen, "an export"))
        assert texts
        assert all(map(str.isascii, texts))


@pytest.mark.parametrize("size", [(50, 10), (160, 50)])
async def test_a_data_problem_and_too_small_a_terminal(size: tuple[int, int]) -> None:
    app = Shown(Session(DATA, at=20), ascii_only=True)
    async with app.run_test(headless=False, size=size) as pilot:
        await settle(pilot, app)
        check(app, "data")
        await press(pilot, app, "w")


async def test_without_it_nothing_is_translated() -> None:
    app = Shown(Session(Scenario(racers=RACERS), at=20))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await settle(pilot, app)
        text = "".join(cell.data for row in app.cells for cell in row)
    assert set("╭─‖∇β●━") <= set(text)


def catalog_texts() -> list[str]:
    texts = [text for entry in OPTIMIZERS.values() for text in (*entry.equations(), entry.differs)]
    entries: list[Optimizer | ProblemEntry | Schedule] = [*OPTIMIZERS.values(), *PROBLEMS.values(), *SCHEDULES.values()]
    texts += [text for entry in entries for text in (entry.title, entry.purpose, entry.citation)]
    texts += [text for entry in entries for hyper in entry.hypers for text in (hyper.symbol, hyper.sentence)]
    texts += [schedule.equation for schedule in SCHEDULES.values()]
    books = [lesson(head.name) for head in summaries()]
    texts += [text for book in books for text in (book.title, book.text, *(claim.says for claim in book.claims))]
    return sorted({text for text in texts if not text.isascii()})


def test_whatever_is_written_in_the_catalogs_has_words() -> None:
    """Nothing in them is a sign that ASCII has no words for."""
    texts = catalog_texts()
    assert len(texts) > 200
    for text in texts:
        assert ascii_words(text).count("?") == text.count("?"), ascii_words(text)


@given(st.text() | st.text(st.sampled_from("a宽👩👧🏴☠\u200d\ufe0f\u0301🇺🇳")))
@example("👩\u200d👩\u200d👧\u200d👦")
def test_cells_stay_cells(text: str) -> None:
    assert cell_len(ascii_cells(text)) == cell_len(text)
    assert printable(ascii_cells(text))
    assert ascii_words(text).isascii()


@pytest.mark.parametrize("text", ["", "plain text ~ !", "\n", "a\tb"])
def test_ascii_stays_as_it_is(text: str) -> None:
    assert ascii_words(text) == text


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("‖∇f‖ · log", "||grad f|| - log"),
        ("m̂ ← m / (1 − β₁ᵗ)", "m_hat <- m / (1 - beta1^t)"),
        ("θ ← θ − η·m̂ / (√v̂ + ε)", "theta <- theta - eta*m_hat / (sqrt(v_hat) + eps)"),
        ("λmax 10⁻³, 1.5·10⁻⁸", "lambda_max 1e-3, 1.5e-8"),
        ("ηₘᵢₙ + ½(η₀ − ηₘᵢₙ)·cos(πk/T)", "eta_min + 1/2 (eta0 - eta_min)*cos(pi*k/T)"),
        ("θ(1 − ηλ) ≠ g + λθ", "theta(1 - eta*lambda) != g + lambda*theta"),
        ("⏎ adds it · ↑↓ choose", "enter adds it - up/down choose"),
        ("∂²f/∂x², ∇²f, xᵀ, θᵢ", "d^2f/dx^2, grad^2 f, x^T, theta_i"),
        ("Größe “ŷ” ⟨g, g⟩ ⌊k/T⌋", 'Grosse "y_hat" <g, g> floor(k/T)'.replace("ss", "s")),
    ],
)
def test_mathematics_in_words(text: str, spelled: str) -> None:
    assert ascii_words(text) == spelled


def test_a_star_in_markdown_would_be_no_product() -> None:
    assert "*" not in ascii_words("λθ and 2·(κ − 1)", times=" ")


def test_keys_have_names_that_are_no_other_keys() -> None:
    names = {
        sign: ascii_key(sign) for sign in ("↑↓", "← →", "←→↑↓", "←", "→", "↑", "↓", "shift+↑", "shift+→", "⏎", "⌫")
    }
    assert all(map(printable, names.values()))
    assert all(len(name) > 1 and "^" not in name for name in names.values())
    assert len({*names.values()}) == len(names)
    assert (names["shift+↑"], names["↑↓"]) == ("shift+up", "up/down")


def test_signs_that_mean_different_things_look_different() -> None:
    """Minima, saddles, the start; a claim that holds and one that does not; a tick and a cross; the four directions."""
    for group in ("×◇○", "✓✗·", "▴▾◂▸", "┬│┼"):
        assert all(ascii_cells(a) != ascii_cells(b) for a, b in itertools.combinations(group, 2)), group
