"""A unit with the values 0 and 1; the methods are those of `spin`.

A machine of zero-one hidden units without fields is the machine of spin hidden units with weights w_{mu i}/2 and
visible fields sum_mu w_{mu i}/2.
"""

from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.special at its first use: a third of a second that compiled training does not need

from placecells.rbm.units import scalar


class ZeroOne(NamedTuple):
    """n units of the values 0 and 1, U(x) = -field x."""

    field: np.ndarray  # (n,)

    VALUES = (0.0, 1.0)
    QUADRATIC = False

    encode, weigh, gauge, largest_input = scalar.encode, scalar.weigh, scalar.gauge, scalar.largest_input

    @classmethod
    def zeros(cls, units, colours=None):
        """`units` units without field."""
        return cls(np.zeros(units))

    def start(self, count, rng):
        """Configurations (count, n), every one equally probable, with a numpy Generator."""
        return rng.integers(0, 2, (count, len(self.field)))

    def wrong(self, x):
        """What is wrong with configurations x, as the end of a sentence; None where nothing is."""
        return scalar.wrong_values(x, self.VALUES)

    def cumulant(self, inputs):
        """(P.4): Gamma(I) = log(1 + exp(I + field)), stable for any |I|: (..., n)."""
        return np.logaddexp(0.0, inputs + self.field)

    def mean(self, inputs):
        """<x | I> = Gamma'(I) = 1 / (1 + exp(-I - field)): (..., n)."""
        return scipy.special.expit(inputs + self.field)

    def variance(self, inputs):
        """Gamma''(I) = <x> (1 - <x>): (..., n)."""
        total = inputs + self.field
        return scipy.special.expit(total) * scipy.special.expit(-total)

    def sample(self, inputs, rng):
        """One draw of each unit (float64, 0 or 1) from P(x | I), with a numpy Generator: (..., n)."""
        mean = self.mean(inputs)
        return np.where(rng.uniform(size=mean.shape) < mean, 1.0, 0.0)

    def potential(self, x):
        """U(x) = -field x: (..., n)."""
        return -self.field * x

    def energy(self, x):
        """sum_i U_i(x_i): (..., n) -> (...)."""
        return -(np.asarray(x, dtype=float) @ self.field)

    def gradients(self, inputs, share=None):
        """dGamma/dfield = <x | I> at inputs (S, n), averaged over the S samples: a ZeroOne of the average (n,).

        share: weights (S,) of the samples in the average, with sum 1; equal by default.
        """
        return ZeroOne(scalar.average(self.mean(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield = x at configurations (S, n), averaged as by `gradients`."""
        return ZeroOne(scalar.average(self.encode(x), share))
