"""Kind `uniform_state`: whether the uniform weights of one hidden unit are stable on data of a torus, without training.

By (C.7) the growth rate of a wave on the uniform weights is an average over the data, at any beta below the transition.
"""

import numpy as np

from placecells.data.draw import sample
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.theory.beyond.uniform_weights import stationary_weight, wave_rate

CORRELATION = "correlation of two neighbouring spins"


def run(cell, seeds, files):
    """Uniform weight (seed,), and growth rates (seed, axis) of the longest wave along every axis."""
    data = cell["data"]
    weights, rates, neighbours, susceptibility = [], [], [], []
    for own in seeds:
        v = sample(data, data["samples"], own["data"]).reshape(-1, *data["sides"]).astype(np.float32)
        total = v.sum(axis=(1, 2), dtype=float)
        weights.append(stationary_weight(total, v[0].size))
        rates.append([wave_rate(_power(v, axis), total, weights[-1]) for axis in (0, 1)])
        neighbours.append(float(np.mean([(v * np.roll(v, 1, axis)).mean(dtype=float) for axis in (1, 2)])))
        susceptibility.append((total**2).mean() / v[0].size)
    return dataset(
        {
            "weight": ("seed", weights, "uniform stationary weight w0", "1"),
            "rate": (
                ("seed", "axis"),
                rates,
                "growth rate of the longest wave along an axis, on uniform weights",
                "nu",
            ),
            "neighbour_correlation": ("seed", neighbours, CORRELATION, "1"),
            "susceptibility": ("seed", susceptibility, "sum over all sites of their correlation with one", "1"),
        }
    ).assign_coords(beta=data["beta"])


def _power(v, axis):
    """|sum_i v_i exp(i k x_i)|^2 / N of configurations (sample, x, y), k the longest wave along an axis: (sample,)."""
    along = v.sum(axis=2 - axis, dtype=float)
    side = along.shape[1]
    wave = np.exp(2j * np.pi * np.arange(side) / side)
    return np.abs(along @ wave) ** 2 / v[0].size


KIND = Kind(run=run)
