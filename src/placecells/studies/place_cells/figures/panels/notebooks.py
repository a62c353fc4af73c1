"""How much longer, and with how much more noise, an experiment trains than the notebook that a figure is matched to."""

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
