"""One cell of the kinds that follow a flow: a dict in, a dataset out.

Each is a kind of its own, {"kind": ..., "flow": {...}, "seeds": ...}, with the keys of the block `flow`:
    relax        equation (cubic | exact), beta (exact only), sites, hidden: stationary state from small random
                 starts, of (36), (49), or of (31), (47) at infinite data
    states       sites: the stationary fields of (37), and of (36) on a ring, with their stability
    separation   length, spacing, separation: two fields of (51) that start ``separation`` sites apart on a ring
                 of ``length`` sites
    stability    kappa: spectrum of (37) linearised around the stationary profile of inverse width kappa
    fate         profile (wide | narrow), factor, length, spacing: (37) integrated from ``factor`` times the
                 profile of kappa = 2 - sqrt 2 (wide) or 2 + sqrt 2 (narrow)
    turing       sites: (36) on a ring that starts in the uniform state, slightly perturbed
"""

import numpy as np

from placecells.theory import averages, soliton, turing
from placecells.theory import flow as flows
from placecells.theory.variables import dataset

RECORDS = 200  # points of a recorded trajectory
RESIDUAL = 1e-10


def flow(cell, seeds):
    """Dataset of one flow cell; ``seeds``: one integer per run, of which only random starts make use.

    Raises flow.NotStationaryError where a state that should be stationary is not reached.
    """
    studies = {
        "relax": _relax,
        "states": _states,
        "separation": _separation,
        "stability": _stability,
        "fate": _fate,
        "turing": _turing,
    }
    generators = [np.random.default_rng(seed) for seed in seeds]
    return dataset(studies[cell["kind"]](generators, **cell["flow"]))


def _relax(generators, equation, sites, hidden, beta=None):
    starts = [0.1 * g.standard_normal((hidden, sites)) for g in generators]
    if equation == "cubic":
        results, unit, rescale = [flows.relax(flows.cubic, u, residual=RESIDUAL) for u in starts], 1.0, 1.0
    else:
        unit, rescale = beta, np.sqrt(beta)
        results = [_relax_exact(rescale * u, beta, RESIDUAL * rescale**3) for u in starts]
    fields = np.stack([result.state / rescale for result in results])
    return {
        "field": (("seed", "hidden", "site"), fields, "stationary u = w / sqrt(beta)", "1"),
        "residual": ("seed", [r.residual / rescale**3 for r in results], "largest |du/dt|", "nu beta"),
        "time": ("seed", [r.time * unit for r in results], "time to reach it", "1/(nu beta)"),
    }


def _relax_exact(start, beta, residual):
    """Stationary weights of (31) or (47) at infinite data."""
    average, susceptibility = averages.ring_average(beta), averages.ring_susceptibility(beta)
    return flows.relax(
        lambda w: flows.exact(w, average),
        start,
        residual=residual,
        method="BDF",
        jacobian=lambda w: flows.exact_jacobian(w, susceptibility),
    )


def _states(_, sites):
    """Four fields: the continuum's wide and narrow one, the lattice's centred on a site and on a bond."""
    kappas = soliton.stationary_kappas()
    lattice = [soliton.lattice_state(sites, sites // 2 + shift) for shift in (0.0, 0.5)]
    # the largest growth rate but that of the continuum's translation, which is zero
    rates = [next(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > 1e-6) for kappa in kappas]
    rates += [soliton.lattice_spectrum(field)[0] for field in lattice]
    peaks = [soliton.profile(0.0, kappa) for kappa in kappas] + [field.max() for field in lattice]
    sums = [4.0 * kappa for kappa in kappas] + [np.sum(field**2) for field in lattice]
    return {
        "kappa": ("state", [*kappas, np.nan, np.nan], "inverse width of (43)", "1/site"),
        "peak": ("state", peaks, "height of the field", "1"),
        "sum_of_squares": ("state", sums, "R = int u^2 dx, or sum_i u_i^2", "1"),
        "growth_rate": ("state", rates, "largest growth rate of a perturbation other than a shift", "nu beta"),
        "field": (("lattice", "site"), np.stack(lattice), "field on a site, on a bond", "1"),
    }


def _separation(_, length, spacing, separation):
    position = np.arange(round(length / spacing)) * spacing
    kappa, middle = soliton.stationary_kappas()[0], length / 2.0
    start = [soliton.profile(position, kappa, middle + side * separation / 2.0) for side in (-1.0, 1.0)]
    time, states = _continuum_run(np.stack(start), spacing)
    circle = np.exp(2j * np.pi * position / length)
    angle = np.angle(states**2 @ circle) * length / (2.0 * np.pi)  # centres by the first harmonic
    distance = np.abs((angle[:, 1] - angle[:, 0] + middle) % length - middle)
    record = np.linspace(0.0, len(time) - 1.0, RECORDS)
    steps = np.arange(len(time))
    return {
        "elapsed": ("record", np.interp(record, steps, time), "time", "1/(nu beta)"),
        "distance": ("record", np.interp(record, steps, distance), "distance of the two centres", "sites"),
        "field": (("hidden", "point"), states[-1], "stationary fields", "1"),
    }


def _stability(_, kappa):
    leading = soliton.linear_spectrum(kappa)[:6]
    return {
        "growth_rate": ("mode", leading, "largest eigenvalues of the linearised flow", "nu beta"),
        "amplitude_rate": ((), soliton.amplitude_rate(kappa), "(45-46), one trial direction", "nu beta"),
    }


def _fate(_, profile, factor, length, spacing):
    kappa = soliton.stationary_kappas()[0 if profile == "wide" else 1]
    position = np.arange(round(length / spacing)) * spacing
    start = factor * soliton.profile(position, kappa, length / 2.0)
    time, states = _continuum_run(start[None], spacing)
    peak = np.abs(states).max(axis=(1, 2))
    record = np.linspace(0.0, len(time) - 1.0, RECORDS)
    steps = np.arange(len(time))
    return {
        "elapsed": ("record", np.interp(record, steps, time), "time", "1/(nu beta)"),
        "peak": ("record", np.interp(record, steps, peak), "height of the field", "1"),
        "blown_up": ((), float(peak[-1] > 10.0), "1 where the field grew without bound", "1"),
    }


def _continuum_run(start, spacing, bound=40.0):
    """(37) or (51) from start (hidden, points) to the residual or to ``bound``: all times and states."""

    def stationary(_, y):
        return np.max(np.abs(flows.cubic(y.reshape(start.shape), spacing))) - RESIDUAL

    def unbounded(_, y):
        return np.max(np.abs(y)) - bound

    stationary.terminal = unbounded.terminal = True
    solution = flows.integrate(
        lambda u: flows.cubic(u, spacing),
        start,
        1e8,
        method="BDF",
        jacobian=lambda u: flows.cubic_jacobian(u, spacing),
        events=[stationary, unbounded],
    )
    if solution.status != 1:
        raise flows.NotStationaryError(f"continuum flow stopped at time {solution.t[-1]:.6g}: {solution.message}")
    return solution.t, solution.y.T.reshape(-1, *start.shape)


def _turing(generators, sites, duration=10.0):
    """Growth of the slowest wave over ``duration`` while it is small, and the final state, peak at site 0."""
    uniform = turing.uniform_amplitude(sites)
    wave = np.exp(2j * np.pi * np.arange(sites) / sites)
    rates, fields = [], []
    for generator in generators:
        start = uniform + 1e-4 * generator.standard_normal((1, sites))
        later = flows.integrate(flows.cubic, start, duration, at=[duration]).y[:, -1]
        rates.append(np.log(np.abs(later @ wave) / np.abs(start[0] @ wave)) / duration)
        final = flows.relax(flows.cubic, start, residual=RESIDUAL).state[0]
        fields.append(np.roll(final, -int(np.argmax(final))))
    return {
        "growth_rate": ("seed", rates, "measured growth rate of the wave 2 pi / sites", "nu beta"),
        "field": (("seed", "site"), np.stack(fields), "stationary field, its peak at site 0", "1"),
    }
