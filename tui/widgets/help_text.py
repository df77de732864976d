"""The text of the help in lines of a given width: paragraphs with `keys` in bold, and keys beside what they do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from textwrap import dedent, wrap

from rich.cells import cell_len
from textual.content import Content

HEADING = "$text-accent bold"
KEY = "bold"
MAX_KEYS = 22  # cells of the column of keys
_MARKED = re.compile(r"(`[^`]+`|\*[^*\s][^*]*\*)")


def heading_of(text: str) -> tuple[str, str]:
    """The heading `### …` that a help text begins with, else nothing; and the rest of the text."""
    text = dedent(text).strip()
    first, _, rest = text.partition("\n")
    return (first[4:], rest.strip()) if first.startswith("### ") else ("", text)


def heading_line(text: str) -> Content:
    """A heading."""
    return Content.styled(text, HEADING)


def paragraphs(text: str) -> Iterator[Content]:
    """The paragraphs of a help text, with a blank line between them; each line of a list is one of its own."""
    for number, block in enumerate(re.split(r"\n\s*\n", dedent(text).strip())):
        if number:
            yield Content("")
        for part in re.split(r"\n(?=- )", block):
            yield marked(" ".join(part.split()))


def marked(text: str) -> Content:
    """A paragraph in which `…` is bold and *…* is italic."""
    parts: list[str | tuple[str, str]] = []
    for part in _MARKED.split(text):
        if part[:1] == "`" and len(part) > 2:
            parts.append((part[1:-1], KEY))
        elif part[:1] == "*" and len(part) > 2:
            parts.append((part[1:-1], "italic"))
        else:
            parts.append(part)
    return Content.assemble(*parts)


def key_lines(rows: Iterable[tuple[str, str]], width: int) -> Iterator[Content]:
    """Keys in a column, and beside them what they do."""
    rows = list(rows)
    column = min(max((cell_len(keys) for keys, _ in rows), default=0), MAX_KEYS, max(width // 2, 1))
    for keys, does in rows:
        texts = wrap(does, max(width - column - 4, 10))
        for left, right in zip_longest(wrap(keys, column), texts, fillvalue=""):
            yield Content.assemble("  ", (left + " " * (column - cell_len(left)), KEY), f"  {right}")
