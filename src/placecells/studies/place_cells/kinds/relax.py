"""Kind `relax`: stationary weights of one or more hidden units at infinite data, from small random starts."""

import numpy as np

from placecells.studies.place_cells.kinds import integrate
from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.theory import averages
from placecells.theory.flow import cubic, exact, exact_jacobian


def follow(generators, equation, sites, hidden, beta=None):
    """Stationary profiles (seed, hidden, site) on the lattice, each reached from small random weights.

    equation: "cubic" for (36) and (49); "exact" for (31) and (47) at infinite data of inverse temperature ``beta``,
    which only this equation needs.
    """
    starts = [0.1 * g.standard_normal((hidden, sites)) for g in generators]
    if equation == "cubic":
        results, unit, rescale = [integrate.relax(cubic, u, residual=integrate.RESIDUAL) for u in starts], 1.0, 1.0
    else:
        unit, rescale = beta, np.sqrt(beta)
        results = [_relax_exact(rescale * u, beta, integrate.RESIDUAL * rescale**3) for u in starts]
    profiles = np.stack([result.state / rescale for result in results])
    return {
        "profile": (("seed", "hidden", "site"), profiles, "stationary profile u = w / sqrt(beta)", "1"),
        "residual": ("seed", [r.residual / rescale**3 for r in results], "largest |du/dt|", "nu beta"),
        "time": ("seed", [r.time * unit for r in results], "time until the state is stationary", "1/(nu beta)"),
    }


def _relax_exact(start, beta, residual):
    """Stationary weights of (31) or (47) at infinite data, from weights ``start`` (hidden, sites)."""
    average, susceptibility = averages.ring_average(beta), averages.ring_susceptibility(beta)
    return integrate.relax(
        lambda w: exact(w, average),
        start,
        residual=residual,
        method="BDF",
        jacobian=lambda w: exact_jacobian(w, susceptibility),
    )


KIND = flow_kind(follow)
