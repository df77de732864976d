"""Whatever a terminal sends, the app goes on and answers the next key: through a real pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.probe import Answering
from tests.sampling import sampled
from tests.terminal import SIZE

PATIENCE = 15.0
"""Seconds for an answer: half a second is what it takes on an idle machine, and an app that is deaf takes for ever."""

NOT_UTF_8 = {
    "a byte of no character": b"\xff",
    "a C1 control in one byte": b"\x9b",
    "a C1 control in UTF-8": b"\xc2\x9b31m",
    "latin-1 and a key": b"\xe9x",
    "an overlong form": b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf",
    "a surrogate": b"\xed\xa0\x80\xed\xb0\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80",
    "a character cut short and a key": b"\xc3x\xe2\x82x\xf0\x9f\x98x",
    "a character cut short and a sequence": b"\xf0\x9f\x98\x1b[A",
    "alt and a character cut short": b"\x1b\xe2\x82x",
    "X10 mouse beyond column 95": b"\x1b[M \xff\x21\x1b[M#\x80\xfe",
    "X10 mouse cut short": b"\x1b[M \x1b[M",
    "NUL": b"\0\0",
}
KITTY = {
    "a key beyond Unicode": b"\x1b[1114112u",
    "a key of 12 digits": b"\x1b[999999999999u",
    "a key of 5,000 digits": b"\x1b[" + b"9" * 5000 + b"u",
    "a surrogate as a key": b"\x1b[55296u",
    "a key let go": b"\x1b[97;1:3u",
    "a key pressed": b"\x1b[97;1:1u",
    "an arrow let go": b"\x1b[1;1:3A\x1b[3;1:3~",
    "other forms of a key": b"\x1b[97:65:97;2;65u",
    "a text": b"\x1b[97;;97:98:99u",
    "a text without a key": b"\x1b[0;;229u",
    "a text beyond Unicode": b"\x1b[97;;1114112u\x1b[97;;999999999999:55296u",
    "modifiers beyond all": b"\x1b[97;99999999999999999999u",
    "nothing but separators": b"\x1b[:;:;:u\x1b[;;;;u",
}
SIZES = {
    "a huge size": b"\x1b[48;999999;999999;1;1t",
    "a size of 20 digits": b"\x1b[48;99999999999999999999;99999999999999999999;1;1t",
    "the largest size of five digits": b"\x1b[48;99999;99999;99999;99999t",
    "no size": b"\x1b[48;0;0;0;0t",
    "no pixels, and the mouse": b"\x1b[48;%d;%d;0;0t\x1b[<0;5;5M\x1b[<0;5;5m" % SIZE,
    "a pixel to a screen, and the mouse": b"\x1b[48;%d;%d;1;1t\x1b[<0;99999;99999M\x1b[<0;5;5m" % SIZE,
    "a single cell": b"\x1b[48;1;1;20;10t",
}
FLOODS = {
    "device attributes": b"\x1b[?64;1;2;6;9;15;18;21;22c" * 5000,
    "focus": b"\x1b[I" * 5000,
    "focus come and gone": b"\x1b[I\x1b[O" * 2500,
    "what modes there are": b"\x1b[?2026;2$y\x1b[?2048;2$y" * 1000,
    "sizes": b"\x1b[48;40;120;0;0t\x1b[48;24;80;0;0t" * 1000,
    "sizes between keys": b"\x1b[48;40;120;0;0t5\x1b[48;24;80;0;0t5" * 100,
    "moves of the mouse": b"".join(b"\x1b[<35;%d;%dM" % (n % 120, n % 40) for n in range(5000)),
    "places of the cursor": b"\x1b[12;40R" * 5000,
}
LONG = {
    "a sequence of 10⁵ bytes": b"\x1b[" + b"1;" * 50_000 + b"m",
    "a sequence of 10⁵ bytes without an end": b"\x1b[" + b"1;" * 50_000,
    "a title of 10⁵ bytes": b"\x1b]0;" + b"a" * 100_000 + b"\x07",
    "a title of 10⁵ bytes without an end": b"\x1b]0;" + b"a" * 100_000,
    "a device control string of 10⁵ bytes": b"\x1bP1$r" + b"0;" * 50_000 + b"\x1b\\",
    "a thousand escapes": b"\x1b" * 1000,
    "a mouse far away": b"\x1b[<0;999999999999;999999999999M\x1b[<999;1;1M\x1b[<0;-5;-5M",
}
PASTED = NOT_UTF_8 | {"sequences": b"\x1b[A\x1b[31m\x1b]0;title\x07", "lines": b"a\r\nb\0c\n" * 100}
PASTES = {f"pasted: {name}": b"\x1b[200~" + data + b"\x1b[201~" for name, data in PASTED.items()}
ATTACKS = NOT_UTF_8 | KITTY | SIZES | FLOODS | LONG | PASTES
RECOVERY = b"\x1b[201~\x1b[48;%d;%d;0;0t" % SIZE
"""What ends a paste, and gives the app its size back."""


class Apps:
    """One app for all attacks, and a new one where that one has fallen."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, ...], Answering] = {}

    def get(self, *flags: str) -> Answering:
        if flags not in self._running or not self._running[flags].alive():
            self._running[flags] = Answering(*flags)
        return self._running[flags]

    def drop(self, *flags: str) -> None:
        self._running.pop(flags).close()

    def close(self) -> None:
        for app in self._running.values():
            app.close()


@pytest.fixture(scope="module")
def apps() -> Iterator[Apps]:
    apps = Apps()
    yield apps
    apps.close()


@pytest.mark.parametrize("flags", sampled([(), ("--demo",)], 2), ids=["app", "demo"])
@pytest.mark.parametrize("name", ATTACKS)
def test_the_app_answers_a_key_after(name: str, flags: tuple[str, ...], apps: Apps) -> None:
    app = apps.get(*flags)
    read = app.send(ATTACKS[name])
    answered = read and app.answers(PATIENCE) and app.send(RECOVERY)
    if not answered:
        state = "is deaf" if app.alive() else "has ended"
        apps.drop(*flags)
        pytest.fail(f"the app {state}")
