"""One update as a list of lines in single-assignment form: schedule, gradient, clipping, decay, rule, new gradient.

Every line gives a new name its only value: the second value of `m` is `m__1`, so lines may run in any
order that their reads allow, and an update that fails leaves the old values untouched.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.formula.nodes import Call, Name, Node, Num, free_names
from core.formula.rule import Rule, is_vector
from core.formula.simplify import make, rename, substitute
from core.frozen import frozen

CLIP_NORM_EPS = 1e-6  # torch.nn.utils.clip_grad_norm_ adds it to the norm


@frozen
class Assign:
    """`target` receives the value of `node`; `vector` values have one number a coordinate."""

    target: str
    node: Node
    vector: bool


@frozen
class Evaluate:
    """Loss and gradient at the point `at`, on this step's mini-batch if `sampled`; g is always a vector."""

    at: str
    f: str
    g: str
    sampled: bool = False


Line = Assign | Evaluate


@frozen
class Recipe:
    """The inputs of `assemble` for one racer.

    `rule` is bound; `values` are the hyperparameters as numbers, or as names that the array code is given; `lr` is
    the scheduled rate, a formula of k = t - 1.
    """

    rule: Rule
    values: Mapping[str, Node | float]
    lr: Node
    clip_norm: Node | float = 0.0
    clip_value: Node | float = 0.0
    weight_decay: Node | float = 0.0
    decoupled: bool = False
    noisy: bool = False
    sampled: bool = False
    own_rates: bool = False
    """Whether `lr` reads RATES, one rate a coordinate; where that is 0 theta stays."""
    bounds: tuple[float, float] | None = None
    """Each update is projected onto this range, in every coordinate."""


@frozen
class StateVariable:
    """A state of the rule: the targets that hold it before and after an update."""

    name: str
    before: str
    after: str
    vector: bool


@frozen
class Block:
    """Lines in order; `vectors` are the names in them that hold one number a coordinate."""

    lines: tuple[Line, ...]
    vectors: frozenset[str]


@frozen
class Program:
    """One update, and a block that computes the initial state once, at the start."""

    update: Block
    first: Block
    state: tuple[StateVariable, ...]
    first_state: tuple[str, ...]
    theta: str
    """The target that holds theta after the update."""
    names: Mapping[str, str]
    """The target of each named value of the rule after an update, for the anatomy: name → target.

    Also what becomes the rule's gradient: FIRST_G, RAW_G and DRAWN where there are such.
    """
    answer: str | None = None
    """The state that the method returns, by its name; None where it returns theta."""
    rate: str | None = None
    """The target of the rule's own learning rate; None where it is the schedule's."""


F, G, THETA, T, NOISE = "f__0", "g__0", "theta__0", "t__0", "noise__in"
NEXT_F, NEXT_G = "f__next", "g__next"
RATES = "lr.rates"
"""The learning rate of each coordinate before its schedule, where they differ; no line of a rule can have this name."""
FIRST_G, RAW_G, DRAWN = "g.first", "g.raw", "g.noise"
"""The gradient that `at` reads; the gradient where it is taken, before noise, clipping and decay; the noise."""


def is_traced(name: str) -> bool:
    """Whether a name is one of FIRST_G, RAW_G, DRAWN, which no line of a rule can have."""
    return name in (FIRST_G, RAW_G, DRAWN)


class _Assembler:
    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.lines: list[Line] = []
        self.versions = {"theta": THETA, "f": F, "g": G, "t": T, "_noise": NOISE}
        self.vectors = {THETA, G, NOISE, *([RATES] if recipe.own_rates else [])}
        self.counts: dict[str, int] = {}
        self.traced: dict[str, str] = {}

    def fresh(self, name: str) -> str:
        self.counts[name] = self.counts.get(name, 0) + 1
        return f"{name}__{self.counts[name]}"

    def assign(self, name: str, node: Node) -> None:
        """Assign a new version of `name` from a formula of the current versions."""
        bound = rename(substitute(node, dict(self.recipe.values)), self.versions)
        target = self.fresh(name)
        vector = is_vector(bound, self.vectors)
        if name in ("theta", "at") and not vector:  # one number for all coordinates; theta is finite, so 0·theta is 0
            bound = Call("add", (bound, Call("mul", (Num(0.0), Name(THETA)))))
            vector = True
        self.lines.append(Assign(target, bound, vector))
        self.versions[name] = target
        if vector:
            self.vectors.add(target)

    def block(self) -> Block:
        return Block(tuple(self.lines), frozenset(self.vectors))

    def state(self, name: str, vector: bool) -> None:
        self.versions[name] = f"{name}__0"
        if vector:
            self.vectors.add(f"{name}__0")

    def schedule(self) -> None:
        k = make("sub", (Name("t"), Num(1.0)))
        self.assign("lr", substitute(self.recipe.lr, {"k": k}))

    def gradient(self) -> None:
        """Evaluate the gradient that the rule reads, unless the previous update has evaluated it already."""
        rule = self.recipe.rule
        if rule.at is None or rule.evaluations > 1:
            self.sample(self.versions["theta"])
        if rule.at is not None:
            if rule.evaluations > 1:
                self.traced[FIRST_G] = self.versions["g"]
            self.assign("at", rule.at)
            self.sample(self.versions["at"])

    def sample(self, point: str) -> None:
        """Loss and gradient at `point` on this update's mini-batch, and its noise."""
        if point != THETA or self.recipe.sampled:
            f, g = self.fresh("f"), self.fresh("g")
            self.lines.append(Evaluate(point, f, g, self.recipe.sampled))
            self.versions |= {"f": f, "g": g}
            self.vectors.add(g)
        self.traced[RAW_G] = self.versions["g"]
        if self.recipe.noisy:
            self.traced[DRAWN] = NOISE
            self.assign("g", make("add", (Name("g"), Name("_noise"))))

    def clip_and_decay(self) -> None:
        """Apply clipping and weight decay before the rule, for every optimizer alike."""
        recipe = self.recipe
        g, theta = Name("g"), Name("theta")
        if recipe.clip_norm != 0.0:
            norm = make("add", (Call("norm", (g,)), Num(CLIP_NORM_EPS)))
            factor = Call("min", (make("div", (_node(recipe.clip_norm), norm)), Num(1.0)))
            self.assign("g", make("mul", (g, factor)))
        if recipe.clip_value != 0.0:
            limit = _node(recipe.clip_value)
            self.assign("g", make("clip", (g, make("neg", (limit,)), limit)))
        decay = recipe.weight_decay
        if decay == 0.0:
            return
        rate = _node(decay)
        if recipe.decoupled:
            kept = make("sub", (Num(1.0), make("mul", (Name("lr"), rate))))
            self.assign("theta", make("mul", (theta, kept)))
        else:
            self.assign("g", make("add", (g, make("mul", (rate, theta)))))


def _node(value: Node | float) -> Node:
    return Num(value) if isinstance(value, (int, float)) else value


def assemble(recipe: Recipe) -> Program:
    """The program of one racer on any problem."""
    rule = recipe.rule
    first = _Assembler(recipe)
    first.versions["t"] = T
    first.schedule()
    if any("g" in free_names(s.node) or "f" in free_names(s.node) for s in rule.initial):
        theta = first.versions["theta"]
        first.sample(theta)
        first.clip_and_decay()
        first.versions["theta"] = theta
    for statement in rule.initial:
        first.assign(statement.name, statement.node)

    update = _Assembler(recipe)
    for statement in rule.initial:
        update.state(statement.name, statement.name in rule.vectors)
    update.schedule()
    update.gradient()
    update.clip_and_decay()
    for statement in rule.body:
        update.assign(statement.name, statement.node)
    if recipe.own_rates:
        moves = Call("gt", (Name(RATES), Num(0.0)))
        update.assign("theta", Call("where", (moves, Name("theta"), Name(THETA))))
    if recipe.bounds:
        low, high = map(Num, recipe.bounds)
        update.assign("theta", make("clip", (Name("theta"), low, high)))
    theta = update.versions["theta"]
    update.lines.append(Evaluate(theta, NEXT_F, NEXT_G))
    update.vectors.add(NEXT_G)
    shown = {name: target for name, target in update.versions.items() if name not in ("t", "_noise")}
    return Program(
        update=update.block(),
        first=first.block(),
        state=tuple(
            StateVariable(name, f"{name}__0", update.versions[name], name in rule.vectors) for name in rule.state
        ),
        first_state=tuple(first.versions[name] for name in rule.state),
        theta=theta,
        names=shown | update.traced,
        answer=rule.answer,
        rate=None if rule.rate is None else update.versions[rule.rate],
    )
