"""Kind `torus_flow`: the equation of small beta (C.2) on a ring or a torus, from random starts to its end.

The dataset holds the outcome of every start: CONVERGED to a state that no longer changes, TOO_SLOW, or UNBOUNDED.
"""

import math

import numpy as np

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.beyond.measures import extent
from placecells.theory.beyond import torus

CONVERGED, TOO_SLOW, UNBOUNDED = range(3)
OUTCOMES = ("converged", "not stationary within the longest time", "a profile exceeded the bound")
RESIDUAL = 1e-10  # largest |du/dt| of a stationary state
LONGEST = 1e7  # 1/(nu beta)
BOUND = 100.0  # largest |u|; the stationary states have |u| below 1.5


def run(cell, seeds, files):
    """Stationary profiles (seed, site) from all starts, with outcome, energy, class, and extent (seed, axis)."""
    sides = tuple(cell["flow"]["sides"])
    generators = [np.random.default_rng(own["weights"]) for own in seeds]
    draw = {"random": random_start, "bump": bump}[cell["flow"]["start"]]
    couplings = torus.coupling_matrix(sides)
    ends = [follow(draw(rng, sides), couplings) for rng in generators]
    states = np.stack([state for state, *_ in ends])
    dims = len(sides)
    return dataset(
        {
            "profile": (("seed", "site"), states.reshape(len(states), -1), "last profile u = w / sqrt(beta)", "1"),
            "outcome": ("seed", [code for _, _, code in ends], _coded("outcome", OUTCOMES), "1"),
            "time": ("seed", [time for _, time, _ in ends], "time until the end", "1/(nu beta)"),
            "residual": ("seed", [np.abs(torus.flow(u)).max() for u in states], "largest |du/dt|", "nu beta"),
            "energy": ("seed", [torus.energy(u) for u in states], "energy E of the last profile", "nu beta"),
            "class": ("seed", extent.classify(states, dims), _coded("class", extent.CLASSES), "1"),
            "resultant": (("seed", "axis"), extent.resultants(states, dims), "resultant along an axis", "1"),
            "share": ("seed", extent.share(states, dims), "participation ratio over the number of sites", "1"),
            "depth": ("seed", [depth(u) for u in states], "smallest over largest |u|", "1"),
            "rate": ((), torus.fastest_rate(sides), "growth rate of the longest wave, uniform state", "nu beta"),
            "law_depth": ((), law_depth(sides), "smallest over largest u of the stripe, continuum", "1"),
        }
    ).assign_coords(aspect=max(sides) / min(sides))


def random_start(rng, sides):
    """Random numbers at every site, uniform between -a and a; log10 a is uniform between -2 and 0."""
    return 10.0 ** rng.uniform(-2.0, 0.0) * rng.uniform(-1.0, 1.0, sides)


def bump(rng, sides):
    """A Gaussian bump of height 1 at a random place; its standard deviation is between 0.5 site and an eighth side."""
    width = rng.uniform(0.5, max(0.5, max(sides) / 8.0))
    square = np.zeros(sides)
    for axis, side in enumerate(sides):
        offset = (np.arange(side) - rng.uniform(0.0, side) + side / 2.0) % side - side / 2.0
        square = square + (offset**2).reshape([-1 if a == axis else 1 for a in range(len(sides))])
    return np.exp(-square / (2.0 * width**2))


def follow(start, couplings):
    """Integrate (C.2) from `start`, of shape ``sides``, until it ends. Returns (last profile, time, outcome).

    couplings: `torus.coupling_matrix` of the sides.
    """
    from scipy.integrate import solve_ivp  # here, because importing it is slow

    def flow(_, y):  # `torus.flow` by a product, in half the time
        return couplings @ y + y**3 - y * (y @ y)

    def converged(_, y):
        # Half of the residual, because the integrator locates the event on an interpolated state.
        return np.abs(flow(0.0, y)).max() - 0.5 * RESIDUAL

    def unbounded(_, y):
        return np.abs(y).max() - BOUND

    converged.terminal = unbounded.terminal = True
    solution = solve_ivp(
        flow,
        (0.0, LONGEST),
        start.ravel(),
        method="BDF",
        jac=lambda _, y: torus.jacobian(y, couplings),
        events=[converged, unbounded],
        rtol=1e-6,
        atol=1e-12,
    )
    code = CONVERGED if solution.t_events[0].size else UNBOUNDED if solution.t_events[1].size else TOO_SLOW
    return solution.y[:, -1].reshape(start.shape), float(solution.t[-1]), code


def depth(profile):
    """Smallest over largest |u|, of the mean over the short axes: 1 for a uniform state."""
    short = tuple(axis for axis in range(profile.ndim) if axis != int(np.argmax(profile.shape)))
    along = np.abs(profile.mean(axis=short))
    return along.min() / along.max()


def law_depth(sides):
    """(C.6) for a torus; NaN for a ring."""
    return torus.stripe_depth(max(sides), min(sides)) if len(sides) == 2 else math.nan


def _coded(name, names):
    return f"{name}: " + ", ".join(f"{code} {what}" for code, what in enumerate(names))


KIND = Kind(run=run)
