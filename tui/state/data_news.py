"""Say what became of the data file of a race: it was read again, or could not be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.problems import data_file
from core.safe_text import safe_text

if TYPE_CHECKING:
    from core.race import Race


def data_news(before: Race, now: Race) -> str:
    """A sentence where two races on the same file have read it in different states, or it cannot be used now."""
    file = data_file(now.scenario.problem.values)
    if file is None or file != data_file(before.scenario.problem.values):
        return ""
    if now.data_error and now.data_error != before.data_error:
        return f"The data stay as they were read before: {now.data_error}"
    if now.data_version != before.data_version:
        return f"{safe_text(Path(file).name)} has changed, and was read again."
    return ""
