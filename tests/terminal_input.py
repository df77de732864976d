"""Sequences as terminals send them, and mutations of them: generated from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

NUMBERS = (0, 1, 2, 5, 27, 48, 97, 127, 155, 200, 201, 255, 2026, 2048, 55296, 57399, 65536, 99999, 1114111, 1114112)
LETTERS = "5 .:αéß漢😀\u0301\u202e\ufeff"
"""Characters that cost the app no screen of its own: what is tried here is the reader."""

SIZES = ((24, 80), (0, 0), (1, 1), (40, 300), (100, 80), (99999, 99999))

Make = Callable[[Random], bytes]


def number(random: Random) -> str:
    """A number: most often a small one, seldom one of many digits."""
    kind = random.random()
    if kind < 0.6:
        return str(random.randrange(300))
    return str(random.choice(NUMBERS)) if kind < 0.97 else str(random.randrange(10 ** random.choice((9, 12, 40))))


def parameters(random: Random, most: int = 5) -> str:
    """The parameters of a sequence, with parts of their own."""
    parts = [
        ":".join(number(random) for _ in range(random.choice((1, 1, 1, 2, 3)))) for _ in range(random.randint(0, most))
    ]
    return ";".join(part if random.random() < 0.9 else "" for part in parts)


def text(random: Random) -> bytes:
    return "".join(random.choices(LETTERS, k=random.randint(1, 6))).encode()


def key(random: Random) -> bytes:
    final = random.choice("ABCDEFHPQRSZ~")
    code, modifiers = random.choice(("", "1", "3", "5", "15", "24")), random.choice(("", ";2", ";5", ";1:3", ";3:1"))
    return f"\x1b[{code}{modifiers}{final}".encode() if random.random() < 0.7 else f"\x1bO{final}".encode()


def kitty(random: Random) -> bytes:
    return f"\x1b[{parameters(random, 3)}u".encode()


def mouse(random: Random) -> bytes:
    if random.random() < 0.3:
        return b"\x1b[M" + bytes(random.randrange(32, 256) for _ in range(3))
    button, end = random.choice((0, 2, 32, 35, 64, 65, 128)), random.choice("Mm")
    x, y = (random.randrange(200) if random.random() < 0.9 else number(random) for _ in range(2))
    return f"\x1b[<{button};{x};{y}{end}".encode()


def report(random: Random) -> bytes:
    """A size, the focus, a mode, device attributes, a status, a place of the cursor."""
    rows, columns = random.choice(SIZES) if random.random() < 0.3 else (40, 120)
    pixels = random.choice(("0;0", "800;1200", "1;1"))
    reports = (
        f"\x1b[48;{rows};{columns};{pixels}t",
        *("\x1b[I", "\x1b[O", f"\x1b[?{number(random)};{random.randrange(6)}$y", "\x1b[?2026;2$y", "\x1b[?2048;2$y"),
        *(f"\x1b[?{parameters(random)}c", f"\x1b[>{parameters(random)}c", "\x1b[0n", f"\x1b[{parameters(random, 2)}R"),
    )
    return random.choice(reports).encode()


def string(random: Random) -> bytes:
    """An answer in OSC, DCS, PM, APC or SOS."""
    begin, end = random.choice("]P^_X"), random.choice(("\x07", "\x1b\\", ""))
    content = random.choice(
        ("11;rgb:1e1e/1e1e/2e2e", "1$r0m", "52;c;" + "QUJD" * random.randrange(2000), ">|XTerm(390)")
    )
    return f"\x1b{begin}{content}{end}".encode()


def paste(random: Random) -> bytes:
    content = b"".join(random.choice((text, string, key, junk))(random) for _ in range(random.randrange(4)))
    return b"\x1b[200~" + content + b"\x1b[201~"


def junk(random: Random) -> bytes:
    """What is no UTF-8, and what controls a terminal; not what a shell or the app takes for an order."""
    pieces = (
        b"\xff",
        b"\x9b",
        b"\xe9",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf0\x9f\x98",
        b"\0",
        b"\x7f",
    )
    return b"".join(random.choices(pieces, k=random.randint(1, 4)))


KINDS: tuple[Make, ...] = (text, key, kitty, mouse, mouse, report, report, string, paste, junk)


def mutated(data: bytes, random: Random) -> bytes:
    """A sequence with a byte changed, lost, doubled or put in, cut short, or repeated many times."""
    place = random.randrange(len(data))
    match random.randrange(7):
        case 0:
            return data[:place] + bytes([random.randrange(256)]) + data[place + 1 :]
        case 1:
            return data[:place] + data[place + 1 :]
        case 2:
            return data[:place] + data[place : place + 1] * random.randint(2, 40) + data[place + 1 :]
        case 3:
            return data[:place] + bytes([random.randrange(128, 256)]) + data[place:]
        case 4:
            return data[:place]
        case 5:
            return data * random.randint(2, 5)
        case _:
            return data[:place] + b"\x1b" + data[place:]


def sequence(random: Random) -> bytes:
    """One sequence: two of three as a terminal sends it."""
    data = random.choice(KINDS)(random)
    while random.random() < 0.33 and data:
        data = mutated(data, random)
    return data
