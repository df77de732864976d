"""Which plane a picture shows, as text: `principal`, `random seed=1`, or two coordinates such as `x,z`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from core.frozen import frozen
from core.hyper import Hyper, HyperError, Value
from core.suggestion import hint

PRINCIPAL, RANDOM = "principal", "random"
STEPS = 1000
"""Steps of each racer to which a plane is fitted: it is known soon, and stays while a race plays."""
MAX_SEED = 2**32 - 1
MAX_PAIRED = 6  # parameters of which a form offers all pairs, and of more those of neighbours
MAX_OFFERED = 24

_PRINCIPAL = rf"{PRINCIPAL}(?:\s+steps\s*=\s*([1-9][0-9]{{0,6}}))?"
_RANDOM = rf"{RANDOM}(?:\s+seed\s*=\s*([0-9]{{1,10}}))?"
_NAME = r"[A-Za-z_]\w*(?:\[[\w\s,]*\])?"
_PAIR = rf"(?a:({_NAME})\s*,\s*({_NAME}))"


@frozen
class PlaneChoice:
    """The principal axes of the paths; or random directions drawn by `seed`; or the plane of two `coordinates`.

    The plane is fitted to the first `steps` of the race.
    """

    seed: int | None = None
    coordinates: tuple[str, str] | None = None
    steps: int = STEPS

    def __str__(self) -> str:
        if self.coordinates is not None:
            return ",".join(self.coordinates)
        if self.seed is None:
            return PRINCIPAL + (f" steps={self.steps}" if self.steps != STEPS else "")
        return RANDOM + (f" seed={self.seed}" if self.seed else "")

    @property
    def label(self) -> str:
        """What the plane is called, if it is not that of two parameters: `principal axes`."""
        return "principal axes" if self.seed is None else "random directions"

    def indices(self, *names: Sequence[str]) -> tuple[int, int] | None:
        """The places of the two coordinates in the first list of names that has them; None if none has."""
        for known in names:
            if self.coordinates is not None and all(name in known for name in self.coordinates):
                first, second = (list(known).index(name) for name in self.coordinates)
                return first, second
        return None


def read_choice(text: str) -> PlaneChoice | None:
    """The choice that a text names; None if it names none."""
    text = text.strip()
    if found := re.fullmatch(_PRINCIPAL, text):
        return PlaneChoice(steps=int(found[1] or STEPS))
    if found := re.fullmatch(_RANDOM, text):
        seed = int(found[1] or 0)
        return PlaneChoice(seed=seed) if seed <= MAX_SEED else None
    if found := re.fullmatch(_PAIR, text):
        first, second = ("".join(name.split()) for name in found.groups())
        return PlaneChoice(coordinates=(first, second)) if first != second else None
    return None


def has_coordinates(text: str, names: Sequence[str]) -> bool:
    """Whether the parameters that a choice names, if any, are among these."""
    found = read_choice(text)
    return found is None or found.coordinates is None or all(name in names for name in found.coordinates)


def check_coordinates(text: str, names: Sequence[str]) -> None:
    """Raise HyperError for a plane of coordinates that are not among the names of a problem's parameters."""
    found = read_choice(text)
    if found is not None and found.coordinates is not None:
        for name in found.coordinates:
            if name not in names:
                raise HyperError(f"plane: there is no parameter {name}{hint(name, names)}")


@frozen
class PlaneHyper(Hyper):
    """The choice of a plane, as text."""

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        return f"{PRINCIPAL}, {PRINCIPAL} steps=5000, {RANDOM}, {RANDOM} seed=1, or two parameters such as x,z"

    def check(self, value: object) -> Value:
        """The text in its normal form; raises HyperError."""
        found = read_choice(value) if isinstance(value, str) else None
        if found is None:
            raise self._error(value)
        return str(found)

    def parse(self, text: str) -> Value:
        """Read a choice; raises HyperError."""
        return self.check(text)

    def format(self, value: Value) -> str:
        """Write a choice so that it reads back as the same."""
        return str(value)


PLANE = PlaneHyper(
    "plane",
    "plane",
    PRINCIPAL,
    "The plane on which a landscape of more than two parameters is drawn: the principal axes of the paths, random "
    "directions, or two parameters.",
    "choice",
    choices=(PRINCIPAL, RANDOM),
)


def offered(names: Sequence[str], chosen: str, steps: int = STEPS) -> PlaneHyper:
    """The declaration with the choices that a form lists for parameters of these names, `chosen` among them.

    Of a race that is longer than the STEPS to which a plane is fitted, the axes of all its `steps` are one of them.
    """
    whole = (f"{PRINCIPAL} steps={steps}",) if steps > STEPS else ()
    names = [name for name in names if re.fullmatch(f"(?a:{_NAME})", name)]
    pairs = combinations(names, 2) if len(names) <= MAX_PAIRED else pairwise(names)
    found = (PRINCIPAL, *whole, RANDOM, f"{RANDOM} seed=1", *(",".join(pair) for pair in pairs))[:MAX_OFFERED]
    return replace(PLANE, choices=found if chosen in found else (*found, chosen))


def next_plane(names: Sequence[str], chosen: str, steps: int = STEPS) -> str:
    """The plane after the chosen one among those that a form lists."""
    found = offered(names, chosen, steps).choices
    return found[(found.index(chosen) + 1) % len(found)]
