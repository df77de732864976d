"""Terminals that cannot show Unicode: known by TERM, or by a locale with another encoding."""

from __future__ import annotations

from collections.abc import Mapping

_TERMS = ("linux", "dumb", "cons25")
"""Terminals whose fonts have no braille: `linux` is the console without a window system."""
_C = ("C", "POSIX")
_LOCALES = ("LC_ALL", "LC_CTYPE", "LANG")  # the first one that is set decides (POSIX)


def why_ascii(environ: Mapping[str, str]) -> str:
    """The variable, as `TERM=linux`, that says that this terminal needs ASCII; else an empty text."""
    term = environ.get("TERM", "")
    if term in _TERMS or term.startswith("vt"):
        return f"TERM={term}"
    name = next((name for name in _LOCALES if environ.get(name)), "")
    if name == "LC_CTYPE" and environ.get("LANG") in _C and environ[name] in ("C.UTF-8", "C.utf8", "UTF-8"):
        name = "LANG"  # Python has set LC_CTYPE in place of a C locale (PEP 538)
    encoding = environ.get(name, "UTF-8").partition("@")[0]
    return "" if encoding.upper().replace("-", "").endswith("UTF8") else f"{name}={environ[name]}"
