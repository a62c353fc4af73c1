"""Kind `turing`: the cubic flow (36) on a small ring, from its uniform state slightly perturbed."""

import numpy as np

from placecells.studies.place_cells.kinds import integrate
from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.theory.flow import cubic
from placecells.theory.turing import uniform_amplitude


def follow(generators, sites, duration=10.0):
    """Growth rate of a ring's longest wave in the uniform state, slightly perturbed, and the state that (36) reaches.

    The growth rate is the mean over the time ``duration``, while the wave is small. The profiles (seed, site) are
    shifted so that their peak is at site 0.
    """
    uniform = uniform_amplitude(sites)
    wave = np.exp(2j * np.pi * np.arange(sites) / sites)
    rates, profiles = [], []
    for generator in generators:
        start = uniform + 1e-4 * generator.standard_normal((1, sites))
        later = integrate.integrate(cubic, start, duration, at=[duration]).y[:, -1]
        rates.append(np.log(np.abs(later @ wave) / np.abs(start[0] @ wave)) / duration)
        final = integrate.relax(cubic, start, residual=integrate.RESIDUAL).state[0]
        profiles.append(np.roll(final, -int(np.argmax(final))))
    return {
        "growth_rate": ("seed", rates, "measured growth rate of the wave 2 pi / sites", "nu beta"),
        "profile": (("seed", "site"), np.stack(profiles), "stationary profile u, its peak at site 0", "1"),
    }


KIND = flow_kind(follow)
