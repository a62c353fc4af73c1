"""Kind `states`: stationary profiles of (37) and, on a ring of sites, of (36), with their stability."""

import numpy as np

from placecells.studies.place_cells.kinds import integrate
from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.theory import soliton

TRANSLATION = 1e-6  # a growth rate of smaller size belongs to the translation, whose exact rate is zero


def follow(_, sites):
    """Four stationary profiles of one hidden unit and their stability.

    Dimension state: the wide and the narrow profile (43) of the continuum equation (37), then the profiles of the
    lattice equation (36) centred on a site and on a bond of a ring of ``sites`` sites.
    """
    kappas = soliton.stationary_kappas()
    lattice = [integrate.lattice_state(sites, sites // 2 + shift) for shift in (0.0, 0.5)]
    rates = [next(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > TRANSLATION) for kappa in kappas]
    rates += [soliton.lattice_spectrum(profile)[0] for profile in lattice]
    peaks = [soliton.profile(0.0, kappa) for kappa in kappas] + [profile.max() for profile in lattice]
    sums = [4.0 * kappa for kappa in kappas] + [np.sum(profile**2) for profile in lattice]
    return {
        "kappa": ("state", [*kappas, np.nan, np.nan], "inverse width of (43)", "1/site"),
        "peak": ("state", peaks, "height of the profile", "1"),
        "sum_of_squares": ("state", sums, "R = int u^2 dx, or sum_i u_i^2", "1"),
        "growth_rate": ("state", rates, "largest growth rate of a perturbation other than a shift", "nu beta"),
        "profile": (("lattice", "site"), np.stack(lattice), "stationary profile u on a site, on a bond", "1"),
    }


KIND = flow_kind(follow)
