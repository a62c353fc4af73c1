"""An error of the project's own code as one sentence, for what goes on without the part that failed."""

import traceback
from textwrap import shorten

LONGEST_TEXT = 300  # characters of an exception's text


def sentence(error: Exception) -> str:
    """An exception as one sentence: its type, the module and line that raised it or called what did, its text."""
    module, line = _place(error)
    text = shorten(str(error), LONGEST_TEXT, placeholder=" ...").rstrip(".")
    return f"{type(error).__name__} in {module}, line {line}" + (f": {text}" if text else "")


def _place(error: Exception) -> tuple[str, int]:
    """The module and line of the last call in this package, or of the last one where the failing part calls none."""
    calls = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    calls = calls[1:] or calls  # the first is the call by which whoever caught the error began
    ours = [call for call in calls if call[0].startswith("placecells.")]
    return (ours or calls)[-1]
