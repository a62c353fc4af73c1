"""From claims and datasets to the rows of the claims table."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING

from placecells.claims.claim import ERROR, NOT_TESTABLE, VERDICTS, Claim, Measurement, NotTestable, Verdict
from placecells.errors import sentence

if TYPE_CHECKING:
    import xarray as xr

LOG = logging.getLogger("placecells")

COLUMNS = (
    "id",
    "figure",
    "statement",
    "source",
    "measured",
    "error",
    "expected",
    "tolerance",
    "verdict",
    "runs",
    "dataset",
)
NOTHING = Measurement(float("nan"), float("nan"), float("nan"), runs=0)


def needs(claims: Iterable[Claim]) -> list[str]:
    """Names of the datasets that the claims are checked against, each once, in the order of their first use."""
    return list(dict.fromkeys(name for claim in claims for name in claim.datasets))


def evaluate(claims: Iterable[Claim], datasets: Mapping[str, xr.Dataset]) -> list[dict]:
    """One row per claim, plain numbers and text (None for a number that is not there).

    A claim whose measurement or judgement raises an exception has the verdict "error"; its traceback is logged. Only
    MemoryError, which is no claim's fault, is raised.
    """
    return [_evaluated(claim, datasets) for claim in claims]


def _evaluated(claim: Claim, datasets: Mapping[str, xr.Dataset]) -> dict:
    absent = [name for name in claim.datasets if name not in datasets]
    if absent:
        return _row(claim, NOTHING, Verdict(NOT_TESTABLE, f"this scale has no {', '.join(absent)}"))
    try:
        measured = claim.measure(*(datasets[name] for name in claim.datasets))
        return _row(claim, measured, claim.judge(measured))
    except NotTestable as reason:
        return _row(claim, NOTHING, Verdict(NOT_TESTABLE, str(reason)))
    except MemoryError:
        raise
    except Exception as error:
        LOG.exception("claim %s: error", claim.id)
        return _row(claim, NOTHING, Verdict(ERROR, sentence(error)))


def _row(claim: Claim, measured: Measurement, verdict: Verdict) -> dict:
    return {
        "id": claim.id,
        "figure": claim.figure,
        "section": claim.section,
        "statement": claim.statement,
        "source": claim.source,
        "quantity": claim.quantity,
        "measured": _number(measured.value),
        "low": _number(measured.low),
        "high": _number(measured.high),
        "unit": claim.unit,
        "detail": str(measured.detail),
        "expected": str(claim.expected),
        "tolerance": claim.tolerance,
        "test": claim.test,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "runs": int(measured.runs),
        "dataset": list(claim.datasets),
        "audit": claim.audit,
    }


def _number(value: float) -> float | None:
    """JSON knows no NaN."""
    return float(value) if isfinite(value) else None


def summary(rows: Iterable[Mapping]) -> dict[str, int]:
    """How many claims have each verdict; "error" only where there are any."""
    count = Counter(row["verdict"] for row in rows)
    return {verdict: count[verdict] for verdict in VERDICTS if verdict != ERROR or count[ERROR]}


def as_json(rows: list[dict], scale: str) -> str:
    """The whole table as JSON text: scale, summary, claims."""
    return json.dumps({"scale": scale, "summary": summary(rows), "claims": rows}, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: list[dict]) -> str:
    """The columns of COLUMNS as CSV text; `error` is the 95% interval."""
    import pandas as pd  # here, because the workflow imports this module for `needs`, and pandas takes long to import

    records = [row | {"error": _interval(row), "dataset": " ".join(row["dataset"])} for row in rows]
    return pd.DataFrame(records, columns=list(COLUMNS)).to_csv(index=False)


def _interval(row: Mapping) -> str:
    low, high = row["low"], row["high"]
    if low is None and high is None:
        return ""
    return f"[{'-inf' if low is None else format(low, '.6g')}, {'inf' if high is None else format(high, '.6g')}]"
