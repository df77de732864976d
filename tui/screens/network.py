"""The network screen: the weights of all layers, and what one unit answers."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from tui.demo_safe import demo_safe
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.racer_keys import racer_keys
from tui.screens.session_screen import SessionScreen
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.network.unit_panel import UnitPanel
from tui.widgets.network.weight_maps_panel import WeightMapsPanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.transport import Transport


@demo_safe
class NetworkScreen(SessionScreen):
    """Heat maps of the weights on the left; on the right the map of a unit, and the loss."""

    CSS_PATH = "network.tcss"
    PLACES: ClassVar[Places] = (("Weights", "WeightMapsPanel"), ("Unit", "UnitPanel"), ("Loss", "LossPanel"))
    BINDINGS: ClassVar[list[BindingType]] = [
        *racer_keys("network.previous_racer", "network.next_racer"),
        *panel_keys(PLACES),
        Binding("escape,w,f2", "leave", "Race", key_display="esc", id="network.leave"),
    ]
    AUTO_FOCUS = "WeightMapsPanel"
    BINDING_GROUP_TITLE = "Network"
    HELP = """
    ### Network

    The network that the selected racer trains, at the present step: the weights and biases of its layers, and what the
    unit under the cursor answers over the two inputs. `space` plays on, `[` and `]` choose the racer.
    """

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield self.showing(HeaderLine())
        with Horizontal(id="network"):
            yield self.showing(WeightMapsPanel())
            with Vertical(id="of-unit"):
                yield self.showing(UnitPanel())
                yield self.showing(LossPanel())
        yield self.showing(Transport())
        yield KeyLine()

    @demo_safe
    def action_leave(self) -> None:
        """Go back to the race."""
        self.dismiss()
