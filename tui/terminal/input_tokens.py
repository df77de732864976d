"""Tokenize terminal input: split its bytes into characters, control sequences and pastes.

The grammar is that of ECMA-48 and xterm. Bytes may arrive in pieces of any length; malformed and overlong sequences are
dropped.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from core.frozen import frozen
from tui.terminal.paste import PASTE_BEGIN, Paste

BELL, ESCAPE = 0x07, 0x1B
MAX_SEQUENCE = 1024
"""Bytes of a control sequence; the longest valid ones carry the text of an input method."""

ESCAPE_TIMEOUT, SEQUENCE_TIMEOUT, PASTE_TIMEOUT = 0.1, 0.25, 3.0
"""Seconds without input after which an escape counts as the key, a sequence is dropped, and a paste ends."""

_STRINGS = b"]P^_X"
"""The bytes that begin OSC, DCS, PM, APC and SOS strings, all of which are ignored."""
_CONTROL = re.compile(rb"[\x00-\x1f]")
_RXVT_SHIFTED = re.compile(rb"\x1b\[(?:[2-8]|2[34])\$")  # such a key ends with `$`, elsewhere an intermediate byte


@frozen
class Text:
    """Typed characters, including control characters; U+FFFD replaces bytes that are not UTF-8."""

    text: str


@frozen
class Alt:
    """A character typed while alt is held: the terminal sends it after an escape."""

    character: str


@frozen
class EscapeKey:
    """The escape key: an escape byte that begins no sequence."""


@frozen
class Sequence:
    """A complete control sequence (CSI or SS3), in ASCII."""

    text: str


@frozen
class X10Mouse:
    """A mouse report of the oldest protocol: button, column and row, each with 32 added."""

    button: int
    column: int
    row: int


@frozen
class Pasted:
    """A pasted text without control characters other than tabs and line ends."""

    text: str


Token = Text | Alt | EscapeKey | Sequence | X10Mouse | Pasted


class Tokenizer:
    """Splits a stream of bytes into tokens; of a paste it keeps up to `paste_limit` + 1 characters."""

    def __init__(self, paste_limit: int) -> None:
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._tokens: list[Token] = []
        self._state: Callable[[bytes, int], int] = self._ground
        self._sequence = bytearray()
        self._malformed = False
        self._intro = ""
        self._paste = Paste(paste_limit)

    def feed(self, data: bytes) -> list[Token]:
        """Take bytes; return the tokens that they complete."""
        place = 0
        while place < len(data):
            place = self._state(data, place)
        return self._taken()

    @property
    def patience(self) -> float | None:
        """Seconds without input after which to call `expire`; None if no token is unfinished."""
        if self._state == self._in_paste:
            return PASTE_TIMEOUT
        if self._state == self._ground:
            return SEQUENCE_TIMEOUT if self._decoder.getstate()[0] else None
        return ESCAPE_TIMEOUT if self._state == self._escape or self._intro else SEQUENCE_TIMEOUT

    def expire(self) -> list[Token]:
        """End the unfinished token: an escape becomes the key, a paste ends, a sequence is dropped."""
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

    # The states: each reads bytes from an index on, and returns the index from which the next state reads.

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
        """Drop the sequence; if only its first two bytes have come, they are a key with alt."""
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
        """Ignore a string up to its end: `ESC \\`, BEL or any other control character."""
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
