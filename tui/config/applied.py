"""Apply options to a view, and read them back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.hyper import Value
from tui.config.options import AUTO, Options
from tui.state.choices import FORMS, SCALES
from tui.state.frame import View


def with_options(view: View, options: Options) -> View:
    """A view as the options want it."""
    return replace(
        view,
        palette=None if options.palette == AUTO else options.palette,
        scale=next((scale for scale in SCALES if scale == options.scale), None),
        forms=next(forms for forms in FORMS if forms == options.forms),
    )


def view_options(view: View) -> Mapping[str, Value]:
    """The options that a view shows, by name."""
    return {"palette": view.palette or AUTO, "scale": view.scale or AUTO, "forms": view.forms}
