"""Claims of the conclusion (section VI): the dimension of the attractor of the weights; what the hidden layer is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import EXACT, JACKKNIFE, STUDENT, exact, from_estimate, mean_of
from placecells.measure import fields, motion, summary
from placecells.studies.place_cells.measures import moving_fields
from placecells.theory import flow, ring
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

LAGS = (5, 10, 20, 40)  # records: from well beyond the relaxation of the shape to less than half of the run
ZERO = 1e-6  # largest rate of a soft direction, nu beta; the next one of two fields on 24 sites is 1e-2 or faster


def distance_modulo_rotation(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Smallest |after - R before|^2 over the rotations R of the ring, common to all units.

    before, after: (..., hidden, site). Returns (...).
    """
    product = np.conj(np.fft.rfft(before)) * np.fft.rfft(after)
    overlap = np.fft.irfft(product.sum(axis=-2), n=before.shape[-1]).max(axis=-1)
    return (before**2).sum((-2, -1)) + (after**2).sum((-2, -1)) - 2 * overlap


def stiff_motion(ds: xr.Dataset) -> Measurement:
    """Exponent in time of the weights' squared displacement that no rotation of the ring explains."""
    weights = ds["weights"].transpose("seed", "record", "hidden", "site").values
    weights = weights[:, int(summary.BURN_IN * weights.shape[1]) :]
    if weights.shape[1] < 2 * LAGS[-1]:
        raise Undecided(f"the run has {weights.shape[1]} records after the burn-in, {2 * LAGS[-1]} are needed")
    parts = [distance_modulo_rotation(weights[:, :-lag], weights[:, lag:]).mean(axis=1) for lag in LAGS]
    values, time = np.stack(parts, axis=1), np.array(LAGS) * float(np.diff(summary.elapsed(ds)[:2])[0])
    share = values.mean(axis=0) / (weights**2).sum((-2, -1)).mean()
    detail = ", ".join(f"{100 * s:.2g}% of |w|^2 in {t:.2g} epochs of 10^6" for s, t in zip(share, time, strict=True))
    return from_estimate(motion.exponent(values, time), len(values), detail)


def breathing(ds: xr.Dataset) -> xr.Dataset:
    """ds with the last weights at all times, whose size walks freely: by a tenth of itself from record to record."""
    weights = ds["weights"].transpose("seed", "record", "hidden", "site")
    steps = 0.1 * np.random.default_rng(0).standard_normal((*weights.shape[:2], 1, 1))
    last = weights.values[:, -1:]
    return ds.assign(weights=weights.copy(data=last * (1 + steps.cumsum(axis=1))))


def rotations_among_units(ds: xr.Dataset) -> Measurement:
    """Number of soft directions of stationary states of the cubic flow (49) over M(M-1)/2."""
    states = ds["profile"].transpose("seed", "hidden", "site").values
    hidden = states.shape[1]
    rates = [np.linalg.eigvals(flow.cubic_jacobian(state)) for state in states]
    soft = [int((np.abs(rate) < ZERO).sum()) for rate in rates]
    value = float(np.mean(soft)) / (hidden * (hidden - 1) / 2)
    slowest = np.sort(np.abs(rates[0]))[:4]
    return exact(value, "slowest rates " + ", ".join(f"{rate:.2g}" for rate in slowest))


class _Layer(NamedTuple):
    """Hidden units of one run that carry a field: correlations over fresh configurations, and their fields."""

    local: np.ndarray  # (unit,) correlation of <h|v> with the magnetisation at the field
    distance: np.ndarray  # (pair,) distance of the fields of all pairs of units, in sites
    correlation: np.ndarray  # (pair,) of <h|v> of all pairs
    width: float  # mean FWHM of the fields, in sites


def _layers(ds: xr.Dataset, layer: xr.Dataset) -> list[_Layer]:
    """One layer per run, at the end of training. layer: correlations of the hidden units of the runs of ds."""
    last, sites, layers = summary.final(ds).transpose("seed", "hidden", ...), summary.ring_size(ds), []
    weights = last["weights"].transpose("seed", "hidden", "site").values
    units = (last["bumps"].values == 1) & fields.carries_field(weights)
    local = layer["local_correlation"].transpose("seed", "hidden").values
    pairs = layer["pair_correlation"].transpose("seed", "hidden", "other").values
    for run, carries in enumerate(units):
        if carries.sum() < 4:
            raise Undecided("fewer than four units carry a field of one bump")
        centre, width = last["centre"].values[run, carries], last["width"].values[run, carries]
        first, second = np.triu_indices(len(centre), 1)
        distance = ring_distance(centre[first] - centre[second], sites)
        correlation = pairs[run][np.ix_(carries, carries)][first, second]
        layers.append(_Layer(local[run, carries], distance, correlation, width.mean()))
    return layers


def local_magnetisation(ds: xr.Dataset, layer: xr.Dataset) -> Measurement:
    """Correlation of <h|v> with the magnetisation within half a FWHM of the field's centre, mean over the units."""
    layers = _layers(ds, layer)
    values = np.array([one.local.mean() for one in layers])
    return mean_of(values, f"{np.mean([len(one.local) for one in layers]):.3g} units with a field per run")


def of_other_fields(layer: xr.Dataset) -> xr.Dataset:
    """layer with every unit paired with another field, the one of the unit half of the list further.

    What a unit reports of the magnetisation there is its correlation with the unit whose field it is.
    """
    pairs = layer["pair_correlation"].transpose("seed", "hidden", "other").values
    hidden = np.arange(pairs.shape[1])
    return layer.assign(
        local_correlation=(("seed", "hidden"), pairs[:, hidden, (hidden + len(hidden) // 2) % len(hidden)])
    )


def hidden_length(ds: xr.Dataset, layer: xr.Dataset) -> Measurement:
    """Decay length of the correlation of two hidden units against the distance of their fields, over xi."""
    xi = float(ring.correlation_length(float(ds["beta"])))
    lengths = [decay_length(one.distance, one.correlation, one.width) for one in _layers(ds, layer)]
    return mean_of(np.array(lengths) / xi, f"xi = {xi:.3g} sites")


def of_the_chain(ds: xr.Dataset, layer: xr.Dataset) -> xr.Dataset:
    """layer with the correlations exp(-d / xi) of spins at the distance d of two centres."""
    centre = summary.final(ds)["centre"].transpose("seed", "hidden").values
    distance = ring_distance(centre[:, :, None] - centre[:, None], summary.ring_size(ds))
    decay = np.exp(-distance / float(ring.correlation_length(float(ds["beta"]))))
    return layer.assign(pair_correlation=(("seed", "hidden", "other"), decay))


def squared(layer: xr.Dataset) -> xr.Dataset:
    """layer with the squares of all correlations, which decay over half of the length."""
    return layer.assign(pair_correlation=layer["pair_correlation"] ** 2)


def decay_length(distance: np.ndarray, correlation: np.ndarray, nearest: float) -> float:
    """l of the least-squares fit A exp(-distance / l) to the pairs at a distance of at least `nearest`."""
    from scipy.optimize import curve_fit  # here, because importing it takes long

    apart = distance >= nearest
    if apart.sum() < 4:
        raise Undecided("fewer than four pairs of units are a width apart")
    x, y = distance[apart] - nearest, correlation[apart]
    (_, length), _ = curve_fit(lambda d, a, scale: a * np.exp(-d / scale), x, y, p0=(max(y.max(), 0.01), 4.0))
    return float(length)


claim = partial(Claim, section="VI", unit="1")
dimension = partial(claim, source="text", row="theory", where="second paragraph")
layer = partial(
    claim,
    source="text",
    row="tiling",
    where="second paragraph, last sentence",
    figure="fig04",
    datasets=("fields_m20", "fields_m20_layer"),
    test=STUDENT,
)

CLAIMS = [
    dimension(
        id="conclusion-87",
        figure="fig05",
        statement="One unit: the attractor in weight space has one dimension, that of the symmetry of Ising data.",
        quantity="exponent in time of min over rotations R of |w(t + lag) - R w(t)|^2, after the burn-in",
        datasets=("diffusion_streamed",),
        measure=stiff_motion,
        expected=Band(high=0.5),
        tolerance="half-way between 0 of a bounded motion and 1 of a further free direction",
        test=JACKKNIFE,
        why="All changes of the weights other than a rotation cost likelihood, and relax to a steady noise.",
        controls=(
            Control(
                "the last weights at all times, with noise",
                lambda ds: stiff_motion(moving_fields.standing(ds)),
                ("diffusion_streamed",),
                REPRODUCED,
            ),
            Control(
                "the last weights at all times, whose size walks freely",
                lambda ds: stiff_motion(breathing(ds)),
                ("diffusion_streamed",),
            ),
        ),
    ),
    claim(
        id="conclusion-87c",
        source="ours",
        figure="fig14",
        statement="For beta to 0 the rotations of M units among themselves add M(M-1)/2 soft directions.",
        quantity="directions that neither grow nor shrink around the stationary states of (49) / (M(M-1)/2)",
        datasets=("two_units_cubic",),
        measure=rotations_among_units,
        expected=Agrees(1.0, 0.1),
        tolerance="a count; the lattice pins the translations",
        test=EXACT,
        why="At cubic order the equations do not change when the units are rotated among themselves.",
        controls=(
            Control(
                "states that are not stationary",
                lambda ds: rotations_among_units(ds.assign(profile=0.5 * ds["profile"])),
                ("two_units_cubic",),
            ),
        ),
        least_runs=1,
    ),
    dimension(
        id="conclusion-87d",
        figure="fig06",
        statement="As the repulsion is short-ranged, several fields may decouple in part: more dimensions than one.",
        quantity="independent directions of the displacements of three centres while each moves by its width",
        datasets=("three_centres",),
        measure=moving_fields.dimension,
        expected=Band(low=1.5),
        tolerance="1 for locked fields, 3 for independent ones; a quarter of the way",
        test=JACKKNIFE,
        why="The repulsion reaches to two widths, and a third of this ring is little more: a field that moves by a "
        "width meets its neighbour and pushes it on. Rings that leave more room would let fields move alone.",
        failing="size",
        controls=(
            Control(
                "units of different runs",
                lambda ds: moving_fields.dimension(moving_fields.of_different_runs(ds)),
                ("three_centres",),
                REPRODUCED,
            ),
            Control(
                "centres that are locked to the first one",
                lambda ds: moving_fields.dimension(moving_fields.locked(ds)),
                ("three_centres",),
            ),
        ),
    ),
    layer(
        id="conclusion-88",
        statement="With about N/xi units the hidden units report the local magnetisation at their fields.",
        quantity="correlation of <h|v> with the magnetisation within half a FWHM of the centre, mean over the units",
        measure=local_magnetisation,
        expected=Band(low=0.8),
        tolerance="most of the variance, 0.8^2 = 0.64, is that of the local magnetisation",
        why="A field of one sign that is as wide as it is far from the next one sums the spins of its place.",
        controls=(
            Control(
                "each unit paired with the field of another one",
                lambda ds, layer: local_magnetisation(ds, of_other_fields(layer)),
                ("fields_m20", "fields_m20_layer"),
            ),
        ),
    ),
    layer(
        id="conclusion-88b",
        statement="With about N/xi units the hidden layer is a coarse-grained copy of the data: it has their length.",
        quantity="decay length of the correlation of two units against the distance of their fields / xi",
        measure=hidden_length,
        expected=Agrees(1.0, 0.3),
        tolerance="separated blocks of a Markov chain decorrelate as exp(-d/xi) exactly; 0.3 for the fields' tails",
        why="Averages over separate places of a chain are correlated as the spins between them are, over xi.",
        controls=(
            Control(
                "correlations exp(-d/xi) of single spins",
                lambda ds, layer: hidden_length(ds, of_the_chain(ds, layer)),
                ("fields_m20", "fields_m20_layer"),
                REPRODUCED,
            ),
            Control(
                "squares of the correlations, which decay over half of the length",
                lambda ds, layer: hidden_length(ds, squared(layer)),
                ("fields_m20", "fields_m20_layer"),
            ),
        ),
    ),
]
