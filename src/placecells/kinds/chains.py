"""Kind `chains`: Gibbs chains at trained weights, the error of their moments and the autocorrelation of gradients."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.likelihood import machine
from placecells.measure.summary import final
from placecells.rbm import exact
from placecells.rbm.machine import RBM, mean_h_from_v, sample_h_from_v, sample_v_from_h

ENUMERATED = 12  # largest number of hidden units for which exact moments, by enumeration, take less than a second


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """`moment_error` and `memory` of every run of the other experiment, from Gibbs chains at its last weights."""
    last = final(source.dataset).transpose("seed", ...)
    generators = np.random.default_rng(seeds[0]).spawn(last.sizes["seed"])
    errors, memories = [], []
    for index, rng in enumerate(generators):
        rbm = machine(last.isel(seed=index), source.cell)
        early, late = run_chains(rbm, rng, **cell["chains"])
        errors.append(moment_error(rbm, early))
        memories.append(memory(rbm, early, late))
    return dataset(
        {
            "moment_error": (
                "seed",
                errors,
                "error of <v_i h_mu> of the chains, rms, over that of independent samples",
                "1",
            ),
            "gradient_autocorrelation": (
                "seed",
                memories,
                "correlation over chains of the gradient along the shift of the weights with that `lag` sweeps later",
                "1",
            ),
        }
    ).assign_coords(seed=last["seed"].values)


def run_chains(rbm: RBM, rng: np.random.Generator, number: int, sweeps: int, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """Visible configurations of Gibbs chains after `sweeps` sweeps, and after `lag` further sweeps: two (chain, site).

    The chains, `number` of them, start from random spins.
    """
    v = rng.choice([-1.0, 1.0], (number, rbm.weights.shape[1]))
    kept = []
    for more in (sweeps, lag):
        for _ in range(more):
            v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
        kept.append(v)
    return kept[0], kept[1]


def moment_error(rbm: RBM, v: np.ndarray) -> float:
    """Error of the moments <v_i h_mu> over configurations v (chain, site), over that of independent samples, both rms.

    1 for independent configurations of the machine's law. NaN for machines of more than ENUMERATED hidden units.
    """
    if len(rbm.weights) > ENUMERATED:
        return np.nan
    products = mean_h_from_v(rbm, v)[:, :, None] * v[:, None, :]
    error = products.mean(axis=0) - exact.moments(rbm).weights
    return float(np.sqrt(np.mean(error**2) / np.mean(products.var(axis=0) / len(v))))


def memory(rbm: RBM, early: np.ndarray, late: np.ndarray) -> float:
    """Correlation over chains, at two times, of the gradient projected on the shift dw/dx of the weights.

    early, late: visible configurations (chain, site) at the two times.
    """
    shift = np.gradient(rbm.weights, axis=1)
    projections = [np.sum(mean_h_from_v(rbm, v) * (v @ shift.T), axis=1) for v in (early, late)]
    return float(np.corrcoef(*projections)[0, 1])


KIND = source_kind(measure)
