"""A real unit in a symmetric double well; the methods are those of `spin`.

With theta = 0 the unit is Gaussian. With theta < 0 and no field its potential has minima at +-|theta|, and for
theta -> -infinity the unit tends to a two-valued one. By (P.5), with J = I + field, P(x | I) is a mixture of two
truncated normal laws, both of variance 1 before truncation: one on x > 0 with mean a_+ = J - theta, and one on x < 0
with mean -a_-, where a_- = -J - theta. Their weights are computed as logarithms; where the complementary error function
would underflow, its scaled form (erfcx) replaces it.
"""

from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.special at its first use: a third of a second that compiled training does not need

from placecells.rbm.units import scalar

LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


def _log_half(a):
    """log H(a) of (P.5), H(a) = int_0^inf dx exp(-x^2/2 + a x), for any shape of a."""
    with np.errstate(over="ignore"):
        scaled = np.log(np.sqrt(np.pi / 2.0) * scipy.special.erfcx(-np.minimum(a, 0.0) / np.sqrt(2.0)))
    return np.where(a < 0.0, scaled, np.square(a) / 2.0 + LOG_SQRT_2PI + scipy.special.log_ndtr(a))


def _half_mean(a):
    """Mean of a normal law of mean a and variance 1 that is truncated to positive values, for any shape of a."""
    with np.errstate(over="ignore"):  # erfcx is infinite for large a, where the truncation cuts off nothing
        return a + np.sqrt(2.0 / np.pi) / scipy.special.erfcx(-a / np.sqrt(2.0))


class DoubleWell(NamedTuple):
    """n real units, U(x) = x^2/2 + theta |x| - field x."""

    field: np.ndarray  # (n,)
    theta: np.ndarray  # (n,)

    VALUES = None  # any real number
    QUADRATIC = True

    encode, weigh, gauge = scalar.encode, scalar.weigh, scalar.gauge

    @classmethod
    def zeros(cls, units, colours=None):
        """`units` units without field, theta = 0."""
        return cls(np.zeros(units), np.zeros(units))

    def start(self, count, rng):
        """Configurations (count, n) of standard normal numbers, with a numpy Generator."""
        return rng.standard_normal((count, len(self.field)))

    def wrong(self, x):
        """What is wrong with configurations x, as the end of a sentence; None where nothing is."""
        return None if np.isfinite(x).all() else "values that are not finite"

    def largest_input(self, weights):
        """A bound on the linear growth of sum_i Gamma_i(w_{mu i} h) with h: weights (M, n) -> (M,)."""
        return np.abs(weights) @ (np.abs(self.field) + np.abs(self.theta))

    def offset(self):
        """A bound on the |x| at which U has a minimum: the largest |field| plus the largest |theta|."""
        return np.abs(self.field).max() + np.abs(self.theta).max()

    def _halves(self, inputs):
        """P(x > 0 | I), a_+ and a_-, three arrays (..., n)."""
        total = np.asarray(inputs + self.field, dtype=float)
        above, below = total - self.theta, -total - self.theta
        return scipy.special.expit(_log_half(above) - _log_half(below)), above, below

    def cumulant(self, inputs):
        """(P.5): Gamma(I) = log int dx exp(-U(x) + I x), stable for |I| up to at least 1e3: (..., n)."""
        total = np.asarray(inputs + self.field, dtype=float)
        return np.logaddexp(_log_half(total - self.theta), _log_half(-total - self.theta))

    def mean(self, inputs):
        """(P.4): <x | I> = Gamma'(I): (..., n)."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) - (1.0 - up) * _half_mean(below)

    def mean_size(self, inputs):
        """The mean size <|x| | I> = -dGamma/dtheta: (..., n)."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) + (1.0 - up) * _half_mean(below)

    def variance(self, inputs):
        """(P.4): variance of x given I, Gamma''(I): (..., n)."""
        up, above, below = self._halves(inputs)
        square = up * above * _half_mean(above) + (1.0 - up) * below * _half_mean(below)
        return 1.0 + square - self.mean(inputs) ** 2

    def sample(self, inputs, rng):
        """One draw of each unit from P(x | I), with a numpy Generator: (..., n).

        First the sign of x is drawn, then |x| from the truncated normal law of that side, by inversion.
        """
        up, above, below = self._halves(inputs)
        sign = np.where(rng.uniform(size=up.shape) < up, 1.0, -1.0)
        a = np.where(sign > 0.0, above, below)
        log_part = np.log1p(-rng.uniform(size=a.shape)) + scipy.special.log_ndtr(a)
        return sign * (a - scipy.special.ndtri_exp(log_part))

    def potential(self, x):
        """U(x) = x^2/2 + theta |x| - field x: (..., n)."""
        return np.square(x) / 2.0 + self.theta * np.abs(x) - self.field * x

    def energy(self, x):
        """sum_i U_i(x_i): (..., n) -> (...)."""
        x = np.asarray(x, dtype=float)
        return (np.square(x) / 2.0 + self.theta * np.abs(x)).sum(-1) - x @ self.field

    def gradients(self, inputs, share=None):
        """dGamma/dfield = <x | I> and dGamma/dtheta = -<|x| | I> at inputs (S, n), averaged over the S samples.

        share: weights (S,) of the samples in the average, with sum 1; equal by default. Returns a DoubleWell of the two
        averages, (n,) each.
        """
        return DoubleWell(scalar.average(self.mean(inputs), share), -scalar.average(self.mean_size(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield = x and -dU/dtheta = -|x| at configurations (S, n), averaged as by `gradients`."""
        x = self.encode(x)
        return DoubleWell(scalar.average(x, share), -scalar.average(np.abs(x), share))
