"""The formula language: text → checked tree → exact derivatives → scalar code, array code, pretty text.

A formula is data: `parse` knows a closed list of operators and functions, and code is generated from the checked tree
only, so a formula from a stranger is safe to open.
"""

from core.formula.compile import array_function, scalar_function
from core.formula.derive import differentiate, directional, partials
from core.formula.errors import FormulaError
from core.formula.nodes import Call, Name, Node, Num, free_names
from core.formula.parse import parse
from core.formula.precise import precise
from core.formula.simplify import substitute
from core.formula.text import ascii_text, pretty, symbol

__all__ = [
    "Call",
    "FormulaError",
    "Name",
    "Node",
    "Num",
    "array_function",
    "ascii_text",
    "differentiate",
    "directional",
    "free_names",
    "parse",
    "partials",
    "precise",
    "pretty",
    "scalar_function",
    "substitute",
    "symbol",
]
