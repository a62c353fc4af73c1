"""A real hidden unit in a symmetric double well, U(h) = h^2/2 + theta |h| - c h. The verbs are those of `spin`.

theta = 0 is the Gaussian unit; theta < 0 has minima at +-theta, and tends to a binary unit as theta -> -infinity.
P(h|I) is a mixture of two truncated normals, of h > 0 with mean a_+ = I - theta and of h < 0 with mean -a_-,
a_- = -I - theta, both of variance 1 before truncation. All is evaluated in the log domain, by the scaled
complementary error function on the side where a plain one would underflow.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import erfcx, expit, log_ndtr, ndtri_exp

VALUES = None  # any real number
LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


def _log_half(a):
    """log int_0^inf dh exp(-h^2/2 + a h)."""
    with np.errstate(over="ignore"):
        scaled = np.log(np.sqrt(np.pi / 2.0) * erfcx(-np.minimum(a, 0.0) / np.sqrt(2.0)))
    return np.where(a < 0.0, scaled, np.square(a) / 2.0 + LOG_SQRT_2PI + log_ndtr(a))


def _half_mean(a):
    """Mean of a normal of mean a and variance 1 that is truncated to positive values."""
    with np.errstate(over="ignore"):  # an infinite erfcx: nothing is cut off
        return a + np.sqrt(2.0 / np.pi) / erfcx(-a / np.sqrt(2.0))


class DoubleWell(NamedTuple):
    """The verbs for wells of depth `theta`, one number a unit: (M,), or anything that broadcasts against inputs."""

    theta: np.ndarray
    VALUES = VALUES

    def _halves(self, inputs):
        """(P(h > 0), a_+, a_-)."""
        inputs = np.asarray(inputs, dtype=float)
        above, below = inputs - self.theta, -inputs - self.theta
        return expit(_log_half(above) - _log_half(below)), above, below

    def cumulant(self, inputs):
        """Gamma(I) = log int dh exp(-h^2/2 - theta |h| + I h), stable for |I| up to at least 1e3."""
        inputs = np.asarray(inputs, dtype=float)
        return np.logaddexp(_log_half(inputs - self.theta), _log_half(-inputs - self.theta))

    def mean(self, inputs):
        """<h | I> = Gamma'(I)."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) - (1.0 - up) * _half_mean(below)

    def mean_size(self, inputs):
        """<|h| | I> = -dGamma/dtheta."""
        up, above, below = self._halves(inputs)
        return up * _half_mean(above) + (1.0 - up) * _half_mean(below)

    def variance(self, inputs):
        """Gamma''(I)."""
        up, above, below = self._halves(inputs)
        square = up * above * _half_mean(above) + (1.0 - up) * below * _half_mean(below)
        return 1.0 + square - self.mean(inputs) ** 2

    def sample(self, inputs, rng):
        """One draw of each unit, with a numpy Generator: the side, then a truncated normal by inversion."""
        up, above, below = self._halves(inputs)
        sign = np.where(rng.uniform(size=up.shape) < up, 1.0, -1.0)
        a = np.where(sign > 0.0, above, below)
        return sign * (a - ndtri_exp(np.log1p(-rng.uniform(size=a.shape)) + log_ndtr(a)))

    def potential(self, h):
        """U(h) without its field: h^2/2 + theta |h|."""
        return np.square(h) / 2.0 + self.theta * np.abs(h)
