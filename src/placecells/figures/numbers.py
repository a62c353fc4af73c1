"""The numbers that a drawn figure shows, as CSV: points of lines, error bars, histograms, bands, images, tables.

One row is one point, bar, pixel or cell. `series` numbers what belongs together in a panel. x and y are in data
coordinates and blank where something spans the panel, such as a vertical line. An error bar, a bar or a band has
`_low` and `_high` of the coordinate in which it extends. `value` is a pixel's number, a sector's share, a cell's text.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import count

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle, StepPatch, Wedge
from matplotlib.table import Table

POINT = ("x", "y", "x_low", "x_high", "y_low", "y_high", "value")
COLUMNS = ("panel", "x_axis", "y_axis", "series", "kind", "label", *POINT)
BOLD_LETTER = re.compile(r"\$\\bf\{([^}]+)\}\$\s*")

Points = Iterator[dict]  # of a row's columns POINT, those that are there


def as_csv(figure: Figure) -> str:
    """What a figure shows, as CSV text with the columns COLUMNS; the same figure gives the same text."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    bars = {id(bar) for ax in figure.axes for bar in _colour_bars(ax)}
    for number, ax in enumerate((ax for ax in figure.axes if id(ax) not in bars), 1):
        head = {"panel": _title(ax) or str(number), "x_axis": ax.get_xlabel(), "y_axis": ax.get_ylabel()}
        head = {name: " ".join(text.split()) for name, text in head.items()}
        writer.writerows(head | row for row in _rows(ax))
    return text.getvalue()


def _colour_bars(ax: Axes) -> list[Axes]:
    """The axes of the colour bars that belong to a panel's images."""
    return [one.colorbar.ax for one in (*ax.images, *ax.collections) if one.colorbar is not None]


def _title(ax: Axes) -> str:
    """The panel's letter and title as plain text."""
    titles = filter(None, (ax.get_title(loc) for loc in ("left", "center", "right")))
    return BOLD_LETTER.sub(r"\1: ", " ".join(titles)).strip().removesuffix(":")


def _rows(ax: Axes) -> Iterator[dict]:
    """The rows of a panel, without the columns of the panel itself."""
    series = count(1)
    for kind, artist, points in _artists(ax):
        label = str(artist.get_label())
        head = {"series": next(series), "kind": kind, "label": "" if label.startswith("_") else label}
        for point in points:
            plain = {name: _number(value) for name, value in point.items()}
            if any(plain.values()):
                yield head | plain


def _number(value: object) -> str:
    """A number with eight digits, empty for NaN; text as it is."""
    if isinstance(value, str):
        return value
    return f"{value:.8g}" if np.isfinite(value) else ""


def _artists(ax: Axes) -> Iterator[tuple[str, Artist, Points]]:
    """(kind, artist, its points) of everything in a panel that shows numbers."""
    bars = [one for one in ax.containers if isinstance(one, ErrorbarContainer)]
    parts = {id(part) for bar in bars for part in (bar[0], *bar[1], *bar[2])}
    for bar in bars:
        yield "error bars", bar, _error_bars(bar)
    for line in ax.lines:
        if id(line) not in parts:
            yield "line" if line.get_linestyle() not in ("None", "") else "points", line, _line(line, ax)
    for collection in ax.collections:
        if id(collection) not in parts:
            yield from _collection(collection)
    for patch in ax.patches:
        if isinstance(patch, Rectangle | StepPatch | Polygon | Wedge):
            yield _patch_kind(patch), patch, _patch(patch, ax)
    for image in ax.images:
        if np.ndim(image.get_array()) == 2:
            yield "image", image, _image(image)
    for table in (one for one in ax.get_children() if isinstance(one, Table)):
        yield "table", table, _table(table)


def _line(line: Line2D, ax: Axes) -> Points:
    x_is_data, y_is_data = line.get_transform().contains_branch_seperately(ax.transData)
    for x, y in zip(_plain(line.get_xdata(orig=False)), _plain(line.get_ydata(orig=False)), strict=True):
        yield {"x": x if x_is_data else np.nan, "y": y if y_is_data else np.nan}


def _error_bars(bar: ErrorbarContainer) -> Points:
    """Points with the ends of their bars: Matplotlib keeps the bars in x before those in y, in the points' order."""
    sides = ["x"] * bar.has_xerr + ["y"] * bar.has_yerr
    ends = {side: bars.get_segments() for side, bars in zip(sides, bar[2], strict=True)}
    points = [] if bar[0] is None else zip(*map(_plain, bar[0].get_data(orig=False)), strict=True)
    rows = [dict(zip("xy", point, strict=True)) for point in points] or [{} for _ in next(iter(ends.values()), [])]
    for side, segments in ends.items():
        for row, segment in zip(rows, segments, strict=False):
            low, high = sorted(_plain(segment)[:, "xy".index(side)]) if len(segment) else (np.nan, np.nan)
            row |= {f"{side}_low": low, f"{side}_high": high}
    yield from rows


def _collection(collection: Collection) -> Iterator[tuple[str, Artist, Points]]:
    """Scattered points, bands, meshes; of a collection of lines each line."""
    if isinstance(collection, LineCollection):
        for segment in collection.get_segments():
            yield "line", collection, ({"x": x, "y": y} for x, y in _plain(segment))
    elif isinstance(collection, PathCollection):
        yield "points", collection, _scattered(collection)
    elif isinstance(collection, QuadMesh):
        yield "image", collection, _mesh(collection)
    elif isinstance(collection, PolyCollection):
        for path in collection.get_paths():
            yield "band", collection, _band(_plain(path.vertices))


def _scattered(collection: PathCollection) -> Points:
    offsets, values = _plain(collection.get_offsets()), collection.get_array()
    for index, (x, y) in enumerate(offsets):
        yield {"x": x, "y": y} | ({} if values is None else {"value": _plain(values)[index]})


def _band(vertices: np.ndarray) -> Points:
    """The lowest and the highest y of a polygon (vertex, 2) at each x."""
    for x in np.unique(vertices[:, 0]):
        y = vertices[vertices[:, 0] == x, 1]
        yield {"x": x, "y_low": y.min(), "y_high": y.max()}


def _mesh(mesh: QuadMesh) -> Points:
    corners = _plain(mesh.get_coordinates())
    centres = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    for (x, y), value in zip(centres.reshape(-1, 2), _plain(mesh.get_array()).ravel(), strict=True):
        yield {"x": x, "y": y, "value": value}


def _image(image: AxesImage) -> Points:
    """The pixels' centres and numbers, row after row."""
    values = _plain(image.get_array())
    left, right, bottom, top = image.get_extent()
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    rows, columns = values.shape
    for row in range(rows):
        for column in range(columns):
            x = left + (column + 0.5) * (right - left) / columns
            yield {"x": x, "y": first + (row + 0.5) * (last - first) / rows, "value": values[row, column]}


def _patch_kind(patch: Patch) -> str:
    return {Rectangle: "bar", StepPatch: "steps", Wedge: "sector"}.get(type(patch), "outline")


def _patch(patch: Patch, ax: Axes) -> Points:
    """A bar, the steps of a histogram, a sector of a pie with its share, or the corners of an outline."""
    if isinstance(patch, Wedge):
        yield {"x": patch.center[0], "y": patch.center[1], "value": (patch.theta2 - patch.theta1) / 360}
    elif isinstance(patch, StepPatch):
        values, edges, _ = patch.get_data()
        for value, low, high in zip(values, edges[:-1], edges[1:], strict=True):
            yield {"x_low": low, "x_high": high, "y": value}
    elif isinstance(patch, Polygon):
        yield from ({"x": x, "y": y} for x, y in _plain(patch.get_xy()))
    else:
        (left, right), (bottom, top) = patch.get_bbox().intervalx, patch.get_bbox().intervaly
        x_is_data, y_is_data = patch.get_transform().contains_branch_seperately(ax.transData)
        yield ({"x_low": left, "x_high": right} if x_is_data else {}) | (
            {"y_low": bottom, "y_high": top} if y_is_data else {}
        )


def _table(table: Table) -> Points:
    """The cells with something in them: x is the column's number, y the row's, from the top left corner."""
    for (row, column), cell in sorted(table.get_celld().items()):
        if cell.get_text().get_text():
            yield {"x": column, "y": row, "value": cell.get_text().get_text()}


def _plain(values: object) -> np.ndarray:
    """Numbers as an array, NaN where they are masked."""
    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
