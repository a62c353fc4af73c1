"""Measures of the small-beta claims that need no dataset: the equations of section V.2, checked by other calculations.

Each function has arguments for its control: an equation with something left out or changed, for which the same measure
must fail. Lengths are in sites, profiles are u = w / sqrt(beta), growth rates are in units of nu beta.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.intervals import exact
from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, flow, soliton

if TYPE_CHECKING:
    from collections.abc import Callable

    from placecells.claims.claim import Measurement

RING = 8  # sites of the rings whose configurations are enumerated
WIDE, NARROW = soliton.stationary_kappas()
SHIFT = 1e-4  # a growth rate of smaller size belongs to a shift of the profile, whose exact rate is zero


def lone_units(weights: np.ndarray) -> np.ndarray:
    """Model average <v_i h_mu> (hidden, site) as if every unit were alone: tanh w. Exact for one unit only."""
    return np.tanh(weights)


def exact_flow_error(model: Callable[[np.ndarray], np.ndarray] = flow.model_average) -> Measurement:
    """Largest difference of (31) and (47) from the finite differences of the exact log-likelihood, 8 sites.

    model: the model average of the flow, (hidden, site) -> (hidden, site).
    """
    from placecells.rbm import exact as enumeration  # here, because it imports scipy.special, slow to import
    from placecells.rbm.machine import RBM
    from placecells.rbm.units import UNITS

    rng, step = np.random.default_rng(0), 1e-5
    v, probabilities = _enumerated(0.7)
    data = averages.ensemble_average(v, probabilities)
    errors = []
    for hidden in (1, 2):
        weights = 0.5 * rng.standard_normal((hidden, RING))

        def likelihood(w, hidden=hidden):
            rbm = RBM(w, UNITS["spin"].zeros(RING), UNITS["spin"].zeros(hidden))
            return probabilities @ enumeration.log_likelihood(rbm, v)

        numeric = np.zeros_like(weights)
        for index in np.ndindex(weights.shape):
            shift = np.zeros_like(weights)
            shift[index] = step
            numeric[index] = (likelihood(weights + shift) - likelihood(weights - shift)) / (2 * step)
        errors.append(np.abs(data(weights) - model(weights) - numeric).max())
    return exact(max(errors))


def _enumerated(beta: float) -> tuple[np.ndarray, np.ndarray]:
    """All configurations (configuration, site) of the ring of 8 sites and their probabilities (configuration,)."""
    v = averages.all_configurations(RING)
    return v, averages.ring_probabilities(v, beta)


def cubic_order(coefficient: float = 1 / 3) -> Measurement:
    """Power of the weights with which (32) deviates from (31): 5 if all terms up to the third order are right.

    coefficient: of the two cubic terms of (32), a third.
    """
    v, p = _enumerated(0.7)
    data = averages.ensemble_average(v, p)
    weights = np.random.default_rng(0).standard_normal((1, RING))

    def error(size):
        w = size * weights
        inputs = (w @ v.T)[0]
        cubic = (p * (inputs - coefficient * inputs**3)) @ v - w + coefficient * w**3
        return np.abs(flow.exact(w, data) - cubic).max()

    return exact(np.log2(error(0.04) / error(0.02)))


def correlation_orders(neighbours: float = 1.0) -> dict[str, Measurement]:
    """Powers of beta with which the correlations of the ring of 8 sites deviate from their leading orders.

    Equation 33 of the paper: two different sites correlate as beta if they are neighbours, and not at all otherwise, up
    to beta^2. Equation 34: four sites correlate by 1 if they are two pairs of equal sites, and not at all otherwise, up
    to beta.
    neighbours: the correlation of neighbours over beta.
    """
    step = np.abs(ring_distances())
    same, beside = (step == 0).astype(float), (step == 1).astype(float)
    pairs = np.einsum("ij,kl->ijkl", same, same) > 0
    paired = pairs | pairs.transpose(0, 2, 1, 3) | pairs.transpose(0, 2, 3, 1)

    def errors(beta):
        v, p = _enumerated(beta)
        two = np.einsum("s,si,sj->ij", p, v, v) - same - neighbours * beta * beside
        products = np.einsum("si,sj->sij", v, v).reshape(len(v), -1)
        four = ((products.T * p) @ products).reshape((RING,) * 4) - paired * neighbours
        return np.array([np.abs(two).max(), np.abs(four).max()])

    two, four = np.log2(errors(0.02) / errors(0.01))
    return {"two sites": exact(two), "four sites": exact(four)}


def ring_distances() -> np.ndarray:
    """Signed distances of the sites of the ring of 8 sites: (site, site)."""
    difference = np.arange(RING)[:, None] - np.arange(RING)
    return (difference + RING // 2) % RING - RING // 2


def limit_order(cube: float = 1.0) -> dict[str, Measurement]:
    """Power of beta with which (31) and (47), in rescaled weights, deviate from (36) and (49): 1 if these are right.

    cube: factor of the self-excitation u_a sum_b u_b^2 in (36) and (49), one.
    """
    rng = np.random.default_rng(0)
    return {
        name: exact(np.log2(_limit_error(start, 0.002, cube) / _limit_error(start, 0.001, cube)))
        for name, start in (("one unit", rng.standard_normal((1, 12))), ("two units", rng.standard_normal((2, 12))))
    }


def _limit_error(u: np.ndarray, beta: float, cube: float) -> float:
    """Largest difference of the exact flow of sqrt(beta) u, over beta^(3/2), from the cubic flow; u: (hidden, site)."""
    cubic = flow.cubic(u) + (cube - 1.0) * u * np.sum(u**2, axis=0)
    return np.abs(flow.exact(np.sqrt(beta) * u, averages.ring_average(beta)) / beta**1.5 - cubic).max()


class Line:
    """Derivatives and integrals on a mesh of a long ring, which stands for the infinite line."""

    def __init__(self, length: float, points: int):
        self.spacing = length / points
        self.x = (np.arange(points) - points // 2) * self.spacing
        self._wave = 2j * np.pi * np.fft.fftfreq(points, self.spacing)
        self._wave[points // 2] = 0.0  # the wave of the mesh itself has no first derivative

    def derivative(self, u: np.ndarray, order: int = 1) -> np.ndarray:
        """Derivative of u (..., point) by x, by Fourier's series."""
        return np.fft.ifft(self._wave**order * np.fft.fft(u)).real

    def rate(self, u: np.ndarray, linear: float = 2.0) -> np.ndarray:
        """du/dt (point,) of (37), whose coefficient of u is `linear`, 2 in the paper."""
        return self.derivative(u, 2) + u * (linear + u**2 - self.integral(u**2))

    def integral(self, values: np.ndarray) -> float:
        """Integral over the ring of values (point,)."""
        return float(self.spacing * values.sum())


def profile_residual(factor: float = 1.0) -> dict[str, Measurement]:
    """How far the profiles (43) with the kappas of (44) are from stationary: largest |du/dt| of (37).

    Third part: height of the profile that Newton's method finds from a Gaussian over that of (43). factor: on kappa.
    """
    line = Line(120.0, 6000)
    residuals = {
        f"largest |du/dt|, kappa = 2 {sign} sqrt 2": exact(
            np.abs(line.rate(soliton.profile(line.x, factor * kappa))).max()
        )
        for sign, kappa in (("-", WIDE), ("+", NARROW))
    }
    height = solved().max() / soliton.profile(0.0, factor * WIDE)
    return residuals | {"height solved for without (43), over that of (43)": exact(height)}


LINE = Line(60.0, 400)


@cache
def solved() -> np.ndarray:
    """Stationary profile (point,) of (37) on LINE by Newton's method from a Gaussian, without use of (40) to (44)."""
    u = np.exp(-(LINE.x**2) / 8.0)
    second = LINE.derivative(np.eye(len(u)), 2).T
    for _ in range(30):
        shares = LINE.spacing * np.outer(u, u)
        jacobian = second + np.diag(2.0 + 3.0 * u**2 - np.trace(shares)) - 2.0 * shares
        u = u - np.linalg.lstsq(jacobian, LINE.rate(u), rcond=1e-9)[0]  # the shift is left out
    return u


def _lattice() -> tuple[Line, np.ndarray]:
    """The lattice as a mesh of spacing 1, and its stationary profile of (36) (site,), centred."""
    return Line(40.0, 40), integrate.lattice_state(40, 20)


def first_integral(on_lattice: bool = False) -> Measurement:
    """Largest |u'^2 - u^2 (R - 2 - u^2/2)|, (40), of the stationary profile of (37), or of that of the lattice."""
    line, u = _lattice() if on_lattice else (LINE, solved())
    total = line.integral(u**2)
    return exact(np.abs(line.derivative(u) ** 2 - u**2 * (total - 2.0 - u**2 / 2.0)).max())


def peak_ratio(on_lattice: bool = False) -> Measurement:
    """Square of the peak over 2 (R - 2), (42), of the stationary profile of (37), or of that of the lattice."""
    line, u = _lattice() if on_lattice else (LINE, solved())
    return exact(u.max() ** 2 / (2.0 * (line.integral(u**2) - 2.0)))


def growth(kappa: float) -> Measurement:
    """Largest growth rate of a perturbation of the profile (43), other than a shift."""
    return exact(next(rate for rate in soliton.linear_spectrum(kappa) if abs(rate) > SHIFT))


def amplitude_growth(kappa: float) -> Measurement:
    """Growth rate of the amplitude of the profile (43): (45-46) by finite differences of (37).

    The coefficient 2 of (37) is replaced by 4 kappa - kappa^2, for which the profile is stationary.
    """
    line, step = Line(40.0, 1600), 1e-5
    u = soliton.profile(line.x, kappa)
    linear = 4.0 * kappa - kappa**2
    change = (line.rate((1.0 + step) * u, linear) - line.rate((1.0 - step) * u, linear)) / (2.0 * step)
    return exact(line.integral(u * change) / line.integral(u**2))


def stability_limit(rate: Callable[[float], Measurement]) -> Measurement:
    """The kappa between 1.5 and 3.5 at which a growth rate of the profile, held stationary, passes zero."""
    from scipy.optimize import brentq

    return exact(brentq(lambda kappa: rate(kappa).value, 1.5, 3.5, xtol=1e-4))


@cache
def formation_time() -> float:
    """Time, in 1/(nu beta), in which (36) forms a field: median over five random starts of rms 0.1 on 40 sites.

    The field counts as formed when its height stays within 10% of the final one.
    """
    times = np.linspace(0.0, 300.0, 601)
    formed = []
    for seed in range(5):
        start = 0.1 * np.random.default_rng(seed).standard_normal((1, 40))
        height = np.abs(integrate.integrate(flow.cubic, start, times[-1], at=times).y).max(axis=0)
        formed.append(times[np.flatnonzero(np.abs(height / height[-1] - 1.0) > 0.1)[-1]])
    return float(np.median(formed))
