"""Datasets of colour data with the layout of real ones: fields with a place and a phase, made and not trained."""

import numpy as np
import synthetic
import xarray as xr

from placecells.io.combine import combine
from placecells.measure.colour_summary import stacking

COLOURS = 10
QUANTITIES = ("weights", "centre", "width", "colours", "cosine")
FIRST, SECOND = 2.0, 0.3  # alpha at which the made-up weights order in colour and in space
VARIANTS = ("long_range", "parity", "potts", "short_kernel")


def wave(phases, harmonic=1, colours=COLOURS):
    """cos(2 pi m a/q - phase): (..., colour)."""
    a = np.arange(colours)
    return np.cos(2 * np.pi * harmonic * a / colours - np.asarray(phases)[..., None])


def noise(rng, shape, scale):
    """Gaussian weights in the zero-sum gauge."""
    weights = scale * rng.standard_normal(shape)
    return weights - weights.mean(axis=-1, keepdims=True)


def colour_field(centres, phases, width, height, sites, harmonic=1):
    """Sech fields in space times a cosine in colour: (..., site, colour)."""
    return synthetic.field(centres, width, height, sites)[..., None] * wave(phases, harmonic)[..., None, :]


def config(**settings):
    data = {"model": "xy", "colours": COLOURS, "beta": 1.5, "sampling": "independent"}
    return synthetic.config(**({"quantities": QUANTITIES, "samples": 100_000} | data | settings))


def machines(make_run, theta=None, learned=False, fields="learned", vary=("data", "weights", "noise"), **settings):
    """The dataset of an experiment of spin units or, with theta, of double wells; a learned theta ends at `theta`."""
    unit = {"unit": "spin"} if theta is None else {"unit": "double_well", "theta": theta, "theta_learned": learned}
    made = config(**settings)
    made |= {"machine": made["machine"] | unit | {"fields": fields}, "vary": list(vary)}
    ds = synthetic.dataset(made, make_run)
    if learned:
        ds = ds.assign(theta=ds["width"] * 0 + theta)
    return ds


def mirrored(ds):
    """The same machines, every other unit of every run as its mirror image, (w, h) -> (-w, -h)."""
    sign = 1 - 2 * (ds["hidden"].copy(data=np.arange(ds.sizes["hidden"])) % 2)
    turn = np.pi * (sign < 0)
    turned = {name: (ds[name] + turn) % (2 * np.pi) for name in ("phase", "cosine_phase")}
    return ds.assign(weights=ds["weights"] * sign, **turned)


def with_start(last, rng):
    """Two records: small random weights, and `last` with noise."""
    last = last + noise(rng, last.shape, 0.05)
    return np.stack([noise(rng, last.shape, 0.01), last], axis=1), np.array([0, 1000])


def one_field(width):
    def make_run(cell, _):
        rng, seeds, sites = np.random.default_rng(int(10 * width)), cell["seeds"], cell["data"]["sites"]
        centres, phases = rng.uniform(0, sites, (seeds, 1)), rng.uniform(0, 2 * np.pi, (seeds, 1))
        return with_start(colour_field(centres, phases, width, 1.2, sites), rng)

    return make_run


def some_stacked(share):
    """make_run of evenly spaced fields; in that share of the runs units 0 and 1 sit at one place, 90 degrees apart."""

    def make_run(cell, rng):
        seeds, sites, hidden = cell["seeds"], cell["data"]["sites"], cell["machine"]["hidden"]
        centres = np.arange(hidden) * sites / hidden + rng.uniform(0, sites, (seeds, 1))
        phases = rng.uniform(0, 2 * np.pi, (seeds, hidden))
        stacked = np.arange(seeds) < round(share * seeds)
        centres[stacked, 1] = centres[stacked, 0] + 1
        phases[stacked, 1] = phases[stacked, 0] + np.pi / 2 + rng.normal(0, 0.1, stacked.sum())
        return with_start(colour_field(centres, phases, 4.0, 1.0, sites), rng)

    return make_run


def ordering(harmonic=1):
    """make_run whose weights are noise above FIRST, waves in colour below it, and fields in space below SECOND."""

    def make_run(cell, rng):
        seeds, sites = cell["seeds"], cell["data"]["sites"]
        alpha = sites / cell["data"]["samples"]
        angular, spatial = (1 / (1 + (alpha / at) ** 3) for at in (FIRST, SECOND))
        centres = rng.uniform(0, sites, (seeds, 1))
        phases = np.cumsum(rng.normal(0, 0.3, (seeds, 1, sites)), axis=-1)
        shape = (1 - spatial) * 0.3 + spatial * synthetic.field(centres, 6.0, 1.0, sites)
        waves = angular * shape[..., None] * wave(phases, harmonic)
        return with_start(waves + noise(rng, waves.shape, 0.1 * (1 - 0.8 * spatial)), rng)

    return make_run


def with_likelihood(ds, gain):
    """ds with a held-out log-likelihood that every stacked pair raises by `gain`."""
    rng = np.random.default_rng(1)
    value = -150 + gain * stacking(ds).per_run[:, None] + rng.normal(0, 0.1, (ds.sizes["seed"], ds.sizes["record"]))
    return ds.assign(log_likelihood_test=(("seed", "record"), value), log_likelihood_train=(("seed", "record"), value))


def chain(rng, samples, sites, colours, beta):
    """Open chains of colours with the ring's nearest-neighbour law: uint8 (samples, sites)."""
    weight = np.exp(beta * np.cos(2 * np.pi * np.arange(colours) / colours))
    steps = rng.choice(colours, (samples, sites), p=weight / weight.sum())
    steps[:, 0] = rng.integers(colours, size=samples)
    return (np.cumsum(steps, axis=1) % colours).astype(np.uint8)


def configurations(samples=100, sites=100, beta=1.5):
    values = chain(np.random.default_rng(0), samples, sites, COLOURS, beta)[None]
    cell = xr.Dataset({"configurations": (("seed", "sample", "site"), values)}, coords={"beta": beta})
    return combine([({}, cell)]).assign_attrs(synthetic_attributes())


def synthetic_attributes(**data):
    return {"config": synthetic.json.dumps(config(**data))}


def spectrum(samples, sites=20, colours=6, beta=1.5, seeds=4):
    """Top of the spectrum of the one-hot correlation matrix of chains, and the laws for it."""
    rng = np.random.default_rng(samples)
    basis = wave(np.array([0.0, np.pi / 2]), colours=colours) / np.sqrt(colours / 2)
    waves = np.exp(2j * np.pi * np.arange(sites)[:, None] * np.arange(-3, 4) / sites) / np.sqrt(sites)
    rows = []
    for _ in range(seeds):
        v = chain(rng, samples, sites, colours, beta)
        values, vectors = np.linalg.eigh(correlation(v, colours))
        top = vectors[:, -1].reshape(sites, colours)
        power = np.abs(waves.conj().T @ top @ basis.T) ** 2
        shuffled = np.linalg.eigvalsh(correlation(rng.permuted(v, axis=0), colours))[-1]
        rows.append((values[-1], shuffled, power[3].sum(), power.sum(), top))
    names = ("top_eigenvalue", "top_eigenvalue_shuffled", "projection_uniform", "projection_band", "top_eigenvector")
    values = {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    dims = {name: ("seed", "site", "colour")[: value.ndim] for name, value in values.items()}
    kernel = np.exp(beta * np.cos(2 * np.pi * np.arange(colours) / colours))
    x, factor = kernel @ np.cos(2 * np.pi * np.arange(colours) / colours) / kernel.sum(), colours / (colours - 1)
    alpha = sites / samples
    noise_edge, signal = factor * (1 + np.sqrt(alpha * (colours - 1))) ** 2, factor * (1 + x) / (1 - x)
    laws = {"law_signal": signal, "law_noise": noise_edge, "law_edge": 1.1 * max(signal, noise_edge)}
    return xr.Dataset(
        {name: (dims[name], value) for name, value in values.items()} | {name: ((), law) for name, law in laws.items()},
        coords={"seed": np.arange(seeds), "beta": beta, "samples": samples, "alpha": alpha},
    )


def correlation(v, colours):
    """One-hot correlation matrix over the variance (1/q)(1-1/q): (site * colour, site * colour)."""
    hot = (v[..., None] == np.arange(colours)).astype(float) - 1 / colours
    hot = hot.reshape(len(v), -1)
    return hot.T @ hot / len(v) * colours**2 / (colours - 1)


def spectra(samples):
    cells = [({"samples": count}, spectrum(count)) for count in samples]
    return combine(cells).assign_attrs(synthetic_attributes(sites=20, colours=6))


def everything():
    """name of a figure: the datasets that `draw` gets, at a size that takes seconds."""
    alphas = {"data.samples": [10, 20, 40, 100, 200, 400, 1000, 4000, 20_000]}
    one, five = {"seeds": 6}, {"seeds": 8, "hidden": 5}
    harmonic = {"parity": 5}
    return {
        "fig08": {"xy_configurations": configurations()},
        "fig09": {
            "xy_double_well_1": machines(one_field(4.4), theta=-1.0, **one),
            "xy_double_well_2": machines(one_field(4.2), theta=-2.0, **one),
            "xy_double_well": machines(one_field(4.0), theta=2.8, learned=True, **one),
            "xy_double_well_zero": machines(one_field(3.6), theta=2.5, learned=True, fields="zero", **one),
            "xy_binary": machines(one_field(4.6), fields="zero", **one),
            "xy_binary_learned": machines(one_field(5.2), **one),
        },
        "fig10": {
            "xy_m5_double_well_1": machines(some_stacked(0.125), theta=-1.0, **five),
            "xy_m5_double_well_2": machines(some_stacked(0.0), theta=-2.0, **five),
            "xy_m5_double_well": machines(some_stacked(0.25), theta=2.8, learned=True, vary=("weights",), **five),
            "xy_m5_double_well_zero": machines(
                some_stacked(0.5), theta=2.5, learned=True, fields="zero", vary=("weights",), **five
            ),
            "xy_m5_spin": machines(some_stacked(0.375), **five),
            "xy_m5_spin_zero": machines(some_stacked(0.75), fields="zero", **five),
            "xy_m5_binary": with_likelihood(machines(some_stacked(0.4), vary=("weights",), **five), 0.05),
            "xy_m5_binary_zero": with_likelihood(
                machines(some_stacked(0.7), fields="zero", vary=("weights",), **five), 0.3
            ),
        },
        "fig11": {
            "xy_alpha": synthetic.dataset(config(grid=alphas, **one), ordering()),
            "xy_alpha_controlled": synthetic.dataset(config(grid=alphas, **one), ordering()),
        },
        "fig13": {
            "xy_correlation_alpha": spectra([5, 20, 80, 320, 1280]),
            "xy_correlation_vectors": spectra([5, 80, 1280, 5120]),
        },
        "figV1": {
            f"xy_variant_{name}": synthetic.dataset(config(grid=alphas, **one), ordering(harmonic.get(name, 1)))
            for name in VARIANTS
        },
    }
