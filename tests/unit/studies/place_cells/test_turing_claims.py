"""Claims of appendix A: rings that follow the linearised equation, and rings that do not."""

import numpy as np
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import turing as section
from placecells.theory import turing


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


def test_the_uniform_state_is_stable_against_uniform_perturbations():
    assert verdict("small_beta-84") == REPRODUCED


def rings(first_unstable, error=0.0):
    """Stationary fields, uniform below `first_unstable` sites, and growth rates off by `error`."""
    sites = np.arange(5, 15)
    fields = np.where(np.arange(14) < sites[:, None], turing.uniform_amplitude(sites)[:, None], np.nan)
    fields[sites >= first_unstable, 0] *= 2
    rates = turing.fastest_ring_rate(sites, turing.lattice_growth_rate) + error
    variables = {
        "profile": (("sites", "seed", "site"), np.stack([fields] * 3, axis=1)),
        "growth_rate": (("sites", "seed"), np.stack([rates] * 3, axis=1)),
    }
    return xr.Dataset(variables, {"sites": sites})


def test_the_smallest_unstable_ring_and_its_rate():
    assert verdict("small_beta-85", turing_rings=rings(9)) == NOT_REPRODUCED
    assert verdict("small_beta-85b", turing_rings=rings(9)) == REPRODUCED
    assert verdict("small_beta-85b", turing_rings=rings(11)) == NOT_REPRODUCED
    assert verdict("small_beta-86", turing_rings=rings(9)) == REPRODUCED
    assert verdict("small_beta-86", turing_rings=rings(9, error=0.05)) == NOT_REPRODUCED
