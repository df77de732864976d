"""The reference of the rule language, for the help of the rule editor."""

from __future__ import annotations

from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS

RULE_REFERENCE = f"""
### The language of rules

One line a value, in the order of the update. Text after `#` is a comment.

- `m: 0` declares state: `m` is kept from one update to the next. Its first value may read `theta`, `g`, `f`, `lr` and
settings.
- `m = beta*m + g` computes the next value; before this line `m` has the old one.
- `theta = theta - lr*m` moves the parameters. Every rule has such a line.
- `at: theta - lr*m` says where the gradient is taken, if not at `theta`.
- `answer: m` names the state that the method returns, if not `theta`.
- `lr: rate` names the value that is the rule's own learning rate, if it computes one.

What has a name already:

- `theta` are the parameters.
- `g` is the gradient, with noise, clipping and coupled decay in it.
- `f` is the loss where `g` is taken.
- `t` is the number of the update: 1, 2, …
- `lr` is the learning rate, after the schedule.
- Each setting, as in `lr=0.01 beta=0.9 nesterov=false`: a number, a switch, or `known`, the lowest loss of the problem.

What a value may use:

- Operators: `+ - * / ^`, and one comparison `< <= > >= == !=` as the test of `where`.
- Functions: `{" ".join(FUNCTIONS)}`. `where(test, a, b)` is `a` where the test holds, else `b`.
- Over all coordinates: `{" ".join(REDUCTIONS)}`.
- Constants: `{" ".join(CONSTANTS)}`.

`ctrl+n` puts a rule that works into the fields; `ctrl+e` in the catalog begins with a copy of any optimizer.
"""
