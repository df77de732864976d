"""What a form asks for that no catalog declares: the start point and a racer's name."""

from __future__ import annotations

from dataclasses import dataclass

from core.hyper import Hyper, HyperError, Value, read_number, shown, write_number
from core.specs import LONGEST_LABEL


@dataclass(frozen=True)
class PointHyper(Hyper):
    """A list of as many numbers as the default has, written without brackets: `-1.5, 2`."""

    @property
    def allowed(self) -> str:
        """What is allowed."""
        return "two numbers X, Y"

    def parse(self, text: str) -> Value:
        """Read a point; raises HyperError."""
        parts = text.strip().removeprefix("(").removesuffix(")").replace(",", " ").split()
        numbers = [read_number(part) for part in parts]
        point = tuple(number for number in numbers if number is not None)
        if len(point) != len(numbers) or len(point) != 2:
            raise HyperError(f"{self.name} must be {self.allowed}: got {shown(text.strip())}")
        return self.check(point)

    def format(self, value: Value) -> str:
        """Write a point so that it reads back as exactly the same."""
        return ", ".join(map(write_number, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class LabelHyper(Hyper):
    """A racer's name: any short printable text, or nothing."""

    @property
    def allowed(self) -> str:
        """What is allowed."""
        return f"up to {LONGEST_LABEL} printable characters without ':'"

    def check(self, value: object) -> Value:
        """The trimmed name; raises HyperError."""
        text = str(value).strip()
        if len(text) > LONGEST_LABEL or not text.isprintable() or ":" in text:
            raise HyperError(f"{self.name} must be {self.allowed}: got {shown(text)}")
        return text

    def parse(self, text: str) -> Value:
        """Read a name; raises HyperError."""
        return self.check(text)

    def format(self, value: Value) -> str:
        """Write a name."""
        return str(value)


START = PointHyper(
    name="start",
    symbol="θ₀",
    default=(0.0, 0.0),
    sentence="Where all racers start; a click into the landscape sets it too.",
    kind="list",
)

LABEL = LabelHyper(
    name="name",
    symbol="name",
    default="",
    sentence="What the racer is called; empty means by its settings.",
    kind="list",  # a text without arrows that nudge
)
