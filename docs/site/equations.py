"""Equations between dollar signs as MathML, which browsers show without a script and without a network."""

import html
import re

from docutils.utils.math.latex2mathml import tex2mathml

CODE = re.compile(r"(^```.*?^```|^(?: {4}|\t).*?$|`+[^`\n]+`+)", re.DOTALL | re.MULTILINE)
EQUATION = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+(?:\n[^$\n]+)?)\$", re.DOTALL)
TAG = re.compile(r"\\tag\{([^}]*)\}")
MARK = "EQUATION{}END"
KNOWN = (  # commands that GitHub knows and docutils does not, as others
    (re.compile(r"\\[bB]igg?[lr]?(?![a-zA-Z])"), ""),
    (re.compile(r"\\dots(?![a-zA-Z])"), r"\\ldots"),
    (re.compile(r"\\cr(?![a-zA-Z])"), r"\\\\"),
    (re.compile(r"^\^"), "{}^"),
)


def held_back(markdown: str, found: list[str]) -> str:
    """The Markdown with a mark in place of every equation outside code; their MathML is appended to `found`."""

    def hold(equation: re.Match) -> str:
        found.append(mathml(equation[1] or equation[2], is_block=equation[1] is not None))
        return MARK.format(len(found) - 1)

    parts = CODE.split(markdown)
    return "".join(part if index % 2 else EQUATION.sub(hold, part) for index, part in enumerate(parts))


def put_in(page: str, found: list[str]) -> str:
    """The page with the equations in the places of their marks."""
    return re.sub(MARK.format(r"(\d+)"), lambda mark: found[int(mark[1])], page)


def mathml(text: str, is_block: bool) -> str:
    """An equation in LaTeX as MathML, with its number beside it."""
    tag = TAG.search(text)
    text = TAG.sub("", text).strip()
    for command, other in KNOWN:
        text = command.sub(other, text)
    made = tex2mathml(text, as_block=is_block)
    if not is_block:
        return made
    number = f'<span class="number">({html.escape(tag[1])})</span>' if tag else ""
    return f'<span class="equation">{made}{number}</span>'
