"""What differs between the verdicts of two claims.json."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from placecells.io.store import StoreError

NUMBERS = ("measured", "low", "high", "runs")  # the measurement from which a verdict follows


class Differences(NamedTuple):
    """How many claims are the same, and what differs between the others, in words."""

    same: int
    other_numbers: list[str]  # a sentence per claim with the same verdict and another measurement
    other_verdict: list[str]  # a sentence per claim with another verdict
    only_a: list[str]  # ids
    only_b: list[str]


def differences(a: Path, b: Path, renamed: Mapping[str, str]) -> Differences:
    """Compare two claims.json. renamed: {id in A: id in B}. Raises StoreError for a file that is no claims.json."""
    first = {renamed.get(key, key): claim for key, claim in _claims(a).items()}
    second = _claims(b)
    both = [(key, first[key], second[key]) for key in first if key in second]
    changed = [(key, one, other) for key, one, other in both if one["verdict"] != other["verdict"]]
    moved = [
        (key, one, other)
        for key, one, other in both
        if one["verdict"] == other["verdict"] and not (_same(one, other) and _parts(one) == _parts(other))
    ]
    return Differences(
        len(both) - len(changed) - len(moved),
        [f"{key} is {one['verdict']} in both: {_numbers(one, other)}" for key, one, other in moved],
        [
            f"{key} is {one['verdict']} in A, {other['verdict']} in B: {_numbers(one, other)}"
            for key, one, other in changed
        ],
        [key for key in first if key not in second],
        [key for key in second if key not in first],
    )


def _claims(path: Path) -> dict[str, dict]:
    """{id: claim} of a claims.json. Raises StoreError."""
    try:
        claims = {claim["id"]: claim for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]}
        for claim in claims.values():
            numbers = [claim[name] for name in NUMBERS]
            if not isinstance(claim["verdict"], str) or not all(isinstance(n, int | float | None) for n in numbers):
                raise TypeError
        return claims
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is no claims.json, the table of claims that the workflow writes") from error


def _same(one: Mapping, other: Mapping) -> bool:
    return all(one[name] == other[name] for name in NUMBERS)


def _parts(claim: Mapping) -> dict[str, dict]:
    """{part: its numbers} of a statement of several parts; empty for one of one part, and in an old table."""
    return {part["part"]: {name: part[name] for name in NUMBERS} for part in claim.get("parts", [])}


def _numbers(one: Mapping, other: Mapping) -> str:
    """What was measured in A and in B, of a statement of several parts each; what was expected, where that differs."""
    parts, others = _parts(one), _parts(other)
    if parts and parts.keys() == others.keys():
        text = "; ".join(f"{part}: {_pair(numbers, others[part])}" for part, numbers in parts.items())
    else:
        text = _pair(one, other)
    expected = [claim.get("expected", "") for claim in (one, other)]
    return text + ("" if expected[0] == expected[1] else f"; expected {expected[0]} in A, {expected[1]} in B")


def _pair(one: Mapping, other: Mapping) -> str:
    """'1.5 [1.4, 1.6] (5 runs) in A, ... in B', with enough digits to tell the two apart."""
    if _same(one, other):
        return f"{_measured(one, '.6g')} in both"
    for style in (".6g", ".17g"):
        first, second = _measured(one, style), _measured(other, style)
        if first != second:
            break
    return f"{first} in A, {second} in B"


def _measured(claim: Mapping, style: str) -> str:
    value, low, high, runs = (claim[name] for name in NUMBERS)
    if value is None:
        return "nothing measured"
    bounds = float("-inf") if low is None else low, float("inf") if high is None else high
    interval = "" if low == high else f" [{bounds[0]:{style}}, {bounds[1]:{style}}]"
    return f"{value:{style}}{interval} ({runs} runs)"
