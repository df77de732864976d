"""The table that the terminal's benchmark prints, and the costs of others that are measured once for all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from seat import Cost

Size = tuple[int, int]


@dataclass
class Table:
    """Figures beside each other: what, ours, the floor's, the peers', the target, and whether it is reached."""

    size: Size
    seconds: float
    peers: dict[str, list[str]]
    floor: Cost | None = None
    of_peers: dict[str, Cost] = field(default_factory=dict)

    def line(self, what: str, ours: str, others: list[str], target: str, sign: str = " ") -> None:
        """Print one."""
        beside = "".join(f"{other:>17}" for other in others)
        print(f"{what:38}{ours:>19}{beside}   {target:21} {sign}", flush=True)

    def head(self) -> None:
        """Print what stands where."""
        self.line("", "Fall Line", ["floor", *self.peers], "target")

    def row(
        self,
        what: str,
        ours: str,
        target: str,
        reached: bool,
        floor: str = "",
        peer: Callable[[str], str] | None = None,
    ) -> None:
        """Print a figure, with the floor's and each peer's where they have one."""
        others = [floor, *(peer(name) if peer is not None else "" for name in self.peers)]
        self.line(what, ours, others, target, "✓" if reached else "✗")
