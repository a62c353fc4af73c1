"""A real unit in a symmetric double well; the verbs are those of `spin`.

theta = 0 is the Gaussian unit; theta < 0 has minima at +-theta, and tends to a two-valued unit as theta -> -infinity.
With J = I + field, P(x | I) is a mixture of two truncated normals, of x > 0 with mean a_+ = J - theta and of x < 0 with
mean -a_-, a_- = -J - theta, both of variance 1 before truncation. All is evaluated in the log domain, by the scaled
complementary error function on the side where a plain one would underflow.
"""

from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.special at its first use: a third of a second that compiled training does not need

from placecells.rbm.units import scalar

LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


def _log_half(a):
    """log int_0^inf dx exp(-x^2/2 + a x)."""
    with np.errstate(over="ignore"):
        scaled = np.log(np.sqrt(np.pi / 2.0) * scipy.special.erfcx(-np.minimum(a, 0.0) / np.sqrt(2.0)))
    return np.where(a < 0.0, scaled, np.square(a) / 2.0 + LOG_SQRT_2PI + scipy.special.log_ndtr(a))


def _half_mean(a):
    """Mean of a normal of mean a and variance 1 that is truncated to positive values."""
    with np.errstate(over="ignore"):  # an infinite erfcx: nothing is cut off
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
        """A bound on the linear growth of sum_i Gamma_i(w_{mu i} h) in h: weights (M, n) -> (M,)."""
        return np.abs(weights) @ (np.abs(self.field) + np.abs(self.theta))

    def offset(self):
        """The largest |x| that the parameters alone ask for."""
        return np.abs(self.field).max() + np.abs(self.theta).max()

    def _halves(self, inputs):
        """(P(x > 0), a_+, a_-)."""
        total = np.asarray(inputs + self.field, dtype=float)
        above, below = total - self.theta, -total - self.theta
        return scipy.special.expit(_log_half(above) - _log_half(below)), above, below

    def cumulant(self, inputs):
        """Gamma(I) = log int dx exp(-U(x) + I x), stable for |I| up to at least 1e3: (..., n)."""
        total = np.asarray(inputs + self.field, dtype=float)
        return np.logaddexp(_log_half(total - self.theta), _log_half(-total - self.theta))

    def mean(self, inputs):
        """<x | I> = Gamma'(I): (..., n)."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) - (1.0 - up) * _half_mean(below)

    def mean_size(self, inputs):
        """<|x| | I> = -dGamma/dtheta: (..., n)."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) + (1.0 - up) * _half_mean(below)

    def variance(self, inputs):
        """Gamma''(I): (..., n)."""
        up, above, below = self._halves(inputs)
        square = up * above * _half_mean(above) + (1.0 - up) * below * _half_mean(below)
        return 1.0 + square - self.mean(inputs) ** 2

    def sample(self, inputs, rng):
        """One draw of each unit, with a numpy Generator: the side, then a truncated normal by inversion: (..., n)."""
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
        """dGamma/dfield = <x | I> and dGamma/dtheta = -<|x| | I> at inputs (S, n), averaged over samples with the
        shares (S,), equal by default."""
        return DoubleWell(scalar.average(self.mean(inputs), share), -scalar.average(self.mean_size(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield = x and -dU/dtheta = -|x| at configurations (S, n), averaged as by `gradients`."""
        x = self.encode(x)
        return DoubleWell(scalar.average(x, share), -scalar.average(np.abs(x), share))
