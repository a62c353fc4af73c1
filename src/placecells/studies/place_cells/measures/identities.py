"""Exact identities, checked for single units, or for small random machines by summing over all their states."""

import numpy as np

from placecells.claims.claim import Measurement
from placecells.claims.intervals import exact
from placecells.rbm import exact as enumeration
from placecells.rbm.machine import RBM, energy, free_energy, gradient, inputs_h_from_v, moments
from placecells.rbm.units import DoubleWell, Gaussian, Spin, ZeroOne
from placecells.rbm.units.tree import leaves, tree_map
from placecells.theory.averages import all_configurations

SITES, HIDDEN = 6, 3
STEP = 1e-5  # step of central differences, whose error is of order STEP^2
WELL = 2.0  # depth |theta|


def _random_machine(hidden_unit: type, fields: float = 0.3) -> RBM:
    rng = np.random.default_rng(0)
    weights = 0.5 * rng.standard_normal((HIDDEN, SITES))
    visible = Spin(fields * rng.standard_normal(SITES))
    return RBM(weights, visible, hidden_unit(fields * rng.standard_normal(HIDDEN)))


def factorisation_error() -> Measurement:
    """Largest difference of P(h | v) from the product of the laws P(h_mu | I_mu) of the units (3)."""
    v, errors = all_configurations(SITES)[:, None], []
    for unit in (Spin, ZeroOne):
        rbm, (low, high) = _random_machine(unit), unit.VALUES
        h = enumeration.hidden_states(HIDDEN, unit.VALUES)[None]
        boltzmann = np.exp(-energy(rbm, v, h))
        up = (rbm.hidden.mean(inputs_h_from_v(rbm, v)) - low) / (high - low)
        product = np.where(h == high, up, 1 - up).prod(-1)
        errors.append(np.abs(boltzmann / boltzmann.sum(1, keepdims=True) - product).max())
    return exact(max(errors))


def gradient_error() -> Measurement:
    """Largest difference between numerical derivatives of the mean log-likelihood and the moments' difference (4-6)."""
    rng = np.random.default_rng(1)
    data, errors = rng.choice([-1.0, 1.0], (20, SITES)), []
    for unit in (Spin, ZeroOne):
        rbm = _random_machine(unit)
        for name, difference in leaves(gradient(moments(rbm, data), enumeration.moments(rbm))).items():
            errors.append(np.abs(_derivative(rbm, name, data) - difference).max())
    return exact(max(errors))


def _derivative(rbm: RBM, name: str, data: np.ndarray) -> np.ndarray:
    """Central differences of the mean log-likelihood of data (sample, site) by the parameters `name`, in their shape.

    name: as from `leaves`, such as "weights" or "hidden.field".
    """
    values = leaves(rbm)[name]

    def likelihood(change: np.ndarray) -> float:
        changed = tree_map(lambda array: array + change if array is values else array, rbm)
        return float(enumeration.log_likelihood(changed, data).mean())

    directions = STEP * np.eye(values.size).reshape(-1, *values.shape)
    return np.reshape([(likelihood(d) - likelihood(-d)) / (2 * STEP) for d in directions], values.shape)


def many_spin_couplings(hidden_unit: type) -> float:
    """Norm of the couplings of four and more spins in log P(v), over the norm of the couplings of pairs; no fields.

    The sum over sets A of sites, log P(v) = sum_A J_A prod_{i in A} v_i, defines the couplings J_A. They are
    J_A = 2^-N sum_v log P(v) prod_{i in A} v_i.
    """
    v = all_configurations(SITES)
    subsets = v < 0  # each row is one set of sites; every set occurs once
    products = np.where(subsets[:, None], v[None], 1.0).prod(-1)  # (set, configuration)
    couplings = products @ -free_energy(_random_machine(hidden_unit, fields=0.0), v) / len(v)
    order = subsets.sum(1)
    return float(np.linalg.norm(couplings[order >= 4]) / np.linalg.norm(couplings[order == 2]))


def binary_couplings() -> Measurement:
    """`many_spin_couplings` of spin hidden units."""
    return exact(many_spin_couplings(Spin))


def gaussian_couplings() -> Measurement:
    """`many_spin_couplings` of Gaussian hidden units."""
    return exact(many_spin_couplings(Gaussian))


def double_well_shape() -> Measurement:
    """Largest error of two properties of the double well.

    For negative theta the minima of U are at +-|theta|. For theta = 0 the mean <h | I> is I, that of a Gaussian unit.
    """
    from scipy.optimize import minimize_scalar

    well = DoubleWell(np.array(0.0), np.array(-WELL))
    minima = [
        minimize_scalar(well.potential, bounds=side, method="bounded", options={"xatol": 1e-9}).x
        for side in ((-3 * WELL, -0.01), (0.01, 3 * WELL))
    ]
    inputs = np.linspace(-4, 4, 41)
    errors = [
        *np.abs(np.array(minima) - (-WELL, WELL)),
        *np.abs(DoubleWell(np.array(0.0), np.array(0.0)).mean(inputs) - inputs),
    ]
    return exact(max(errors))


def marginal_error() -> Measurement:
    """Largest difference between Gamma(I) in closed form and the sum or integral over h (P.4), all kinds of units."""
    from scipy.integrate import quad

    inputs = np.linspace(-4, 4, 9)
    errors = []
    none = np.array(0.0)  # field
    for unit, values in ((Spin(none), (-1, 1)), (ZeroOne(none), (0, 1))):
        errors.append(unit.cumulant(inputs) - np.log(sum(np.exp(value * inputs) for value in values)))
    for unit in (Gaussian(none), *(DoubleWell(none, np.array(theta)) for theta in (-2.0, 0.0, 1.0))):
        integral = [
            quad(
                lambda h, at=at, unit=unit: np.exp(at * h - unit.potential(np.array(h))),
                -30,
                30,
                points=[0.0],
                limit=500,
            )[0]
            for at in inputs
        ]
        errors.append(unit.cumulant(inputs) - np.log(integral))
    return exact(np.abs(errors).max())


def double_well_limit() -> Measurement:
    """Largest difference of <h | I>/|theta| from tanh(|theta| I), for theta = -5 and |I| <= 0.2 = |theta|/25."""
    theta, inputs = 5.0, np.linspace(-0.2, 0.2, 41)
    difference = np.abs(DoubleWell(np.array(0.0), np.array(-theta)).mean(inputs) / theta - np.tanh(theta * inputs))
    return exact(difference.max())
