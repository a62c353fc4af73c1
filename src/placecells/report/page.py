"""The report: one HTML page that needs no other file and no network."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import floor, inf, isfinite, log10

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from placecells.claims.claim import ERROR, FAILINGS, NOT_REPRODUCED, PARTLY, REPRODUCED, SOURCES, UNDECIDED, VERDICTS
from placecells.report.contents import Dataset, Part, processors

PAGE = files("placecells.report") / "page"
MARKS = {REPRODUCED: "✓", PARTLY: "◐", NOT_REPRODUCED: "✗", UNDECIDED: "?", ERROR: "!"}
QUOTED = {name: text.replace("'", "’") for name, text in SOURCES.items()}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def render(parts: Sequence[Part], datasets: Sequence[Dataset], **contents) -> str:
    """The page as text.

    parts: one per study, the paper first. contents: scale, stages (records of jobs.stages), config (YAML text),
    code_version, packages, machine, written (date), references (lines).
    """
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "measured": measured,
        "duration": duration,
        "breakable": breakable,
        "sentence": sentence,
        "code": code,
        "caption": Markup,
    }
    environment.globals |= {"verdicts": VERDICTS, "marks": MARKS, "sources": QUOTED, "failings": FAILINGS}
    return environment.get_template("report.html.j2").render(
        parts=parts,
        labels={figure.name: figure.label for part in parts for figure in part.figures},
        datasets=datasets,
        processors=processors(datasets),
        resource=lambda name: Markup(_resource(name)),
        **contents,
    )


def _resource(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def breakable(name: str) -> Markup:
    """A name that may be broken after its underscores."""
    return Markup("_<wbr>").join(name.split("_"))


def sentence(text: str) -> Markup:
    """A text with a capital and a full stop, and code marked as such."""
    return code(f"{text[:1].upper()}{text[1:].removesuffix('.')}.")


def code(text: str) -> Markup:
    """A text in which what stands between two backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick without another
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)
    )


def measured(numbers: Mapping, unit: str = "1") -> str:
    """'14.2 [13.1, 15.3] site': the interval to two digits of its half-width; a dash where nothing was measured.

    numbers: a claim, one of its parts, or a control. A bound that is None is infinite; an exact value has no interval.
    """
    value, low, high = (numbers[key] for key in ("measured", "low", "high"))
    unit = "" if unit == "1" else f" per {unit[2:]}" if unit.startswith("1/") else f" {unit}"
    if value is None:
        return "–"
    if low == high:
        return _number(value, ".4g") + unit
    low, high = -inf if low is None else low, inf if high is None else high
    half = (high - low) / 2 if isfinite(high - low) else min(abs(high - value), abs(value - low)) or abs(value) or 1
    digits = max(1 - floor(log10(half)), 0)
    style = f".{digits}f" if digits < 6 and abs(value) < 1e6 else ".3g"
    return "{} [{},\u00a0{}]".format(*(_number(part, style) for part in (value, low, high))) + unit


def _number(value: float, style: str) -> str:
    """A number in print: a minus sign that is one, and powers of ten."""
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    mantissa, _, power = f"{value:{style}}".partition("e")
    factor = f"×10{str(int(power)).translate(SUPERSCRIPTS)}" if power else ""
    return mantissa.replace("-", "−") + factor


def duration(seconds: float) -> str:
    """'1 h 05 min', '3 min 20 s' or '4.2 s'."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
