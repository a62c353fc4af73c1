"""Rows of small images, as several figures show them."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

INK = "probability of ink"  # what a pixel of a decoded image is


def image_rows(ax: Axes, rows: dict[str, xr.DataArray], side: int) -> AxesImage:
    """Draw rows of square images (image, site), each with its label on the left: white is 0 and black is 1."""
    arrays = [images.transpose("image", "site").values for images in rows.values()]
    cell = side + 1  # pixels of an image and of the gap after it
    sheet = np.full((len(arrays) * cell - 1, len(arrays[0]) * cell - 1), np.nan)
    for row, images in enumerate(arrays):
        for column, image in enumerate(images):
            top, left = row * cell, column * cell
            sheet[top : top + side, left : left + side] = image.reshape(side, side)
    ax.set_yticks([row * cell + (side - 1) / 2 for row in range(len(arrays))], list(rows))
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_facecolor("0.8")  # the gaps
    return ax.imshow(sheet, cmap="Greys", vmin=0, vmax=1, interpolation="nearest")


def largest(ds: xr.Dataset) -> xr.Dataset:
    """The first replica of the largest hidden size."""
    return ds.sel(hidden_units=ds["hidden_units"].values.max()).isel(seed=0)
