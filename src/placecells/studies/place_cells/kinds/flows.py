"""The kinds of experiments that follow a flow of the weights: one cell in, its dataset out.

A cell is {"kind": ..., "flow": {...}, "seeds": ...}. Each kind has a function below, whose arguments are one random
generator per run and the keys of the block `flow`. Lengths are in sites, profiles are u = w / sqrt(beta), and time is
in units of 1/(nu beta), where nu is the learning rate.
"""

import numpy as np

from placecells.io.variables import dataset
from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, soliton
from placecells.theory.flow import cubic, cubic_jacobian, exact, exact_jacobian
from placecells.theory.ring_distance import ring_offset
from placecells.theory.turing import uniform_amplitude

RECORDS = 200  # points of a recorded trajectory
RESIDUAL = 1e-10  # largest |du/dt| of a stationary state
BOUND = 40.0  # |u| at which a continuum flow counts as growing without bound
TRANSLATION = 1e-6  # growth rates below it in size belong to the translation, whose exact rate is zero


def flow(cell, seeds):
    """Dataset of one cell. seeds: one integer per run; only the kinds relax and turing draw random numbers.

    Raises NotStationaryError where a stationary state is not reached, and BlowUpError where a flow that should become
    stationary grows without bound.
    """
    kinds = {
        "relax": relax,
        "states": states,
        "separation": separation,
        "stability": stability,
        "fate": fate,
        "turing": turing,
    }
    generators = [np.random.default_rng(seed) for seed in seeds]
    return dataset(kinds[cell["kind"]](generators, **cell["flow"]))


def relax(generators, equation, sites, hidden, beta=None):
    """Stationary profiles (seed, hidden, site) on the lattice, each reached from small random weights.

    equation: "cubic" for (36) and (49); "exact" for (31) and (47) at infinite data of inverse temperature ``beta``,
    which only this equation needs.
    """
    starts = [0.1 * g.standard_normal((hidden, sites)) for g in generators]
    if equation == "cubic":
        results, unit, rescale = [integrate.relax(cubic, u, residual=RESIDUAL) for u in starts], 1.0, 1.0
    else:
        unit, rescale = beta, np.sqrt(beta)
        results = [_relax_exact(rescale * u, beta, RESIDUAL * rescale**3) for u in starts]
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


def states(_, sites):
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


def separation(_, length, spacing, separation):
    """Distance against time of two profiles that repel each other, by the continuum equation (51) on a ring.

    The profiles start as copies of the wide profile (43), ``separation`` sites apart, on a ring of ``length`` sites
    with points every ``spacing`` sites. The centre of a profile is the circular mean of u^2.
    """
    position = np.arange(round(length / spacing)) * spacing
    kappa, middle = soliton.stationary_kappas()[0], length / 2.0
    start = [soliton.profile(position, kappa, middle + side * separation / 2.0) for side in (-1.0, 1.0)]
    time, profiles = _continuum_run(np.stack(start), spacing)
    circle = np.exp(2j * np.pi * position / length)
    centre = np.angle(profiles**2 @ circle) * length / (2.0 * np.pi)
    distance = np.abs(ring_offset(centre[:, 1] - centre[:, 0], length))
    return {
        "elapsed": ("record", _recorded(time), "time", "1/(nu beta)"),
        "distance": ("record", _recorded(distance), "distance of the two centres", "sites"),
        "profile": (("hidden", "point"), profiles[-1], "stationary profiles u", "1"),
    }


def stability(_, kappa):
    """Growth rates of perturbations of the profile (43) of inverse width ``kappa`` (1/site), held stationary."""
    leading = soliton.linear_spectrum(kappa)[:6]
    return {
        "growth_rate": ("mode", leading, "largest eigenvalues of the linearised flow", "nu beta"),
        "amplitude_rate": ((), soliton.amplitude_rate(kappa), "growth rate of the amplitude alone (45-46)", "nu beta"),
    }


def fate(_, profile, factor, length, spacing):
    """Height against time by the continuum equation (37), from ``factor`` times a stationary profile (43).

    profile: "wide" for kappa = 2 - sqrt(2), "narrow" for kappa = 2 + sqrt(2). The ring has ``length`` sites, with
    points every ``spacing`` sites.
    """
    kappa = soliton.stationary_kappas()[0 if profile == "wide" else 1]
    position = np.arange(round(length / spacing)) * spacing
    start = factor * soliton.profile(position, kappa, length / 2.0)
    time, profiles = _continuum_run(start[None], spacing)
    peak = np.abs(profiles).max(axis=(1, 2))
    return {
        "elapsed": ("record", _recorded(time), "time", "1/(nu beta)"),
        "peak": ("record", _recorded(peak), "height of the profile", "1"),
        "blown_up": ((), float(peak[-1] > 10.0), "1 where the profile grew without bound", "1"),
    }


def turing(generators, sites, duration=10.0):
    """Growth of the slowest wave of a ring in the uniform state, slightly perturbed, and the state that (36) reaches.

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
        final = integrate.relax(cubic, start, residual=RESIDUAL).state[0]
        profiles.append(np.roll(final, -int(np.argmax(final))))
    return {
        "growth_rate": ("seed", rates, "measured growth rate of the wave 2 pi / sites", "nu beta"),
        "profile": (("seed", "site"), np.stack(profiles), "stationary profile u, its peak at site 0", "1"),
    }


def _continuum_run(start, spacing):
    """Solution of (37) or (51) from profiles ``start`` (hidden, points), until it is stationary or exceeds BOUND.

    Returns the times (time,) of the integrator's steps and the profiles (time, hidden, points). Raises
    NotStationaryError where neither is reached.
    """

    def stationary(_, y):
        return np.max(np.abs(cubic(y.reshape(start.shape), spacing))) - RESIDUAL

    def unbounded(_, y):
        return np.max(np.abs(y)) - BOUND

    stationary.terminal = unbounded.terminal = True
    solution = integrate.integrate(
        lambda u: cubic(u, spacing),
        start,
        1e8,
        method="BDF",
        jacobian=lambda u: cubic_jacobian(u, spacing),
        events=[stationary, unbounded],
    )
    if solution.status != 1:
        raise integrate.NotStationaryError(f"continuum flow stopped at time {solution.t[-1]:.6g}: {solution.message}")
    return solution.t, solution.y.T.reshape(-1, *start.shape)


def _recorded(values):
    """RECORDS values (record,) at even distances, in steps, of a trajectory (step,), linear between steps."""
    return np.interp(np.linspace(0.0, len(values) - 1.0, RECORDS), np.arange(len(values)), values)
