"""Synthetic sweeps across the threshold of retarded learning, whose truth is known, for tests of claims."""

import json

import numpy as np
import xarray as xr

from placecells.measure import fields, order
from placecells.theory.random_matrix import alpha_c

SITES, SEEDS = 100, 40
ALPHA = np.array([10.0, 5.0, 2.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.01])
BETAS = np.array([0.00001, 0.03, 0.05, 0.08, 0.1, 0.2, 0.4, 0.8])  # beta_c = 0.095 at alpha = 0.01
BETA = 0.5  # alpha_c = 0.42


def weights_of(rng, noisy, count=SEEDS, size=0.02):
    """Small random weights, or a place field of 14 sites somewhere with as small a noise: (count, SITES)."""
    noise = size * rng.standard_normal((count, SITES))
    if noisy:
        return noise
    field = 1 / np.cosh((np.arange(SITES) - SITES // 2) / 5)
    return np.stack([np.roll(field, shift) for shift in rng.integers(SITES, size=count)]) + noise


def sweep(is_noisy=lambda ratio: ratio > 1, along="alpha", beta=BETA, seed=1, size=0.02):
    """A sweep that ends in random weights where is_noisy(alpha / alpha_c), and in fields elsewhere; two records.

    The first record has untrained weights. On the noisy side held-out samples lose 1 nat, elsewhere they gain 1 nat;
    the training set gains 1 nat everywhere.
    """
    rng = np.random.default_rng(seed)
    x = ALPHA if along == "alpha" else BETAS
    ratio = ALPHA / alpha_c(beta) if along == "alpha" else 0.01 / alpha_c(BETAS)
    end = np.stack([weights_of(rng, is_noisy(r), size=size) for r in ratio])
    start = 0.01 * rng.standard_normal(end.shape)
    weights = np.stack([start, end], axis=2)[..., None, :]
    grid = "samples" if along == "alpha" else "beta"
    dims = (grid, "seed", "record", "hidden")
    sign = np.where([is_noisy(r) for r in ratio], -1.0, 1.0)[:, None] + 0.01 * rng.standard_normal((len(x), SEEDS))
    test, without = np.stack([0 * sign, sign], axis=2), -SITES * np.log(2)
    own = {
        "alpha": {"samples": np.round(SITES / ALPHA).astype(int), "alpha": ("samples", ALPHA), "beta": beta},
        "beta": {"beta": BETAS, "alpha": 0.01, "samples": 10_000},
    }
    return xr.Dataset(
        {
            "weights": ((*dims, "site"), weights),
            "order_parameter": (dims, order.order_parameter(weights)),
            "order_uniform": (dims, order.order_uniform(weights)),
            "order_local": (dims, order.order_local(weights)),
            "resultant": (dims, fields.circular_mean(weights**2)[1]),
            "log_likelihood_test": (dims[:3], without + test),
            "log_likelihood_train": (dims[:3], without + np.abs(test)),
        },
        own[along] | {"update": ("record", [0, 100]), "record": [0, 1]},
    )


def plane(is_noisy=lambda ratio: ratio > 1, betas=(0.3, 0.5, 0.8), **given):
    """Sweeps in alpha at several beta, as one dataset with the dimension beta."""
    return xr.concat([sweep(is_noisy, beta=beta, seed=k, **given) for k, beta in enumerate(betas)], "beta")


def sized(exponents, resultants=(0.0, -0.5), runs=16):
    """Order parameters as powers of N with 5% noise of mean 0, at a small and a large alpha.

    exponents: those of W and of W_uniform, a pair (many data, few data) each. Two records, both after training.
    """
    rng = np.random.default_rng(1)
    sites, alpha = np.array([50, 100, 200, 400]), [0.01, 5.0]
    noise = 0.05 * rng.standard_normal((3, runs, 2, 4))
    noise += 1 - noise.mean(axis=1, keepdims=True)
    laws = [
        np.stack([sites**b for b in pair])[None] * n for pair, n in zip((*exponents, resultants), noise, strict=True)
    ]
    dims = ("seed", "record", "alpha", "sites")
    two = {name: (dims, np.stack([law] * 2, axis=1)) for name, law in zip(NAMES, laws, strict=True)}
    local = {"order_local": (dims, np.full((runs, 2, 2, 4), 0.7))}
    return xr.Dataset(
        two | local, {"alpha": alpha, "sites": sites, "beta": BETA, "update": ("record", [0, 1]), "record": [0, 1]}
    )


NAMES = ("order_parameter", "order_uniform", "resultant")


def spectra(top, laws, alpha, sites=(50, 100, 200, 400), beta=0.3, runs=10):
    """Top eigenvalues top(alpha) (1 - N^(-2/3)) with noise, beside laws {name: function of alpha}."""
    rng = np.random.default_rng(1)
    alpha, sites = np.array(alpha), np.array(sites)
    values = np.array([top(a) for a in alpha])[:, None] * (1 - sites ** (-2 / 3))
    values = values * (1 + 0.002 * rng.standard_normal((runs, len(alpha), len(sites))))
    made = {name: (("alpha", "sites"), np.tile([[law(a)] for a in alpha], len(sites))) for name, law in laws.items()}
    uniform = np.ones((runs, len(alpha), len(sites)))
    return xr.Dataset(
        {
            "top_eigenvalue": (("seed", "alpha", "sites"), values),
            "order_uniform": (("seed", "alpha", "sites"), uniform),
        }
        | made,
        {"sites": sites, "alpha": alpha, "beta": beta},
        attrs={"config": json.dumps({"data": {"sites": int(sites[0])}})},
    )
