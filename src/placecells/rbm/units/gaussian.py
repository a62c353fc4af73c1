"""A real unit in the potential x^2/2, the double well with theta = 0; the methods are those of `spin`.

A factor gamma in front of x^2 is not needed: the scale of x and of the weights absorbs the factor.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.units import scalar


class Gaussian(NamedTuple):
    """n real units, U(x) = x^2/2 - field x."""

    field: np.ndarray  # (n,)

    VALUES = None  # any real number
    QUADRATIC = True

    encode, weigh, gauge = scalar.encode, scalar.weigh, scalar.gauge

    @classmethod
    def zeros(cls, units, colours=None):
        """`units` units without field."""
        return cls(np.zeros(units))

    def start(self, count, rng):
        """Configurations (count, n) of standard normal numbers, with a numpy Generator."""
        return rng.standard_normal((count, len(self.field)))

    def wrong(self, x):
        """What is wrong with configurations x, as the end of a sentence; None where nothing is."""
        return None if np.isfinite(x).all() else "values that are not finite"

    def largest_input(self, weights):
        """|sum_i w_{mu i} field_i|, the linear growth of sum_i Gamma_i(w_{mu i} h) with h: weights (M, n) -> (M,)."""
        return np.abs(weights @ self.field)

    def offset(self):
        """The largest |x| at which U has its minimum: the largest |field|."""
        return np.abs(self.field).max()

    def cumulant(self, inputs):
        """(P.4): Gamma(I) = log int dx exp(-x^2/2 + (I + field) x) = (I + field)^2/2 + log(2 pi)/2: (..., n)."""
        return np.square(inputs + self.field) / 2.0 + np.log(2.0 * np.pi) / 2.0

    def mean(self, inputs):
        """<x | I> = Gamma'(I) = I + field: (..., n)."""
        return np.asarray(inputs + self.field, dtype=float)

    def variance(self, inputs):
        """Gamma''(I) = 1: (..., n)."""
        return np.ones(np.shape(inputs + self.field))

    def sample(self, inputs, rng):
        """One draw of each unit from a normal of mean I + field and variance 1, with a numpy Generator: (..., n)."""
        mean = self.mean(inputs)
        return mean + rng.standard_normal(mean.shape)

    def potential(self, x):
        """U(x) = x^2/2 - field x: (..., n)."""
        return np.square(x) / 2.0 - self.field * x

    def energy(self, x):
        """sum_i U_i(x_i): (..., n) -> (...)."""
        x = np.asarray(x, dtype=float)
        return (np.square(x) / 2.0).sum(-1) - x @ self.field

    def gradients(self, inputs, share=None):
        """dGamma/dfield = <x | I> at inputs (S, n), averaged over the S samples: a Gaussian of the average (n,).

        share: weights (S,) of the samples in the average, with sum 1; equal by default.
        """
        return Gaussian(scalar.average(self.mean(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield = x at configurations (S, n), averaged as by `gradients`."""
        return Gaussian(scalar.average(self.encode(x), share))
