"""Claims on the model: chains that mix and that do not, noise with the right and a wrong slope."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims import model as section
from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


def test_exact_claims_hold():
    assert verdict("model-04") == REPRODUCED
    assert verdict("model-05") == REPRODUCED


@pytest.mark.parametrize(("height", "expected"), [(0.4, REPRODUCED), (1.0, NOT_REPRODUCED)])
def test_chains_of_weak_fields_mix_and_those_of_strong_ones_do_not(learned, sech, height, expected):
    """At height 1 a unit's input is about 8: it does not flip, and the correlation of neighbours is never reached."""
    fields = learned(sech(np.tile([10.0, 43.3, 76.7], (6, 1)), height=height)[:, None])
    assert verdict("model-02b", fields_m3=fields) == expected


@pytest.mark.parametrize(("power", "expected"), [(0.5, REPRODUCED), (1.0, NOT_REPRODUCED)])
def test_noise_against_rate_over_batch(learned, sech, power, expected):
    rng = np.random.default_rng(0)
    parts = []
    for rate in (0.02, 0.05, 0.1):
        for batch in (30, 100, 300):
            noise = (rate / batch) ** power * rng.standard_normal((4, 40, 1, 100))
            ds = learned(sech(np.full((4, 40, 1), 50.0)) + noise)
            parts.append(ds.assign_coords(rate=rate, batch=batch).expand_dims(["rate", "batch"]))
    ds = xr.combine_by_coords([part[["weights", "centre"]] for part in parts], combine_attrs="override")
    ds = ds.assign_coords(update=("record", np.arange(40) * 1000))
    assert verdict("model-03", training_noise=ds) == expected


def test_wrong_moments_are_found(learned, sech):
    """Weights that the data do not want: a field three times too strong."""
    ds = learned(sech(np.full((6, 30, 1), 50.0), height=3.0))
    assert verdict("model-01", diffusion_streamed=ds) == NOT_REPRODUCED
