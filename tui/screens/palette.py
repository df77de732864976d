"""The command palette: every action, and every problem, optimizer, schedule, lesson, theme and racer by name."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from core.frozen import frozen

WHOLE, START, INSIDE, BELOW, LETTERS = 3.0, 2.0, 1.0, 0.75, 0.5
"""What a match is worth: of the whole name, of its start, in the title, in the text below it, of letters in order."""

SETTINGS = ("Setting: ", "Racer setting: ")
AFTER_ENTRIES = 0.95
"""What a match of a setting is worth: `nesterov` is an optimizer, and a setting of another one."""

TITLES = 34
"""Cells of the column of titles."""


@frozen
class Match:
    """A command that a query finds, and how well."""

    score: float
    command: SystemCommand


def matches(query: str, commands: Iterable[SystemCommand], provider: Provider) -> list[Match]:
    """The commands that a query finds: by its name first, and last by letters in order."""
    words, matcher = query.casefold(), provider.matcher(query)
    found = []
    for command in commands:
        name = command.title.rpartition(": ")[2].casefold()
        letters = matcher.match(name)
        if name == words:
            score = WHOLE
        elif name.startswith(words):
            score = START
        elif words in command.title.casefold():
            score = INSIDE
        else:
            score = BELOW if words in command.help.casefold() else min(letters, 1.0) * LETTERS
        if command.title.startswith(SETTINGS):
            score *= AFTER_ENTRIES
        if score:
            found.append(Match(score, command))
    return found


class Everything(Provider):
    """Finds the app's commands; without a query it lists the actions, those of the focused panel first."""

    async def startup(self) -> None:
        """Collect the commands as they are now."""
        self._commands = list(self.app.get_system_commands(self.screen))

    async def discover(self) -> Hits:
        """The actions."""
        for command in self._commands:
            if command.discover:
                shown = one_line(Content(command.title), command.help)
                yield DiscoveryHit(shown, command.callback, text=command.title)

    async def search(self, query: str) -> Hits:
        """What a query finds."""
        matcher = self.matcher(query)
        for match in matches(query, self._commands, self):
            command = match.command
            title = matcher.highlight(command.title) if matcher.match(command.title) else Content(command.title)
            yield Hit(match.score, one_line(title, command.help), command.callback, text=command.title)


def one_line(title: Content, about: str) -> Content:
    """A command in one line: at 80 × 24, two lines each would show seven of them."""
    gap = " " * max(TITLES - title.cell_length, 2)
    return Content.assemble(title, (f"{gap}{about}", "not bold $text-muted"))


def only(kind: str) -> type[Provider]:
    """A provider of the commands of one kind alone, which are all listed."""

    class Only(Everything):
        async def startup(self) -> None:
            commands = self.app.get_system_commands(self.screen)
            self._commands = [
                SystemCommand(command.title, command.help, command.callback, discover=True)
                for command in commands
                if command.title.startswith(f"{kind}: ")
            ]

    return Only
