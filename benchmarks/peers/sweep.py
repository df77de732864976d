"""The peers of benchmarks/sweeps.py: torch written by hand in place, torch.optim, and jax; one line in, one time out.

    python sweep.py torch|optim|jax

Reads lines of JSON such as {"what": "rosenbrock", "runs": 10000, "steps": 1000} and prints the seconds that each took.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

POINTS = 100


def rates(module: Any, runs: int) -> Any:
    """The learning rates, from 1e-4 to 0.1 in equal factors."""
    return module.exp(module.linspace(-9.210340371976182, -2.302585092994046, runs))


def by_hand(task: dict[str, Any]) -> float:
    """Adam on rosenbrock in torch, in place on (2, runs), with the loss and the best one kept."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    runs, steps = task["runs"], task["steps"]
    begin = time.perf_counter()
    lr = rates(torch, runs)
    x = torch.tensor([[-1.5], [2.0]]).repeat(1, runs)
    g, m, v, a, b = (torch.zeros(2, runs) for _ in range(5))
    best, f, inner = torch.full((runs,), float("inf")), torch.zeros(runs), torch.zeros(runs)
    for t in range(1, steps + 1):
        torch.mul(x[0], x[0], out=inner)
        torch.sub(x[1], inner, out=inner)
        torch.mul(inner, 200.0, out=g[1])
        torch.mul(inner, x[0], out=g[0])
        g[0].mul_(-400.0)
        torch.sub(x[0], 1.0, out=f)
        g[0].add_(f, alpha=2.0)
        f.mul_(f).addcmul_(inner, inner, value=100.0)
        torch.minimum(best, f, out=best)
        m.mul_(0.9).add_(g, alpha=0.1)
        v.mul_(0.999).addcmul_(g, g, value=0.001)
        torch.div(v, 1 - 0.999**t, out=a).sqrt_().add_(1e-8)
        torch.div(m, 1 - 0.9**t, out=b).mul_(lr).div_(a)
        x.sub_(b)
    return time.perf_counter() - begin


def optim(task: dict[str, Any]) -> float:
    """A rule of torch.optim at one rate on rosenbrock, gradients by hand."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    runs, steps = task["runs"], task["steps"]
    x = torch.tensor([[-1.5], [2.0]]).repeat(1, runs).requires_grad_()
    rule = getattr(torch.optim, task["rule"])([x], lr=0.001)
    x.grad = torch.zeros(2, runs)
    begin = time.perf_counter()
    with torch.no_grad():
        for _ in range(steps):
            inner = x[1] - x[0] * x[0]
            x.grad[1] = 200 * inner
            x.grad[0] = -400 * inner * x[0] + 2 * (x[0] - 1)
            rule.step()
    return time.perf_counter() - begin


def with_jax(task: dict[str, Any]) -> float:
    """Adam in jax: vmap over runs, scan over steps; the first call of a kind includes its compilation."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    runs, steps = task["runs"], task["steps"]
    key = (task["what"], runs, steps)
    if key not in COMPILED:
        x, y = jnp.linspace(-1, 1, POINTS), 5 * jnp.linspace(-1, 1, POINTS) + 3
        losses = {
            "rosenbrock": lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
            "regression": lambda p: jnp.mean((p[0] * x + p[1] - y) ** 2),
        }
        value_gradient = jax.value_and_grad(losses[task["what"]])

        def run(lr: Any) -> Any:
            def step(carry: Any, t: Any) -> Any:
                p, m, v, best = carry
                f, g = value_gradient(p)
                m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
                p = p - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
                return (p, m, v, jnp.minimum(best, f)), None

            start = jnp.array([-1.5, 2.0])
            zero = jnp.zeros(2)
            return jax.lax.scan(step, (start, zero, zero, jnp.inf), jnp.arange(1.0, steps + 1))[0][0]

        COMPILED[key] = jax.jit(jax.vmap(run))
    begin = time.perf_counter()
    COMPILED[key](rates(jnp, runs)).block_until_ready()
    return time.perf_counter() - begin


COMPILED: dict[tuple[Any, ...], Any] = {}
KINDS = {"torch": by_hand, "optim": optim, "jax": with_jax}

if __name__ == "__main__":
    for line in sys.stdin:
        print(KINDS[sys.argv[1]](json.loads(line)), flush=True)
