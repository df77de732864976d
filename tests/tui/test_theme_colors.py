"""In every theme text, keys and the focused border can be read, on everything they stand on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.color import Color
from rich.style import Style
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget

from core.scenario import Scenario
from tests.sampling import sampled
from tui.app import FallLine
from tui.plotting.colors import Depth, contrast, nearest_16
from tui.widgets.key_line import KeyLine
from tui.widgets.panel import Panel
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.theme_colors import BORDER, TEXT, readable, readable_variables

THEMES = [name for name in BUILTIN_THEMES if not name.startswith("ansi")]
GRAPHICS = ("axis", "cursor", "rest", "played", "curve", "readout", "hover", "selected")
"""Components that are lines, or backgrounds alone."""
Until = Callable[[Callable[[], bool]], object]


def number(color: Color | None) -> int:
    assert color is not None
    red, green, blue = color.get_truecolor()
    return red << 16 | green << 8 | blue


def ratio(style: Style) -> float:
    return contrast(number(style.color), number(style.bgcolor))


def components(widget: Widget) -> dict[str, float]:
    """The contrast of each kind of text of a widget."""
    names = sorted({name for kind in type(widget).__mro__ for name in getattr(kind, "COMPONENT_CLASSES", ())})
    texts = [name for name in names if "--" in name and not name.endswith(GRAPHICS)]
    return {name: ratio(widget.get_component_rich_style(name)) for name in texts}


@pytest.mark.parametrize("theme", sampled(THEMES, 4))
async def test_text_and_borders_of_the_race_screen_are_readable(theme: str) -> None:
    app = FallLine(Scenario("rosenbrock", ("sgd", "adam"), steps=100), at=50)
    app.theme = theme
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        panels = [*app.screen.query(Panel), *app.screen.query(PlotPanel)]
        found = {name: value for panel in panels for name, value in components(panel).items()}
        assert {"standings--heading", "racers--spec", "plot--label"} <= set(found)
        found |= components(app.screen.query_one(KeyLine))
        assert not {name: value for name, value in found.items() if value < TEXT}
        back = number(app.screen.rich_style.bgcolor)
        focused = [panel for panel in panels if panel.has_focus]
        idle = [panel for panel in panels if not panel.has_focus and panel.display]
        lines = [contrast(number(panel.styles.border_top[1].rich_color), back) for panel in (*focused, *idle)]
        assert len(focused) == 1
        assert lines[0] >= BORDER
        assert lines[0] > 1.2 * max(lines[1:])


@pytest.mark.parametrize("theme", THEMES)
def test_grey_text_is_readable_on_selected_rows_and_quieter_than_other_text(theme: str) -> None:
    entry = BUILTIN_THEMES[theme]
    found = readable_variables({**entry.to_color_system().generate(), **entry.variables})
    back = int(found["background"][1:], 16)
    order = [contrast(int(found[name][1:], 16), back) for name in ("text-disabled", "text-muted", "foreground")]
    assert TEXT <= order[0] <= order[1] * 1.01 < order[2] * 1.01


@pytest.mark.parametrize("theme", THEMES)
def test_sixteen_colours_suffice_for_text_header_and_footer(theme: str) -> None:
    entry = BUILTIN_THEMES[theme]
    found = readable_variables({**entry.to_color_system().generate(), **entry.variables}, "16")
    colors = {name: int(text[1:], 16) for name, text in found.items() if text.startswith("#") and len(text) == 7}
    pairs = [(name, "background") for name in colors if name.startswith("text-")]
    pairs += [("foreground", name) for name in ("background", "surface", "panel")]
    pairs += [("footer-key-foreground", "footer-background"), ("footer-description-foreground", "footer-background")]
    assert {pair for pair in pairs if contrast(colors[pair[0]], colors[pair[1]]) < TEXT} == set()
    assert all(nearest_16(colors[name]) == colors[name] for pair in pairs for name in pair)
    lines = [contrast(colors[name], colors["background"]) for name in ("border", "border-blurred")]
    assert lines[0] >= BORDER > lines[1]


@pytest.mark.parametrize("depth", ["truecolor", "16"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_highlighted_row_of_a_list_is_readable_and_seen(theme: str, depth: Depth) -> None:
    entry = BUILTIN_THEMES[theme]
    found = readable_variables({**entry.to_color_system().generate(), **entry.variables}, depth)
    text, row, back = (
        int(found[name][1:], 16) for name in ("block-cursor-foreground", "block-cursor-background", "background")
    )
    assert contrast(text, row) >= TEXT
    assert contrast(row, back) > 1.3


def test_the_terminals_own_colours_stay() -> None:
    entry = BUILTIN_THEMES["ansi-dark"]
    variables = {**entry.to_color_system().generate(), **entry.variables}
    assert readable_variables(variables) == variables


def test_a_colour_that_is_readable_stays() -> None:
    assert readable(0xFF0000, [0x000000], 4.5) == 0xFF0000
    assert contrast(readable(0x333333, [0x000000, 0x222222], 4.5), 0x222222) >= 4.5
    assert contrast(readable(0xFFFFF0, [0xFFFFFF], 4.5), 0xFFFFFF) >= 4.5
