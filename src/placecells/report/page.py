"""The report: one HTML page that needs no other file and no network."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import floor, log10

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from placecells.claims.claim import ERROR, NOT_REPRODUCED, REPRODUCED, UNDECIDED, VERDICTS
from placecells.report.contents import Part

PAGE = files("placecells.report") / "page"
MARKS = {REPRODUCED: "✓", NOT_REPRODUCED: "✗", UNDECIDED: "–", ERROR: "!"}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WORDS = {REPRODUCED: "reproduced", NOT_REPRODUCED: "not reproduced", UNDECIDED: "not testable", ERROR: "error"}


def render(parts: Sequence[Part], **contents) -> str:
    """The page as text.

    parts: one per study, the paper first. contents: scale, datasets (contents.Dataset), stages (records of
    jobs.stages), config (YAML text), code_version, packages, machine, written (date), references (lines).
    """
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"measured": measured, "duration": duration, "breakable": breakable, "caption": Markup}
    return environment.get_template("report.html.j2").render(
        parts=parts,
        labels={figure.name: figure.label for part in parts for figure in part.figures},
        verdicts=VERDICTS,
        marks=MARKS,
        words=WORDS,
        resource=lambda name: Markup(_resource(name)),
        **contents,
    )


def _resource(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def breakable(name: str) -> Markup:
    """A name that may be broken after its underscores."""
    return Markup("_<wbr>").join(name.split("_"))


def measured(claim: Mapping) -> str:
    """'14.2 [13.1, 15.3] site': the interval to two digits of its half-width; a dash where nothing was measured."""
    value, low, high = (claim[key] for key in ("measured", "low", "high"))
    if value is None:
        return "–"
    unit = "" if claim["unit"] == "1" else f" {claim['unit']}"
    if low is None or high is None or low == high:
        return _number(value, ".4g") + unit
    digits = max(1 - floor(log10((high - low) / 2)), 0)
    style = f".{digits}f" if digits < 6 and abs(value) < 1e6 else ".3g"
    return "{} [{},\u00a0{}]".format(*(_number(part, style) for part in (value, low, high))) + unit


def _number(value: float, style: str) -> str:
    """A number in print: a minus sign that is one, and powers of ten."""
    mantissa, _, power = f"{value:{style}}".partition("e")
    factor = f"×10{str(int(power)).translate(SUPERSCRIPTS)}" if power else ""
    return mantissa.replace("-", "−") + factor


def duration(seconds: float) -> str:
    """'1 h 05 min', '3 min 20 s' or '4.2 s'."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
