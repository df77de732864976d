"""A monkey plays the program in a pseudo-terminal, by bytes and sizes; then a fresh paint must change nothing."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_letters, ascii_lowercase, digits

import pyte

from tests.emulator import seen
from tests.monkey import CHARACTERS, Act, Mouse, Paste, Press, Resize, acts
from tests.probe import ANSWER, ANSWERING, Answering
from tests.terminal import GUARD

FLAGS = {"normal": (), "ascii": ("--ascii",), "demo": ("--demo",)}
RACE = ("--racer", "sgd lr=0.0005", "--racer", "adam lr=0.1", "--steps", "300")
RESTING = (
    f"""
sys.path.append({str(Path(__file__).parents[1])!r})"""
    + """
from tests.at_rest import at_rest

calm = 0

async def rest(app):
    app.clear_notifications()
    for screen in app.screen_stack:
        await screen.query("Toast").remove()
        getattr(screen, "action_step", int)(0)  # it pauses
    written, write, waiting = [], app._driver.write, [app.screen.set_interval(0.02, lambda: check())]

    def note(data):
        written.append(data)
        write(data)

    def check():
        global calm
        calm = calm + 1 if at_rest(app) and not (written or app.output_behind) else 0
        written.clear()
        if calm > 8:
            waiting.pop().stop()
            app._driver.write, calm = write, 0
            answer()

    app._driver.write = note
"""
)
REST = b"\x1b[57396u"  # f33
KEYS = {
    **{"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~"},
    **{"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "shift+tab": "\x1b[Z", "shift+end": "\x1b[1;2F"},
    **{"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "ctrl+left": "\x1b[1;5D"},
    **{"shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B", "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D"},
    **{"pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F", "delete": "\x1b[3~"},
    **{"backspace": "\x7f", "escape": "\x1b[27u", "ctrl+underscore": "\x1f"},
    **{f"ctrl+{letter}": chr(ord(letter) & 31) for letter in ascii_lowercase},
    **CHARACTERS,
    **{character: character for character in ascii_letters + digits},
}
"""What a terminal sends for a key."""

BEGUN = re.compile(rb"\x1b(\](7(7(7(7(;\d*)?)?)?)?)?)?$")
"""The beginning of an answer, at the end of what has been read."""


@dataclass
class Played:
    """What a monkey has found: the slowest act, how the program has ended, and the cells that a fresh paint changes."""

    slowest: float = 0.0
    """Seconds of processor time from an act to the answer to a key after it."""
    ended: str = ""
    after: list[Act] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Watched(Answering):
    """The program, with its picture."""

    def __init__(self, *flags: str) -> None:
        script = ANSWERING.replace("sys.exit(", f"{RESTING}\nsys.exit(").replace(
            "    await handle(", '    if isinstance(event, events.Key) and event.key == "f33":\n        '
            "return None if event.is_forwarded else await rest(app)\n    await handle("
        )  # fmt: skip
        self._held = b""
        super().__init__(*flags, script=script)

    def show(self, data: bytes) -> None:
        """Draw what the program has written, but for the answers: they may stand in the middle of a sequence."""
        data = ANSWER.sub(b"", self._held + data)
        begun = BEGUN.search(data)
        self._held = begun[0] if begun else b""
        shown = data[: len(data) - len(self._held)]
        self.terminal.stream.feed(re.sub(rb"\x1b\[[<>=][0-9]*u|\x1b\[\?[0-9]+\$p", b"", shown))

    def do(self, act: Act, columns: int, rows: int) -> None:
        """Type, point, or resize the window."""
        if isinstance(act, Resize):
            if (act.columns, act.rows) != (columns, rows):  # else no program would be told
                self.terminal.resize(act.columns, act.rows)
        else:
            self.send(bytes_of(act, columns, rows))

    def picture(self) -> list[list[pyte.screens.Char]]:
        """The cells, once the program has come to rest."""
        screen = self.terminal.screen
        if self.answers(GUARD, REST) is None:
            return []
        return [[seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def bytes_of(act: Act, columns: int, rows: int) -> bytes:
    """What a terminal of that size sends."""
    match act:
        case Press(keys):
            return "".join(KEYS[key] for key in keys).encode()
        case Paste(text):
            return b"\x1b[200~" + text.encode("utf-8", "replace") + b"\x1b[201~"
        case Mouse(what, at, to):
            here, there = (f"{int(x * columns) + 1};{int(y * rows) + 1}" for x, y in (at, to))
            return _mouse(what, here, there).encode()
        case _:
            return b""  # a theme is chosen in the palette


def _mouse(what: str, here: str, there: str) -> str:
    click = f"\x1b[<0;{here}M\x1b[<0;{here}m"
    moves = {
        "move": f"\x1b[<35;{here}M\x1b[<35;{there}M",
        "click": click,
        "double": click * 2,
        "drag": f"\x1b[<0;{here}M\x1b[<32;{there}M\x1b[<0;{there}m",
        "right": f"\x1b[<2;{here}M\x1b[<2;{here}m",
        "scroll_up": f"\x1b[<64;{here}M" * 3,
        "scroll_down": f"\x1b[<65;{here}M" * 3,
    }
    return moves[what]


def play(seed: int, count: int, mode: str) -> Played:
    """Let a monkey do so many things, each answered before the next."""
    program, played = Watched(*FLAGS[mode], *RACE), Played()
    try:
        for act in acts(seed, count):
            played.after.append(act)
            begun, screen = program.cpu_seconds(), program.terminal.screen
            program.do(act, screen.columns, screen.lines)
            if program.answers(GUARD) is None:
                played.ended = f"exit code {program.terminal.process.poll()}"
                return played
            played.slowest = max(played.slowest, program.cpu_seconds() - begun)
        program.send(b"\x1b[<35;1;1M")
        left = program.picture()
        program.terminal.blank()
        program.terminal.process.send_signal(signal.SIGCONT)  # it then paints everything anew
        fresh = program.picture()
        played.wrong = [
            f"({x}, {y}): {was.data!r} {was.fg} on {was.bg}, not {is_.data!r} {is_.fg} on {is_.bg}"
            for y, (row, other) in enumerate(zip(left, fresh, strict=True))
            for x, (was, is_) in enumerate(zip(row, other, strict=True))
            if was != is_
        ]
    finally:
        program.close()
    return played
