"""Claims on small beta: the exact ones hold; datasets that follow the equations and that do not."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import small_beta as section
from placecells.studies.place_cells.kinds.integrate import lattice_state


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        *((n, REPRODUCED) for n in ("74", "75", "78", "78b", "79", "79b", "79d", "80b")),
        ("79c", NOT_REPRODUCED),
    ],
)
def test_what_follows_from_the_theory_alone(number, expected):
    assert verdict(f"small_beta-{number}") == expected


def test_random_starts_reach_the_lattice_field_or_not():
    """The field of the lattice, on its head and at any site, and the same 1% too high."""
    states = np.stack([np.roll(sign * lattice_state(40, 20), shift) for sign, shift in ((1, 0), (-1, 7), (1, 33))])
    states = np.repeat(states, 2, axis=0)[:, None]
    for factor, expected in ((1.0, REPRODUCED), (1.01, NOT_REPRODUCED)):
        ds = xr.Dataset({"profile": (("seed", "hidden", "site"), factor * states)})
        assert verdict("small_beta-76", one_unit_cubic=ds) == expected


def trained(betas, factor, seeds=4):
    """Weights on the field of (36), times sqrt(factor)."""
    field = np.sqrt(factor) * lattice_state(40, 20)
    weights = np.sqrt(betas)[:, None, None, None, None] * field * (1 + 0.005 * np.arange(seeds))[:, None, None, None]
    dims = ("beta", "seed", "record", "hidden", "site")
    return xr.Dataset({"weights": (dims, weights)}, {"beta": betas, "update": ("record", [100])})


def test_trained_weights_on_and_off_the_field():
    betas = np.array([0.1, 0.3])
    assert verdict("small_beta-77", small_beta_rbm=trained(betas, 1.0)) == REPRODUCED
    assert verdict("small_beta-77", small_beta_rbm=trained(betas, 1.5)) == NOT_REPRODUCED
    assert verdict("small_beta-77", small_beta_rbm=trained(2 * betas, 1.0)) == UNDECIDED


def parting(speed):
    """Two fields that part from 2 sites to 12 on a ring of 24 with a speed that depends on their distance."""
    time, distance = np.linspace(0, 100, 4000), [2.0]
    for step in np.diff(time):
        distance.append(min(12.0, distance[-1] + step * speed(distance[-1])))
    config = {"flow": {"length": 24}}
    return xr.Dataset(
        {"distance": ("record", distance), "elapsed": ("record", time)}, attrs={"config": json.dumps(config)}
    )


def test_fields_that_part_at_short_range_and_at_any():
    short, long = parting(lambda d: np.exp(-d)), parting(lambda d: 0.12)
    assert verdict("small_beta-81", two_fields_separation=parting(lambda d: 3 * np.exp(-0.6 * d))) == REPRODUCED
    assert verdict("small_beta-81", two_fields_separation=long) == NOT_REPRODUCED
    assert verdict("small_beta-82", two_fields_separation=long) == REPRODUCED
    assert verdict("small_beta-82", two_fields_separation=short) == NOT_REPRODUCED
