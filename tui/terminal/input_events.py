"""Turn tokens of terminal input into Textual's events; drop reports out of bounds and unrequested ones.

Textual 8.2.8 checks no number of a sequence, and takes unknown sequences for keys.
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from tui.terminal.input_tokens import Alt, EscapeKey, Pasted, Sequence, Text, Token, X10Mouse
from tui.terminal.terminal_size import clamped

_CELL = r"(\d{1,5})"
_MOUSE = re.compile(rf"\x1b\[<(\d{{1,3}});{_CELL};{_CELL}([Mm])")
_BUTTONS = range(128)  # with modifiers; those of the buttons 8 to 11 would pass for the first three
_MOTION, _WHEEL, _RELEASE = 32, 64, 3
_SIZE = re.compile(rf"\x1b\[48;{_CELL}(?::[\d:]*)?;{_CELL}(?::[\d:]*)?;{_CELL}(?::[\d:]*)?;{_CELL}(?::[\d:]*)?t")
_MODE = re.compile(r"\x1b\[\?(2026|2048);([0-4])\$y")
_KEY = re.compile(
    r"\x1b\[(?P<code>\d{0,7})(?::\d{0,7}){0,2}"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>\d))?(?:;(?P<texts>[\d:]*))?)?(?P<end>[u~ABCDEFHPQRS])"
)
_PRESSES = (None, "1", "2")  # a press and its repetitions; 3 is a release
_LONG_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]{48,}")
"""What nobody types between two reads: pasted where a terminal, or GNU screen, marks no pastes."""

_OTHER_KEY = ("27", "~")  # how xterm's modifyOtherKeys begins and ends


class InputEvents:
    """Turns tokens into events; remembers the size in pixels, the mouse position and the terminal's modes."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._modes: set[str] = set()

    def of(self, token: Token) -> Iterator[Message]:
        """The events of one token."""
        match token:
            case Text(text) if _LONG_TEXT.fullmatch(text):
                yield events.Paste(text)
            case Text(text):
                for character in text:
                    yield from self._character(character)
            case Alt(character):
                known = self._in_table(f"\x1b{character}")
                yield from known or self._character(character, alt=True)
            case EscapeKey():
                yield events.Key("escape", "\x1b")
            case Sequence(text):
                yield from self._sequence(text)
            case X10Mouse():
                yield from self._mouse(_as_sgr(token))
            case Pasted(text):
                yield events.Paste(text)

    def _character(self, character: str, alt: bool = False) -> Iterator[events.Key]:
        if not "\x80" <= character < "\xa0":  # C1: controls that no key sends
            yield from self._parser._sequence_to_key_events(character, alt)

    def _sequence(self, text: str) -> Iterable[Message]:
        if text in ("\x1b[I", "\x1b[O"):
            return [events.AppFocus() if text == "\x1b[I" else events.AppBlur()]
        if _MOUSE.fullmatch(text):
            return self._mouse(text)
        if size := _SIZE.fullmatch(text):
            return self._size(*map(int, size.groups()))
        if mode := _MODE.fullmatch(text):
            return self._mode(*mode.groups())
        keys = [key for press in canonical_keys(text) for key in self._parser._sequence_to_key_events(press)]
        return keys or self._in_table(text)

    def _in_table(self, sequence: str) -> list[events.Key]:
        """The keys of a sequence in Textual's table of older terminals' sequences."""
        if sequence not in ANSI_SEQUENCES_KEYS:
            return []
        return [key for key in self._parser._sequence_to_key_events(sequence) if key.key != Keys.Ignore]

    def _mouse(self, sequence: str) -> Iterator[Message]:
        report = _MOUSE.fullmatch(sequence)
        if report and int(report[1]) in _BUTTONS:
            event = self._parser.parse_mouse_code(sequence)
            if event is not None:
                yield event

    def _size(self, rows: int, columns: int, height: int, width: int) -> Iterator[Message]:
        if rows and columns:
            # Where the terminal does not know its pixels, a pixel is a cell.
            self._parser.terminal_size = (columns, rows)
            self._parser.terminal_pixel_size = (width or columns, height or rows)
            self._parser.mouse_pixels = True
            yield events.Resize.from_dimensions(clamped(columns, rows), self._parser.terminal_pixel_size)

    def _mode(self, mode: str, setting: str) -> Iterator[Message]:
        if mode in self._modes or setting == "0":  # asked once, or not known to the terminal
            return
        self._modes.add(mode)
        yield from self._parser.feed(f"\x1b[?{mode};{setting}$y")


def canonical_keys(text: str) -> Iterator[str]:
    """Yield a key of the kitty protocol in its shortest form, once for each typed character; nothing for a release."""
    key = _KEY.fullmatch(text)
    if not key or key["event"] not in _PRESSES:
        return
    code, end, modifiers = int(key["code"] or 1), key["end"], int(key["modifiers"] or 1)
    typed = [number for part in (key["texts"] or "").split(":") if part and _is_character(number := int(part[:8]))]
    if (key["code"], end) == _OTHER_KEY:
        code, end, typed = int((key["texts"] or "").partition(":")[0][:8] or 0), "u", typed if modifiers == 2 else []
    known = f"{code}{end}" in FUNCTIONAL_KEYS or (end == "u" and (_is_character(code) or (code == 0 and typed)))
    if not known or not 1 <= modifiers <= 256:
        return
    held = "" if modifiers == 1 else str(modifiers)
    for character in typed:
        yield f"\x1b[{code};{held};{character}{end}"
    if not typed:
        yield f"\x1b[{code};{held}{end}" if held else f"\x1b[{code}{end}"


def _is_character(code: int) -> bool:
    """Whether a code point is a character other than a control character or a surrogate."""
    return 0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF


def _as_sgr(report: X10Mouse) -> str:
    """Convert a mouse report to the SGR protocol."""
    button, column, row = report.button - 32, report.column - 32, report.row - 32
    if button & (_MOTION | _WHEEL | _RELEASE) == _RELEASE:
        return f"\x1b[<{button & ~_RELEASE};{column};{row}m"
    return f"\x1b[<{button};{column};{row}M"


def last_of_moves(tokens: abc.Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, but of consecutive mouse moves only the last."""
    for token, following in zip_longest(tokens, tokens[1:]):
        move = _motion(token)
        if move is None or move != _motion(following):
            yield token


def _motion(token: Token | None) -> int | None:
    """The buttons held during a mouse move; None for any other token."""
    report = _MOUSE.fullmatch(token.text) if isinstance(token, Sequence) else None
    buttons = int(report[1]) if report else 0
    return buttons if buttons & _MOTION and not buttons & _WHEEL else None
