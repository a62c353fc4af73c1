"""Describe an exception in one sentence, for claims and figures: one that fails says why, and all others go on."""

import traceback
from textwrap import shorten

LONGEST_TEXT = 300  # characters of an exception's text


def sentence(error: Exception) -> str:
    """One sentence with an exception's type, the module and line where it happened, and its text, shortened."""
    module, line = _place(error)
    text = shorten(str(error), LONGEST_TEXT, placeholder=" ...").rstrip(".")
    return f"{type(error).__name__} in {module}, line {line}" + (f": {text}" if text else "")


def _place(error: Exception) -> tuple[str, int]:
    """Module and line of the last call in the traceback that lies in this package, or else of the last call at all."""
    calls = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    calls = calls[1:] or calls  # the first call is that of the function which caught the error
    ours = [call for call in calls if call[0].startswith("placecells.")]
    return (ours or calls)[-1]
