"""A list in which a click highlights an option, and a double click selects it."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList


class ReadingList(OptionList):
    """An option list whose click reads: Textual's own selects at the first click, as enter does.

    Its highlight is strong also while an entry has the focus: enter takes what is highlighted.
    """

    DEFAULT_CSS = """
    ReadingList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background; text-style: $block-cursor-text-style;
    }
    """

    def on_click(self, event: events.Click) -> None:
        """Highlight the option under the mouse; the second click of two selects it."""
        event.prevent_default()  # Textual's own handler
        option = event.style.meta.get("option")
        if option is None or self.get_option_at_index(option).disabled:
            return
        self.highlighted = option
        if event.chain == 2:
            self.action_select()
