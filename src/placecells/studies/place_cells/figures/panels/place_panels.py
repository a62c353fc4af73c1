"""Panels f and g of figure 3: where the place of a place field comes from."""

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Measurement, Undecided
from placecells.figures.common import SAMPLING, note, panel_label
from placecells.measure.summary import ring_size
from placecells.studies.place_cells.measures import place_and_width as places
from placecells.theory.ring_distance import ring_distance, ring_offset

START, AGAIN = "place_initial_weights", "place_other_noise"
MANY, MANY_AGAIN = "place_many_data", "place_many_data_again"
PREDICTED, OTHER, WEIGHTS, DATA = "#D55E00", "0.55", SAMPLING["stream"], SAMPLING["independent"]


class Distances(NamedTuple):
    """Distances (pair,) in sites between places that have something in common."""

    label: str
    colour: str
    distance: np.ndarray
    near: Measurement | None  # share nearer than CLOSE, with the claim's interval


def possible(datasets: dict[str, xr.Dataset]) -> bool:
    """Whether there are runs from many initial weights, two of which form a place field."""
    return START in datasets and np.isfinite(places.centres_at_formation(datasets[START])).sum() > 1


def draw(scatter: Axes, shares: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Places against those that linear growth predicts; distances between places that share weights or data."""
    ds = datasets[START]
    sites, formed, predicted = ring_size(ds), places.centres_at_formation(ds), places.linear_centres(ds)
    _scatter(scatter, predicted, formed, sites)
    found = [
        Distances("predicted and found", PREDICTED, _apart(predicted, formed, sites), places.place_predicted(ds)),
        *_pairs(datasets, formed, sites),
    ]
    _shares(shares, found, sites)


def _apart(one: np.ndarray, other: np.ndarray, sites: int) -> np.ndarray:
    """Distances (run,) in sites on the ring, of the runs that have both places."""
    distance = ring_distance(one - other, sites)
    return np.sort(distance[np.isfinite(distance)])


def _scatter(ax: Axes, predicted: np.ndarray, formed: np.ndarray, sites: int) -> None:
    """Places at formation, each drawn on that turn of the ring which is next to the predicted place."""
    ends = np.array([0, sites])
    ax.fill_between(ends, ends - places.CLOSE, ends + places.CLOSE, color="0.92", zorder=0)
    ax.plot(ends, ends, color="0.5", linewidth=0.7, zorder=1)
    ax.plot(predicted, predicted + ring_offset(formed - predicted, sites), "o", color=PREDICTED)
    distance = _apart(predicted, formed, sites)
    near = int((distance < places.CLOSE).sum())
    text = f"median distance {np.median(distance):.1f} sites\n{near} of {len(distance)} within {places.CLOSE:g} sites"
    note(ax, 0.97, text, x=0.04, ha="left")
    ax.set(xlim=(0, sites), ylim=(-0.1 * sites, 1.35 * sites))
    ax.set(xlabel=r"place predicted from the initial weights (sites)", ylabel="place of the place field (sites)")
    panel_label(ax, "f", rf"linear growth, $e^{{T(C-1)}}\,w(0)$, {len(distance)} runs")


def _pairs(datasets: dict[str, xr.Dataset], formed: np.ndarray, sites: int) -> list[Distances]:
    """Distances between runs with the same initial weights, with the same data, and with nothing in common."""
    found = []
    if AGAIN in datasets:
        again = places.centres_at_formation(datasets[AGAIN])[1:]  # the first run is in both experiments
        near = _measured(places.place_agrees, datasets[START], datasets[AGAIN])
        found.append(Distances("same initial weights", WEIGHTS, _apart(formed[1:], again, sites), near))
    if MANY in datasets and MANY_AGAIN in datasets:
        one, other = (datasets[name]["centre"].isel(hidden=0, record=-1).values[1:] for name in (MANY, MANY_AGAIN))
        near = _measured(places.place_of_data, datasets[MANY], datasets[MANY_AGAIN])
        samples = int(datasets[MANY]["samples"])
        found.append(Distances(f"same {samples} samples", DATA, _apart(one, other, sites), near))
    unlike = np.concatenate([_apart(np.roll(formed, turn), formed, sites) for turn in range(1, len(formed))])
    return [*found, Distances("different runs", OTHER, np.sort(unlike), None)]


def _measured(measure, *datasets: xr.Dataset) -> Measurement | None:
    try:
        return measure(*datasets)
    except Undecided:
        return None


def _shares(ax: Axes, found: list[Distances], sites: int) -> None:
    """Share of pairs nearer than a distance, with the claims' intervals at the distance that they use."""
    for k, one in enumerate(found):
        count = len(one.distance)
        ax.step(
            np.r_[0, one.distance, sites / 2],
            np.r_[np.arange(count + 1), count] / count,
            where="post",
            color=one.colour,
            label=one.label,
        )
        if one.near is not None:
            at = places.CLOSE + 0.4 * (k - 1)
            bars = [[one.near.value - one.near.low], [one.near.high - one.near.value]]
            ax.errorbar(at, one.near.value, bars, fmt="none", color=one.colour)
    ax.plot([0, sites / 2], [0, 1], "--", color="0.3", linewidth=0.8, label="random places")
    ax.axvline(places.CLOSE, color="0.7", linestyle=":", linewidth=0.8, zorder=0)
    ax.set(xlim=(0, sites / 2), ylim=(0, 1.02), xlabel="distance $d$ (sites)", ylabel="share of pairs nearer than $d$")
    ax.legend(loc="lower right")
    panel_label(ax, "g", "distance of two places, by what they share")
