"""From claims and datasets to the rows of the claims table."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING

from placecells.claims.claim import (
    ERROR,
    NOT_REPRODUCED,
    OPPOSITE,
    SOURCES,
    UNDECIDED,
    VERDICTS,
    Claim,
    Control,
    Measurement,
    Undecided,
    Verdict,
)
from placecells.errors import sentence

if TYPE_CHECKING:
    import xarray as xr

LOG = logging.getLogger("placecells")
NOTHING = Measurement(float("nan"), float("nan"), float("nan"), runs=0)


def needs(claims: Iterable[Claim]) -> list[str]:
    """Names of the datasets that the claims and their controls read, each once, in the order of their first use."""
    named = (name for claim in claims for block in (claim, *claim.controls) for name in block.datasets)
    return list(dict.fromkeys(named))


def evaluate(claims: Iterable[Claim], datasets: Mapping[str, xr.Dataset]) -> list[dict]:
    """One row per claim, plain numbers and text (None for a number that is not there).

    A claim whose measurement or judgement raises an exception has the verdict "error"; its traceback is logged. Only
    MemoryError, which is no claim's fault, is raised.
    """
    return [_evaluated(claim, datasets) for claim in claims]


def _evaluated(claim: Claim, datasets: Mapping[str, xr.Dataset]) -> dict:
    measured, verdict = _measured(claim, claim, datasets)
    controls = [_control(claim, control, datasets) for control in claim.controls]
    return _row(claim, measured, _controlled(claim, verdict, controls), controls)


def _measured(claim: Claim, block: Claim | Control, datasets: Mapping[str, xr.Dataset]) -> tuple:
    """What the claim, or one of its controls, measures, and the verdict on it."""
    absent = [name for name in block.datasets if name not in datasets]
    if absent:
        return NOTHING, Verdict(UNDECIDED, f"this scale has no {', '.join(absent)}")
    try:
        measured = block.measure(*(datasets[name] for name in block.datasets))
        return measured, claim.judge(measured)
    except Undecided as reason:
        return NOTHING, Verdict(UNDECIDED, str(reason))
    except MemoryError:
        raise
    except Exception as error:
        LOG.exception("claim %s: error", claim.id)
        return NOTHING, Verdict(ERROR, sentence(error))


def _control(claim: Claim, control: Control, datasets: Mapping[str, xr.Dataset]) -> dict:
    """What a control gave: its part of the claim's row."""
    measured, verdict = _measured(claim, control, datasets)
    return {
        "what": control.what,
        "gives": control.gives,
        **_numbers(_first(measured)),
        "verdict": verdict.name,
        "reason": verdict.reason,
        "dataset": list(control.datasets),
    }


def _controlled(claim: Claim, verdict: Verdict, controls: list[dict]) -> Verdict:
    """The verdict, or "undecided" where the controls do not show that the measure can give the opposite verdict.

    A claim of the paper's text needs a control with the opposite verdict, or says in `no_control` why it has none.
    """
    for control in controls:
        if control["verdict"] == ERROR:
            return Verdict(ERROR, f"control, {control['what']}: {control['reason']}")
    if verdict.name not in OPPOSITE or claim.no_control:
        return verdict
    needed = OPPOSITE[verdict.name]
    opposite = [control for control in controls if control["gives"] == needed]
    if any(control["verdict"] not in (needed, UNDECIDED) for control in opposite):
        wrong = next(control for control in opposite if control["verdict"] not in (needed, UNDECIDED))
        return Verdict(UNDECIDED, f"its control, {wrong['what']}, is {wrong['verdict']} and should be {needed}")
    if any(control["verdict"] == needed for control in opposite) or (claim.source != "text" and not opposite):
        return verdict
    if not opposite:
        return Verdict(UNDECIDED, f"it came out {verdict.name}, and no control shows that it could be {needed}")
    return Verdict(UNDECIDED, f"its control, {opposite[0]['what']}, is undecided: {opposite[0]['reason']}")


def _first(measured: Measurement | Mapping[str, Measurement]) -> Measurement:
    return measured if isinstance(measured, Measurement) else next(iter(measured.values()))


def _numbers(measured: Measurement) -> dict:
    return {
        "measured": _number(measured.value),
        "low": _number(measured.low),
        "high": _number(measured.high),
        "runs": int(measured.runs),
    }


def _parts(claim: Claim, measured: Measurement | Mapping[str, Measurement]) -> list[dict]:
    """The parts of a statement of several parts, each with its numbers; empty for a statement of one part."""
    if isinstance(measured, Measurement):
        return []
    return [
        {"part": part, **_numbers(value), "detail": value.detail, "expected": str(claim.expected[part])}
        for part, value in measured.items()
    ]


def _expected(claim: Claim) -> str:
    if isinstance(claim.expected, Mapping):
        return "; ".join(f"{part}: {expected}" for part, expected in claim.expected.items())
    return str(claim.expected)


def _row(claim: Claim, measured: Measurement | Mapping, verdict: Verdict, controls: list[dict]) -> dict:
    first = _first(measured)
    return {
        "id": claim.id,
        "row": claim.row,
        "source": claim.source,
        "section": claim.section,
        "where": claim.where,
        "figure": claim.figure,
        "statement": claim.statement,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "why": claim.why,
        "failing": claim.failing if verdict.name == NOT_REPRODUCED else "",
        "decides": claim.decides if verdict.name == UNDECIDED else "",
        "quantity": claim.quantity,
        **_numbers(first),
        "unit": claim.unit,
        "detail": str(first.detail),
        "parts": _parts(claim, measured),
        "expected": _expected(claim),
        "printed": claim.printed,
        "tolerance": claim.tolerance,
        "test": claim.test,
        "controls": controls,
        "no_control": claim.no_control,
        "dataset": list(claim.datasets),
        "audit": claim.audit,
    }


def _number(value: float) -> float | None:
    """JSON knows no NaN."""
    return float(value) if isfinite(value) else None


def summary(rows: Iterable[Mapping]) -> dict[str, int]:
    """How many claims have each verdict, in the order of VERDICTS; "error" only where there are any.

    Checks of the code do not count.
    """
    count = Counter(row["verdict"] for row in rows if row["source"] != "identity")
    return {verdict: count[verdict] for verdict in VERDICTS if verdict != ERROR or count[ERROR]}


def by_source(rows: Iterable[Mapping]) -> dict[str, dict[str, int]]:
    """{source: how many claims have each verdict} of all sources that occur, checks of the code included."""
    rows = list(rows)
    count = {source: Counter(row["verdict"] for row in rows if row["source"] == source) for source in SOURCES}
    return {source: {name: found[name] for name in VERDICTS if found[name]} for source, found in count.items() if found}


def as_json(rows: list[dict], scale: str) -> str:
    """The whole table as JSON text: scale, summary, counts by source, claims."""
    whole = {"scale": scale, "summary": summary(rows), "sources": by_source(rows), "claims": rows}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: list[dict]) -> str:
    """The table as CSV text. Lists are joined: datasets by blanks, parts and controls as sentences by "; "."""
    import pandas as pd  # here, because the workflow imports this module for `needs`, and pandas takes long to import

    return pd.DataFrame([_flat(row) for row in rows]).to_csv(index=False)


def _flat(row: Mapping) -> dict:
    joined = {
        "parts": "; ".join(f"{part['part']}: {_interval(part)}, expected {part['expected']}" for part in row["parts"]),
        "controls": "; ".join(f"{one['what']}: {_interval(one)}, {one['verdict']}" for one in row["controls"]),
        "dataset": " ".join(row["dataset"]),
    }
    return dict(row) | joined


def _interval(numbers: Mapping) -> str:
    """'1.5 [1.4, 1.6]', or 'nothing measured'."""
    value, low, high = (numbers[name] for name in ("measured", "low", "high"))
    if value is None:
        return "nothing measured"
    return f"{value:.6g} [{'-inf' if low is None else f'{low:.6g}'}, {'inf' if high is None else f'{high:.6g}'}]"
