"""The settings of a scenario, each declared once.

`Scenario`, its files and `command()`, the flags of the command line and their help, the forms and the exports are made
from these declarations: a new setting is one more field of `Settings`, and the code that uses its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, fields
from functools import cache
from typing import Any, Protocol

from core.frozen import frozen
from core.hyper import Hyper, Value, choice, integer, real
from core.number_text import read_number, write_number
from core.planes.choice import PLANE

DEFAULT_PROBLEM = "rosenbrock"
MAX_STEPS = 1_000_000
MAX_COORDINATE = 1e100
"""The largest coordinate of a start; a racer that goes beyond it has diverged."""

MAX_LABEL = 40
MEASURED_AT = ("answer", "theta")


class Racers(Protocol):
    """What the effect of a setting may depend on: of the racers and of their problem."""

    @property
    def averages(self) -> bool: ...
    @property
    def needs_plane(self) -> bool: ...


def _always(racers: Racers) -> bool:
    return True


def setting(hyper: Hyper, matters: Callable[[Racers], bool] = _always) -> Any:
    """A field of `Settings` with its declaration; `matters` says whether the setting can change a race."""
    return field(default=hyper.default, metadata={"hyper": hyper, "matters": matters})


@frozen(kw_only=True)
class Settings:
    """The settings of a scenario that do not depend on its problem, one value each."""

    steps: int = setting(integer("steps", "T", 500, "How long the race is.", 1, MAX_STEPS, scale="log"))
    seed: int = setting(integer("seed", "s", 0, "Which random numbers noise and mini-batches get.", 0, 2**32 - 1))
    noise: float = setting(
        real("noise", "σ", 0, "Standard deviation of the noise added to each gradient component.", 0, scale="log")
    )
    target: float = setting(
        real("target", "τ", 1e-6, "How far above the lowest loss counts as having arrived.", 0, scale="log")
    )
    measured_at: str = setting(
        choice(
            "measured_at",
            "measured_at",
            "answer",
            "Where a method that averages is measured: its answer or θ.",
            MEASURED_AT,
        ),
        matters=lambda racers: racers.averages,
    )
    plane: str = setting(PLANE, matters=lambda racers: racers.needs_plane)

    def setting(self, name: str) -> Value:
        """The value of the setting called `name`."""
        value: Value = getattr(self, name)
        return value

    @property
    def settings(self) -> dict[str, Value]:
        """All settings by name."""
        return {hyper.name: self.setting(hyper.name) for hyper in SETTINGS}


SETTINGS: tuple[Hyper, ...] = tuple(field.metadata["hyper"] for field in fields(Settings))


def settings_that_matter(racers: Racers) -> tuple[Hyper, ...]:
    """The settings that can change a race of these racers."""
    return tuple(field.metadata["hyper"] for field in fields(Settings) if field.metadata["matters"](racers))


def checked_settings(given: Mapping[str, object]) -> dict[str, Value]:
    """All settings, checked: those given, and the defaults of the others. Raises HyperError; TypeError if unknown."""
    names = [hyper.name for hyper in SETTINGS]
    for name in given:
        if name not in names:
            raise TypeError(f"a scenario has no setting '{name}': choose from {', '.join(names)}")
    return {hyper.name: hyper.check(given.get(hyper.name, hyper.default)) for hyper in SETTINGS}


_COORDINATE = real("start", "θ₀", 0.0, "", -MAX_COORDINATE, MAX_COORDINATE)


@frozen
class StartHyper(Hyper):
    """A point of as many coordinates as the default has, written without brackets: `-1.5, 2`."""

    @property
    def dims(self) -> int:
        """How many coordinates a point has."""
        return len(self.default) if isinstance(self.default, tuple) else 0

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        many = f"{self.dims} numbers with commas between them, or one for all"
        return {1: "one number X", 2: "two numbers X,Y"}.get(self.dims, many)

    def point(self, value: object) -> tuple[float, ...]:
        """The point as plain floats; raises HyperError."""
        found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else ()
        if len(found) != self.dims:
            raise self._error(value)
        return tuple(_COORDINATE.check_number(coordinate) for coordinate in found)

    def check(self, value: object) -> Value:
        """The point as plain floats; raises HyperError."""
        return self.point(value)

    def parse(self, text: str) -> Value:
        """Read a point, its coordinates separated by a comma or blanks; raises HyperError.

        With more than two coordinates one number is the value of all.
        """
        parts = text.strip().removeprefix("(").removesuffix(")").replace(",", " ").split()
        numbers = tuple(number for part in parts if (number := read_number(part)) is not None)
        if len(numbers) == len(parts) == 1 and self.dims > 2:
            return self.check(numbers * self.dims)
        if len(numbers) != len(parts) or len(numbers) != self.dims:
            raise self._error(text.strip())
        return self.check(numbers)

    def format(self, value: Value) -> str:
        """Write a point so that it reads back as exactly the same."""
        return ", ".join(map(write_number, value)) if isinstance(value, tuple) else str(value)


@cache
def start_hyper(dims: int) -> StartHyper:
    """The declaration of a start with `dims` coordinates."""
    sentence = "Where all racers start; a double click on the landscape sets it too."
    return StartHyper("start", "θ₀", (0.0,) * dims, sentence, "list")


@frozen
class LabelHyper(Hyper):
    """A racer's name: any short printable text, or nothing."""

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        return f"up to {MAX_LABEL} printable characters without ':'"

    def check(self, value: object) -> Value:
        """The trimmed name; raises HyperError."""
        text = str(value).strip()
        if len(text) > MAX_LABEL or not text.isprintable() or ":" in text:
            raise self._error(text)
        return text

    def parse(self, text: str) -> Value:
        """Read a name; raises HyperError."""
        return self.check(text)

    def format(self, value: Value) -> str:
        """Write a name."""
        return str(value)


LABEL = LabelHyper("name", "name", "", "What the racer is called; empty means by its settings.", "text")
