"""Captions: reStructuredText, as Snakemake's own report wants them, to HTML with MathML, which needs no network."""

from docutils.core import publish_parts

SETTINGS = {
    "embed_stylesheet": False,
    "halt_level": 2,  # a caption with a warning is a mistake
    "math_output": "MathML",
    "raw_enabled": False,
    "file_insertion_enabled": False,
}


def caption_html(text: str) -> str:
    """The body of an HTML page for `text`; raises docutils' SystemMessage where it is no valid reStructuredText."""
    return publish_parts(text, writer="html5", settings_overrides=SETTINGS)["body"]
