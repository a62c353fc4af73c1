"""Claims on the instability of the uniform state and the rings on which fields can form: appendix A."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import REPRODUCED, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import EXACT, exact
from placecells.theory import flow, turing

if TYPE_CHECKING:
    import xarray as xr

DIFFUSION, TIME = 1e5, 1e-4  # of the inhibitor, in place of infinity (sites^2 nu beta) and zero (1/(nu beta))
LENGTHS = np.concatenate([1.0 + np.geomspace(0.01, 1.0, 9), np.arange(3.0, 41.0)])  # of rings, in sites


def homogeneous_rate(answer: float = 1.0) -> dict[str, Measurement]:
    """Largest growth rate of a uniform perturbation of the uniform state, by finite differences, over rings.

    One species: (36), rings of 2 to 40 sites. Two species: (P.25), lengths of 1.01 to 40 sites. answer: how strongly
    the inhibitor answers to a change of u, one in the paper.
    """
    one = [_uniform_rate(sites, answer) for sites in range(2, 41)]
    two = [np.linalg.eigvals(_reaction(length, answer)).real.max() for length in LENGTHS]
    return {"one species": exact(max(one)), "two species": exact(max(two))}


def _uniform_rate(sites: int, answer: float) -> float:
    """Growth rate of a uniform perturbation by (36)."""
    u0, step = np.full((1, sites), turing.uniform_amplitude(sites)), 1e-5

    def rate(u):  # the inhibitor sum u^2 answers to the change of u by its share `answer`
        return (flow.cubic(u) + u * (1.0 - answer) * (np.sum(u**2) - np.sum(u0**2)))[0, 0]

    return (rate(u0 + step) - rate(u0 - step)) / (2.0 * step)


def _reaction(length: float, answer: float) -> np.ndarray:
    """Derivatives of the two reaction terms of (P.25) at the uniform state, by finite differences: (2, 2)."""
    u0, step = turing.uniform_amplitude(length), 1e-6
    state = np.array([u0, length * u0**2])

    def terms(u, v):
        growth = answer * length * (u**2 - u0**2) + length * u0**2 - v
        return np.array([2.0 * u + u**3 - u * v, growth / TIME])

    return np.stack(
        [(terms(*(state + step * e)) - terms(*(state - step * e))) / (2.0 * step) for e in np.eye(2)], axis=1
    )


def smallest_length(diffusion: float = DIFFUSION, time: float = TIME) -> Measurement:
    """Smallest length of a ring, in sites, with a uniform state that meets all four Turing conditions (P.26).

    40 sites, the longest ring tried, stand for none.
    """
    meets = [length for length in LENGTHS if (turing.TwoSpecies(length, diffusion, time).conditions() > 0.0).all()]
    return exact(min(meets, default=LENGTHS[-1]), "Its waves need not fit the ring.")


def smallest_unstable(ds: xr.Dataset) -> Measurement:
    """Smallest ring, in sites, in whose uniform state the longest wave grows, in all runs."""
    grows = (ds["growth_rate"].transpose("sites", "seed").values > 0.0).all(axis=1)
    sites = ds["sites"].values
    if sites.min() > 3:
        raise Undecided(f"the smallest ring of this scale has {sites.min()} sites")
    detail = f"Continuum {turing.critical_length():.2f}, lattice {turing.critical_lattice_length():.2f} sites."
    return exact(sites[grows].min() if grows.any() else 2.0 * sites.max(), detail)


def any_wave(ds: xr.Dataset) -> xr.Dataset:
    """Growth rates of waves that need not fit the ring: that of a very long wave."""
    return _with_rates(ds, turing.growth_rate(1e-3, ds["sites"].values))


def ring_waves(ds: xr.Dataset) -> xr.Dataset:
    """Growth rates of the longest wave of every ring by the linearised lattice equation."""
    return _with_rates(ds, turing.fastest_ring_rate(ds["sites"].values, turing.lattice_growth_rate))


def _with_rates(ds: xr.Dataset, rates: np.ndarray) -> xr.Dataset:
    """The dataset with other growth rates (sites,), the same in all runs."""
    like = ds["growth_rate"].transpose("sites", "seed")
    return ds.assign(growth_rate=like.copy(data=np.broadcast_to(rates[:, None], like.shape)))


def rate_error(ds: xr.Dataset, rate=turing.lattice_growth_rate) -> Measurement:
    """Largest difference over rings of the measured growth rate of the longest wave from that of a formula.

    Rings on which the wave decays faster than 0.5 are left out: there its second order outlives it.
    """
    sites = ds["sites"].values
    slow = turing.fastest_ring_rate(sites, turing.lattice_growth_rate) > -0.5
    measured = ds["growth_rate"].transpose("sites", "seed").values[slow]
    return exact(np.abs(measured - turing.fastest_ring_rate(sites[slow], rate)[:, None]).max())


claim = partial(Claim, section="A", figure="figA1", test=EXACT, least_runs=1)
text = partial(claim, source="text", row="theory")

CLAIMS = [
    text(
        id="small_beta-84",
        where="A, equations (57) and (58)",
        statement="The uniform state is stable without variation in space on every ring longer than one site.",
        quantity="largest growth rate of the uniform perturbation, by finite differences, over rings",
        unit="nu beta",
        datasets=(),
        measure=homogeneous_rate,
        expected={"one species": Band(high=0.0), "two species": Band(high=0.0)},
        tolerance="negative; both of the paper's conditions hold where the largest real part is negative",
        why="The inhibitor grows by 2 L u0 times a change of u: together they decay, at the rate 4 if it does not lag.",
        controls=(Control("an inhibitor that does not answer", partial(homogeneous_rate, 0.0)),),
    ),
    text(
        id="small_beta-84b",
        where="A, equations (58) and (62) to (64)",
        statement="The four conditions for a pattern hold as soon as the ring is longer than one site.",
        quantity="smallest length at which all four conditions hold, fast inhibitor of large diffusion",
        unit="site",
        datasets=(),
        measure=smallest_length,
        expected=Band(1.0, 1.02),
        tolerance="the smallest length tried is 1.01 sites",
        printed="1",
        why="The activator excites itself, f_u = 4/(L - 1) > 0, and the inhibitor's diffusion is unbounded.",
        controls=(Control("an inhibitor that diffuses as fast as the activator", partial(smallest_length, TIME)),),
    ),
    text(
        id="small_beta-85",
        where="A, equations (59) to (64)",
        statement="The uniform state is unstable against waves as soon as the ring is longer than one site.",
        quantity="smallest ring in whose uniform state the longest wave grows",
        unit="site",
        datasets=("turing_rings",),
        measure=smallest_unstable,
        expected=Band(high=3.0),
        tolerance="the smallest ring that is tried has 3 sites",
        printed="1",
        why="The conditions leave out that a wave must fit the ring: its longest wave, p = 2 pi / L, grows at the rate "
        "4/(L - 1) - p^2 in the continuum, which is positive from 8.74 sites on.",
        controls=(
            Control(
                "waves that need not fit the ring",
                lambda ds: smallest_unstable(any_wave(ds)),
                ("turing_rings",),
                gives=REPRODUCED,
            ),
            Control(
                "the rates of the lattice's formula", lambda ds: smallest_unstable(ring_waves(ds)), ("turing_rings",)
            ),
        ),
        audit=7,
    ),
    claim(
        id="small_beta-86",
        source="ours",
        statement="Small waves grow at the rate of the linearised equation.",
        quantity="largest difference of measured and predicted growth rate over rings",
        unit="nu beta",
        datasets=("turing_rings",),
        measure=rate_error,
        expected=Band(high=0.01),
        tolerance="the second order of a wave of 1e-4 over a time of 10",
        why="On the lattice 2 (1 - cos p) takes the place of p^2.",
        controls=(Control("the continuum's rate", partial(rate_error, rate=turing.growth_rate), ("turing_rings",)),),
    ),
]
