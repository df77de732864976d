"""Record a race as a film in another process, which needs no terminal: `fallline record`."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from core.scenario import Scenario
from tui.state.files import FileError, write_scenario, writing

FILM = ".cast"
MIN_SIZE, MAX_SIZE = (60, 18), (300, 100)
"""Characters of the screen of a film."""
PROGRESS = "picture {done} of {all}"
"""The line that the process writes after each picture."""
_PROGRESS = re.compile(re.escape(PROGRESS).replace(r"\{done\}", r"(\d+)").replace(r"\{all\}", r"(\d+)"))
_ERROR = "fallline: "


async def record(scenario: Scenario, path: Path, options: Sequence[str]) -> AsyncGenerator[tuple[int, int], None]:
    """Write the film, and yield how many pictures of how many are done. Raises FileError.

    Whoever stops listening ends the process, which then writes nothing.
    """
    with writing(path) as file, TemporaryDirectory(prefix="fallline-") as folder:
        race, film = Path(folder, "race.toml"), Path(folder, f"race{FILM}")
        write_scenario(race, scenario)
        words = ("-m", "tui", "record", str(race), "--output", str(film), "--progress", *scenario.code_flags, *options)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        said = ""
        try:
            assert process.stderr is not None
            async for line in process.stderr:
                text = line.decode("utf-8", "replace").strip()
                if found := _PROGRESS.fullmatch(text):
                    yield int(found[1]), int(found[2])
                elif text:
                    said = text
            if await process.wait():
                raise FileError(said.removeprefix(_ERROR) or "the recording failed")
            file.write(film.read_text(encoding="utf-8"))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
