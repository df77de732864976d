"""The border titles of a picture of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.number_text import rounded
from core.problems import data_units_text
from tui import plotting

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame, RacerFrame

DATA_TITLE = "Data and fits"
_NAME = 16  # cells of a column's name


def data_titles(frame: Frame, theme: PlotTheme) -> tuple[str, str]:
    """The upper and the lower title."""
    network = plotting.decision_plot.network_of(frame)
    if network is not None:
        return _of_network(network, frame, theme)
    data, catching_up = frame.problem.data, _catching_up(frame)
    if data is None:
        return f"{DATA_TITLE}{catching_up}", ""
    catching_up = f"{_in_data_units(frame)}{catching_up}"
    left_out = _left_out(data.left_out)
    if data.labels is None:
        return f"{DATA_TITLE}{catching_up}", f"{' → '.join(map(_short, data.columns))}{left_out}"
    zero = plotting.data_fit.ZERO
    signs = ["o" if theme.ascii and sign == zero else sign for sign in plotting.data_fit.class_signs(data)]
    classes = " · ".join(f"{sign} {_short(name)}" for sign, name in zip(signs, data.classes, strict=True))
    title = "Data and boundaries" if len(data.classes) == 2 else "Data"
    return f"{title}{catching_up}", f"{classes} · {', '.join(map(_short, data.columns))}{left_out}"


def _of_network(problem: NetworkProblem, frame: Frame, theme: PlotTheme) -> tuple[str, str]:
    """The selected racer with its figures; and a key to the points."""
    racer, train = plotting.decision_plot.selected(frame), problem.points.train
    title = "Data" if racer is None else f"Data · {_who(racer, theme)} · {plotting.decision_plot.figures(racer)}"
    if problem.classifies:
        names = [_short(name) for name in train.classes]
    else:
        low, high = (rounded(value, 2) for value in plotting.output_map.target_range(problem))
        names = [f"from {low}", f"to {high}"]
    axes = ", ".join(_short(name) for name in (*train.columns[:2],))
    rest = f" of {len(train.inputs)} inputs" if len(train.inputs) > 2 else ""
    use = {"all": (True, False), "train": (True,), "none": ()}[frame.view.points]
    signs = [
        "".join(plotting.data_points.sign_of(hue, train, theme.ascii) for train in use) for hue in range(len(names))
    ]
    key = " ".join(f"{sign} {name}".strip() for sign, name in zip(signs, names, strict=True))
    told = f"{key} · {'small' if theme.ascii else 'hollow'}: test" if len(use) > 1 else key
    return (
        f"{title}{_catching_up(frame)}",
        f"{told} · {axes}{rest}{_left_out(train.left_out)}",
    )


def _who(racer: RacerFrame, theme: PlotTheme) -> str:
    return f"{theme.racer(racer.slot).marker} {_short(racer.name)}"


def _catching_up(frame: Frame) -> str:
    return " · catching up" if frame.stale else ""


def _left_out(rows: int) -> str:
    return f" · {rows} row{'s' if rows > 1 else ''} left out" if rows else ""


def _in_data_units(frame: Frame) -> str:
    """θ of the selected racer for columns that were standardised."""
    selected = next((racer for racer in frame.racers if racer.index == frame.view.selected), None)
    text = data_units_text(frame.problem, selected.path[-1]) if selected is not None and len(selected.path) else ""
    return f" · {text}" if text else ""


def _short(name: str) -> str:
    return plotting.labels.shorten(name, _NAME)
