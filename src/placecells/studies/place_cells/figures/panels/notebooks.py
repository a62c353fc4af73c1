"""How the training of an experiment compares with that of the notebook a figure is matched to: numbers and text."""

from collections import Counter
from typing import NamedTuple

import numpy as np
import xarray as xr

from placecells.figures.common import number
from placecells.measure.summary import experiment, final

WORDS_FOR_ONE = 0.005  # ratios that differ from 1 by less count as 1


class Notebook(NamedTuple):
    """Settings of a notebook's training."""

    rate: float
    batch: int
    epochs: int


def training_ratio(ds: xr.Dataset, notebook: Notebook) -> np.ndarray:
    """Rate times number of updates over that of the notebook, for every number of samples: (samples,)."""
    samples = np.atleast_1d(ds["samples"].values)
    updates = np.broadcast_to(final(ds)["update"].values, samples.shape)
    there = notebook.rate * notebook.epochs * -(-samples // notebook.batch)
    return experiment(ds)["training"]["rate"] * updates / there


def training_text(ds: xr.Dataset, notebook: Notebook) -> str:
    """`training_ratio` as a short text, such as '1 × theirs (2.5 × at B = 20)', or a range for many values."""
    ratios = training_ratio(ds, notebook)
    ratios = np.where(np.abs(ratios - 1) < WORDS_FOR_ONE, 1.0, ratios)
    named = [number(ratio) if ratio != 1 else "1" for ratio in ratios]
    (most, _), *others = Counter(named).most_common()
    if len(others) > 1:
        return f"{number(ratios.min())} to {number(ratios.max())} × theirs"
    samples = [int(b) for b, name in zip(np.atleast_1d(ds["samples"].values), named, strict=True) if name != most]
    rare = "".join(f" ({name} × at $B$ = {', '.join(map(str, samples))})" for name, _ in others)
    return f"{most} × theirs{rare}"


def noise_ratio(ds: xr.Dataset, notebook: Notebook) -> float:
    """Noise scale nu/S of the minibatches over that of the notebook."""
    training = experiment(ds)["training"]
    return training["rate"] / training["batch"] * notebook.batch / notebook.rate


def rate_of(ds: xr.Dataset) -> str:
    """The learning rate of an experiment, as the titles of panels state it."""
    return f"rate {experiment(ds)['training']['rate']:g}"


def time_factor(ds: xr.Dataset, time: float) -> float:
    """Learning time of an experiment, its rate times updates, over that of the authors' public notebooks, `time`."""
    return experiment(ds)["training"]["rate"] * float(np.nanmax(ds["update"])) / time


def against_notebooks(ds: xr.Dataset, time: float, noise: float) -> str:
    """Learning time and noise, rate over batch, of an experiment as multiples of those of the notebooks."""
    training = experiment(ds)["training"]
    factors = time_factor(ds, time), training["rate"] / training["batch"] / noise
    if np.allclose(factors, 1):
        return "learning time and noise as in the notebooks"
    return "notebooks' learning time × {}, noise × {}".format(*map(number, factors))


def time_against_notebooks(ds: xr.Dataset, time: float) -> str:
    """Learning time of an experiment as a multiple of that of the notebooks."""
    factor = time_factor(ds, time)
    return "notebooks' learning time" + ("" if np.isclose(factor, 1) else f" × {number(factor)}")
