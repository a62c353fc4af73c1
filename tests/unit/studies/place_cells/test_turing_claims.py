"""Claims of appendix A: rings that follow the linearised equation, and rings that do not."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import turing as section
from placecells.theory import turing


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


def rings(rates, first=3):
    """Growth rates (sites,) of the longest wave on rings of 3 to 14 sites, the same in three runs."""
    sites = np.arange(3, 15)
    ds = xr.Dataset({"growth_rate": (("sites", "seed"), np.stack([rates] * 3, axis=1))}, {"sites": sites})
    return ds.sel(sites=sites >= first)


LATTICE = turing.fastest_ring_rate(np.arange(3, 15), turing.lattice_growth_rate)


@pytest.mark.parametrize("number", ["84", "84b"])
def test_what_follows_from_the_theory_alone(number):
    """The verdict also says that the control has the opposite one."""
    assert verdict(f"small_beta-{number}") == REPRODUCED


def test_the_smallest_unstable_ring():
    assert verdict("small_beta-85", turing_rings=rings(LATTICE)) == NOT_REPRODUCED
    assert verdict("small_beta-85", turing_rings=rings(np.abs(LATTICE))) == REPRODUCED
    assert verdict("small_beta-85", turing_rings=rings(LATTICE, first=8)) == UNDECIDED
    assert section.smallest_unstable(rings(LATTICE)).value == 9
    assert section.smallest_unstable(section.any_wave(rings(LATTICE))).value == 3


def test_a_ring_is_unstable_only_if_it_is_in_all_runs():
    ds = rings(LATTICE)
    ds["growth_rate"][{"sites": 2, "seed": 0}] = 1.0
    assert section.smallest_unstable(ds).value == 9


def test_growth_rates_on_and_off_the_formula():
    assert verdict("small_beta-86", turing_rings=rings(LATTICE)) == REPRODUCED
    assert verdict("small_beta-86", turing_rings=rings(LATTICE + 0.05)) == NOT_REPRODUCED


def test_the_reaction_terms_have_the_derivatives_of_the_theory():
    species = turing.TwoSpecies(7.0, section.DIFFUSION, section.TIME)
    np.testing.assert_allclose(section._reaction(7.0, 1.0), species.reaction(), rtol=1e-6)
