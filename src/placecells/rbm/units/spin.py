"""A unit with the values -1 and +1.

A kind of unit is a NamedTuple of the parameters of n units. All kinds have the same methods, for visible and for hidden
units. The inputs I (..., n) are what the n units receive from the other layer, without the units' own parameters. U(x)
is the potential of a unit, and P(x | I) ~ exp(x I - U(x)), equation (3). Gamma is the cumulant generating function
(P.4).

- `cumulant`, `mean`, `variance`, `sample`: Gamma(I), the mean, the variance and a draw of P(x | I).
- `potential`: U(x). `energy`: the sum of U over the units.
- `gradients`: averages of dGamma/d(parameter) at inputs. `gradients_at`: averages of -dU/d(parameter) at
  configurations.
- `encode`: the features of configurations, which the weights multiply. `weigh`: the sum of weights times features.
- `gauge`: weights of the same machine in the gauge of the unit.
- `zeros`: units whose parameters are zero. `start`: random configurations, the chains' first ones.
- `wrong`: what is wrong with configurations that come from outside.
- `largest_input`, and `offset` of real units: how far a quadrature over a real hidden unit has to reach.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.units import scalar


class Spin(NamedTuple):
    """n units of the values -1 and +1, U(x) = -field x."""

    field: np.ndarray  # (n,), g of visible units, c of hidden ones

    VALUES = (-1.0, 1.0)
    QUADRATIC = False  # whether Gamma(I) grows as I^2 for large |I|

    encode, weigh, gauge, largest_input = scalar.encode, scalar.weigh, scalar.gauge, scalar.largest_input

    @classmethod
    def zeros(cls, units, colours=None):
        """`units` units without field."""
        return cls(np.zeros(units))

    def start(self, count, rng):
        """Configurations (count, n), every one equally probable, with a numpy Generator."""
        return 2 * rng.integers(0, 2, (count, len(self.field))) - 1

    def wrong(self, x):
        """What is wrong with configurations x, as the end of a sentence; None where nothing is."""
        return scalar.wrong_values(x, self.VALUES)

    def cumulant(self, inputs):
        """(P.4): Gamma(I) = log sum_s exp(s (I + field)) = log 2 cosh(I + field), stable for any |I|: (..., n)."""
        size = np.abs(inputs + self.field)
        return size + np.log1p(np.exp(-2.0 * size))

    def mean(self, inputs):
        """(P.4): <s | I> = Gamma'(I) = tanh(I + field): (..., n)."""
        return np.tanh(inputs + self.field)

    def variance(self, inputs):
        """Gamma''(I) = 1 - tanh^2(I + field): (..., n)."""
        return 1.0 - self.mean(inputs) ** 2

    def sample(self, inputs, rng):
        """One draw of each unit (float64, -1 or +1) from P(s | I), with a numpy Generator: (..., n)."""
        mean = self.mean(inputs)
        return np.where(rng.uniform(-1.0, 1.0, mean.shape) < mean, 1.0, -1.0)

    def potential(self, x):
        """U(x) = -field x: (..., n)."""
        return -self.field * x

    def energy(self, x):
        """sum_i U_i(x_i): (..., n) -> (...)."""
        return -(np.asarray(x, dtype=float) @ self.field)

    def gradients(self, inputs, share=None):
        """dGamma/dfield = <s | I> at inputs (S, n), averaged over the S samples: a Spin of the average (n,).

        share: weights (S,) of the samples in the average, with sum 1; equal by default.
        """
        return Spin(scalar.average(self.mean(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield = x at configurations (S, n), averaged as by `gradients`."""
        return Spin(scalar.average(self.encode(x), share))
