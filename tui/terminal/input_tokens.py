"""Tokenizer of terminal input: bytes in; characters, sequences and pastes out, by the grammar of terminals.

The grammar is that of ECMA-48 and xterm. Any bytes may come, cut anywhere: what is malformed or too long is dropped,
and nothing is kept of it.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass

from tui.terminal.paste import PASTE_BEGIN, Paste

BELL, ESCAPE = 0x07, 0x1B
MAX_SEQUENCE = 1024
"""Bytes of a control sequence; the longest ones that mean something are texts of input methods."""

ESCAPE_PATIENCE, SEQUENCE_PATIENCE, PASTE_PATIENCE = 0.1, 0.25, 3.0
"""Seconds of silence after which an escape is a key, an unfinished sequence is dropped, an unfinished paste ends."""

_STRINGS = b"]P^_X"
"""What begins OSC, DCS, PM, APC and SOS: strings, of which none is heard here."""
_CONTROL = re.compile(rb"[\x00-\x1f]")
_RXVT_SHIFTED = re.compile(rb"\x1b\[(?:[2-8]|2[34])\$")  # such a key ends with what is an intermediate byte elsewhere


@dataclass(frozen=True)
class Text:
    """Characters typed, control characters among them; U+FFFD stands for bytes that are not UTF-8."""

    text: str


@dataclass(frozen=True)
class Alt:
    """A character after an escape: typed while alt is held."""

    character: str


@dataclass(frozen=True)
class EscapeKey:
    """An escape that begins nothing."""


@dataclass(frozen=True)
class Sequence:
    """A control sequence (CSI) or a single shift (SS3), complete and of ASCII alone."""

    text: str


@dataclass(frozen=True)
class X10Mouse:
    """A mouse report of the oldest protocol: button, column and row, each with 32 added."""

    button: int
    column: int
    row: int


@dataclass(frozen=True)
class Pasted:
    """A pasted text without control characters other than tabs and line ends."""

    text: str


Token = Text | Alt | EscapeKey | Sequence | X10Mouse | Pasted


class Tokenizer:
    """Splits a stream of bytes, however it is cut; of a longer paste, `paste_limit` + 1 characters are kept."""

    def __init__(self, paste_limit: int) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._tokens: list[Token] = []
        self._state: Callable[[bytes, int], int] = self._ground
        self._sequence = bytearray()
        self._malformed = False
        self._intro = ""
        self._paste = Paste(paste_limit)

    def feed(self, data: bytes) -> list[Token]:
        """The tokens that are complete by now."""
        place = 0
        while place < len(data):
            place = self._state(data, place)
        return self._taken()

    @property
    def patience(self) -> float | None:
        """Seconds of silence after which `expire` is due; None where nothing is unfinished."""
        if self._state == self._in_paste:
            return PASTE_PATIENCE
        if self._state == self._ground:
            return SEQUENCE_PATIENCE if self._decoder.getstate()[0] else None
        return ESCAPE_PATIENCE if self._state == self._escape or self._intro else SEQUENCE_PATIENCE

    def expire(self) -> list[Token]:
        """Take what is unfinished for what it is so far, and drop what is nothing."""
        if self._state == self._in_paste:
            self._end_paste()
        elif self._state == self._alt_character:
            self._tokens.append(Alt(self._decoder.decode(b"", True)))
        elif self._state in (self._escape, self._string_escape):
            self._tokens.append(EscapeKey())
        else:
            self._cancel()
        self._state = self._ground
        return self._taken()

    def _taken(self) -> list[Token]:
        tokens, self._tokens = self._tokens, []
        return tokens

    def _text(self, data: bytes, final: bool) -> None:
        if text := self._decoder.decode(data, final):
            self._tokens.append(Text(text))

    # The states: each takes bytes from a place, and says from where the next state goes on.

    def _ground(self, data: bytes, place: int) -> int:
        end = data.find(ESCAPE, place)
        if end < 0:
            self._text(data[place:], False)
            return len(data)
        self._text(data[place:end], True)
        self._state = self._escape
        return end + 1

    def _escape(self, data: bytes, place: int) -> int:
        byte = data[place]
        if byte == ESCAPE:
            self._tokens.append(EscapeKey())
        elif byte in b"[O":
            self._begin(byte, self._csi if byte == ord("[") else self._ss3)
        elif byte in _STRINGS:
            self._begin(byte, self._string)
        elif byte < 0x80:
            self._tokens.append(Alt(chr(byte)))
            self._state = self._ground
        else:
            self._state = self._alt_character
            return place
        return place + 1

    def _begin(self, byte: int, state: Callable[[bytes, int], int]) -> None:
        self._sequence[:] = (ESCAPE, byte)
        self._malformed, self._intro, self._state = False, chr(byte), state

    def _cancel(self) -> None:
        """Drop a sequence; one that has only begun was a key with alt."""
        if self._intro:
            self._tokens.append(Alt(self._intro))
        elif self._state == self._ground:
            self._text(b"", True)
        self._intro, self._state = "", self._ground

    def _alt_character(self, data: bytes, place: int) -> int:
        byte = data[place]
        text = self._decoder.decode(data[place : place + 1], byte < 0x80)
        if byte < 0x80:  # the character before it is cut short
            self._tokens.append(Alt(text[0]))
            self._state = self._ground
            return place
        if text:
            self._tokens.append(Alt(text[0]))
            self._state = self._ground
            if text[1:]:
                self._tokens.append(Text(text[1:]))
        return place + 1

    def _csi(self, data: bytes, place: int) -> int:
        byte = data[place]
        if not 0x20 <= byte < 0x7F:
            self._cancel()
            return place
        first, self._intro = bool(self._intro), ""
        if byte >= 0x40 and not (first and byte in b"[M"):
            self._finish(byte)
            return place + 1
        self._malformed |= byte >= 0x30 and 0x20 <= self._sequence[-1] < 0x30  # a parameter after an intermediate byte
        self._append(byte)
        if first and byte == ord("M"):
            self._state = self._x10_mouse
        elif first and byte == ord("["):
            self._state = self._final  # a function key of the Linux console
        elif byte == ord("$") and not self._malformed and _RXVT_SHIFTED.fullmatch(self._sequence):
            self._tokens.append(Sequence(self._sequence.decode("ascii")))
            self._state = self._ground
        return place + 1

    def _append(self, byte: int) -> None:
        self._malformed |= len(self._sequence) >= MAX_SEQUENCE
        if not self._malformed:
            self._sequence.append(byte)

    def _finish(self, byte: int) -> None:
        self._append(byte)
        self._state = self._ground
        if self._malformed:
            return
        if self._sequence == PASTE_BEGIN:
            self._paste.begin()
            self._state = self._in_paste
        else:
            self._tokens.append(Sequence(self._sequence.decode("ascii")))

    def _ss3(self, data: bytes, place: int) -> int:
        byte = data[place]
        if 0x30 <= byte < 0x3A or byte == ord(";"):  # some terminals put the modifiers here
            self._intro = ""
            self._append(byte)
            return place + 1
        return self._final(data, place)

    def _final(self, data: bytes, place: int) -> int:
        if not 0x40 <= data[place] < 0x7F:
            self._cancel()
            return place
        self._intro = ""
        self._finish(data[place])
        return place + 1

    def _string(self, data: bytes, place: int) -> int:
        """What a string says is dropped; it ends with `ESC \\`, BEL or any other control character."""
        control = _CONTROL.search(data, place)
        end = control.start() if control else len(data)
        if end > place:
            self._intro = ""
        if not control:
            return end
        if data[end] == ESCAPE:
            self._state = self._string_escape
        elif data[end] == BELL:
            self._state = self._ground
        else:
            self._cancel()
            return end
        self._intro = ""
        return end + 1

    def _string_escape(self, data: bytes, place: int) -> int:
        if data[place] == ord("\\"):
            self._state = self._ground
            return place + 1
        self._state = self._escape  # a new sequence ends the string as well
        return place

    def _x10_mouse(self, data: bytes, place: int) -> int:
        if data[place] < 0x20:
            self._cancel()
            return place
        self._sequence.append(data[place])
        if len(self._sequence) == len(b"\x1b[Mbxy"):
            self._tokens.append(X10Mouse(*self._sequence[3:]))
            self._state = self._ground
        return place + 1

    def _in_paste(self, data: bytes, place: int) -> int:
        used = self._paste.take(data, place)
        if self._paste.ended:
            self._end_paste()
        return used

    def _end_paste(self) -> None:
        if text := self._paste.finish():
            self._tokens.append(Pasted(text))
        self._state = self._ground
