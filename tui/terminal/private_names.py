"""Every private name of Textual and Rich that the project uses, with its purpose and what happens without it.

Only this package uses private names. A test compares this table with the sources, and with the installed libraries: an
upgrade that takes a name away fails there first.
"""

from __future__ import annotations

from core.frozen import frozen


@frozen
class PrivateName:
    """A name of a module or a class, given by its dotted path."""

    owner: str
    name: str
    purpose: str
    without: str


_LINUX = "textual.drivers.linux_driver.LinuxDriver"
_STARTS_SLOWER = "A new screen is styled, laid out and painted several times."
_STOCK = "`install` keeps Textual's own compositor, which sends about ten times as many bytes a frame."
_NO_FRAMES = "Playing fails."
_NO_START = "The app does not start."
_CRASH = "The screen fails as it opens."

PRIVATE_NAMES = (
    # compositor, sgr
    PrivateName("textual", "_compositor", "the compositor and its updates, as base classes", _NO_START),
    PrivateName("textual._compositor.Compositor", "_get_renders", "render only the widgets that changed", _STOCK),
    PrivateName("textual._compositor.Compositor", "_dirty_regions", "know which regions changed", _CRASH),
    PrivateName("rich.style.Style", "_make_ansi_codes", "the SGR codes of a style", _STOCK),
    PrivateName("rich.console.Console", "_color_system", "how many colours the terminal has", _CRASH),
    # tiny_windows
    PrivateName("textual.widgets.OptionList", "_move_page", "page through a list without lines", "Tiny windows fail."),
    PrivateName("textual.content.Content", "_wrap_and_format", "wrap to one cell at least", "Tiny windows fail."),
    # toasts
    PrivateName("textual.widgets", "_toast", "remove the frames of notifications that have gone", _NO_START),
    PrivateName("textual.widgets._toast.ToastRack", "_toast_id", "which frame is whose", "Notifications fail."),
    PrivateName("textual.app.App", "_notifications", "drop all but the newest notifications", "Notifications fail."),
    PrivateName("textual.app.App", "_refresh_notifications", "show several at once", "A thousand take minutes."),
    # repeated_layouts
    PrivateName("textual.widget.Widget", "_layout_updates", "measure a text that changes twice", "Texts can't change."),
    # removed_widgets
    PrivateName("textual", "_context", "whose code has failed", _NO_START),
    PrivateName("textual.await_remove.AwaitRemove", "_tasks", "wait for them, but not for ever", _NO_START),
    PrivateName("textual.await_remove.AwaitRemove", "_post_remove", "lay out anew after it", "Gaps stay."),
    PrivateName("textual.dom.DOMNode", "_pruning", "whether a widget is being removed", "Closing may crash."),
    # line_cache
    PrivateName("textual", "_styles_cache", "let removed widgets go", _NO_START),
    # capture
    PrivateName("textual.screen.Screen", "_compositor", "read what a screen shows; replace its compositor", _STOCK),
    PrivateName("rich.console.Console", "_environ", "a console that reads no environment", "Recordings and SVG fail."),
    # stable_screen
    PrivateName("textual.screen.Screen", "_invoke_later", "skip callbacks of removed widgets", "Closing may crash."),
    PrivateName("textual.screen.Screen", "_on_screen_resume", "style a new screen once", _STARTS_SLOWER),
    PrivateName("textual.screen.Screen", "_on_resize", "style, lay out and paint a resize at once", _STARTS_SLOWER),
    PrivateName("textual.screen.Screen", "_screen_resized", "ignore a resize to the same size", _STARTS_SLOWER),
    PrivateName("textual.screen.Screen", "_refresh_layout", "note the size of the layout", _STARTS_SLOWER),
    PrivateName("textual.widget.Widget", "_layout_required", "whether a layout is due", _CRASH),
    PrivateName("textual.widget.Widget", "_scroll_required", "whether a scroll is due", _NO_FRAMES),
    PrivateName("textual.widget.Widget", "_repaint_required", "whether a paint is due", "A screen is painted twice."),
    PrivateName("textual.screen.Screen", "_dirty_widgets", "paint them with the rest of a frame", _NO_FRAMES),
    PrivateName("textual.screen.Screen", "_compositor_refresh", "paint a frame at once, and below dialogs", _NO_START),
    PrivateName("textual.app.App", "_batch_count", "paint no frame in the middle of a batch", _NO_FRAMES),
    # screens_below
    PrivateName("textual.app.App", "_background_screens", "which screens show below a dialog", _CRASH),
    PrivateName("textual.widget.Widget", "_set_dirty", "paint a dialog with what is below it", _CRASH),
    PrivateName(
        "textual.screen.Screen", "_on_timer_update", "paint widgets along with parts of their screen", _NO_START
    ),
    PrivateName("textual.screen.Screen", "_callbacks", "call what is left when a dialog closes", _CRASH),
    PrivateName("textual.screen.Screen", "_message_loop_exit", "as above", _NO_START),
    # type_ahead
    PrivateName(
        "textual.message_pump.MessagePump",
        "_mounted_event",
        "wait until a screen is mounted",
        "Keys typed while a screen opens are lost.",
    ),
    # gate_hooks
    PrivateName(
        "textual.app.App",
        "_check_action_state",
        "hide actions that are not permitted",
        "The footer and the help offer actions that then do nothing; `run_action` still refuses them.",
    ),
    # crash_app
    PrivateName("textual.app.App", "_fatal_error", "end without a traceback", "Crashes show tracebacks."),
    PrivateName("textual.app.App", "_print_error_renderables", "print a sentence after a crash", "It is silent."),
    PrivateName("textual.app.App", "_exit_renderables", "drop what Textual would print", "A crash fails once more."),
    PrivateName("textual.app.App", "_return_code", "exit code 1 after a failure to exit", "The exit code is 0."),
    PrivateName("textual.message_pump.MessagePump", "_close_messages_no_wait", "end after a crash", "The app hangs."),
    # terminal_app
    PrivateName("textual.app.App", "_screen_stacks", "whether there is a screen yet", "A resize fails."),
    PrivateName("textual.app.App", "_driver", "whether output waits; close the output", "Leaving fails."),
    PrivateName("textual.app.App", "_exit", "whether the app is exiting", "A crash fails once more."),
    PrivateName(
        "textual.app.App",
        "_handle_exception",
        "note the first error; ignore errors while exiting during start-up",
        "A crash says nothing, or a signal during start-up is taken for one.",
    ),
    # driver, input_reader, input_events
    PrivateName("textual", "_ansi_sequences", "write an update as a whole; the keys of older terminals", _NO_START),
    PrivateName("textual", "_keyboard_protocol", "the keys of the kitty protocol", _NO_START),
    PrivateName("textual", "_xterm_parser", "XTermParser: make events of sequences that are in bounds", _NO_START),
    PrivateName("textual._xterm_parser.XTermParser", "_sequence_to_key_events", "the keys of a sequence", "No keys."),
    PrivateName("textual.driver.Driver", "_size", "begin with a size in bounds", "COLUMNS=100000 hangs the app."),
    PrivateName(_LINUX, "_get_terminal_size", "keep sizes in bounds", "A terminal of a silly size hangs the app."),
    PrivateName("textual.driver.Driver", "_app", "the app's limits and queues", "No input is read."),
    PrivateName("textual.driver.Driver", "_auto_restart", "whether a signal resumes the app", "Resuming fails."),
    PrivateName("textual.driver.Driver", "_loop", "call the event loop from a signal handler", "ctrl+z fails."),
    PrivateName(_LINUX, "_file", "replace the output", "A stalled terminal hangs."),
    PrivateName(_LINUX, "_writer_thread", "whether output waits", _NO_START),
    PrivateName("textual.drivers._writer_thread.WriterThread", "_queue", "whether output waits", "Playing fails."),
    PrivateName(
        _LINUX,
        "_disable_mouse_support",
        "switch pixel coordinates of the mouse off",
        "The terminal keeps reporting pixels after the app.",
    ),
    PrivateName(_LINUX, "_mouse_pixels", "as above", "Leaving fails."),
    PrivateName(_LINUX, "_must_signal_resume", "resume after SIGSTOP", "Nothing is resumed."),
    PrivateName(
        _LINUX,
        "_sigtstp_application",
        "suspend in the event loop",
        "ctrl+z may deadlock.",
    ),
    PrivateName(
        _LINUX,
        "_sigcont_application",
        "resume in the event loop",
        "fg may deadlock.",
    ),
)
