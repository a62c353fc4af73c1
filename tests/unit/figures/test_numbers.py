"""What a figure shows, as CSV: every point, bar and pixel, in data coordinates, and the same text each time."""

import csv
import io
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from placecells.figures.numbers import COLUMNS, as_csv
from placecells.figures.save import draw, in_style, save

X, Y = [1.0, 2.0, 4.0], [0.5, np.nan, 3.0]


def shown(show):
    """The rows of a figure with one panel, which `show` draws."""
    figure = Figure()
    show(figure.subplots())
    return list(csv.DictReader(io.StringIO(as_csv(figure))))


def column(rows, name):
    return [float(row[name]) if row[name] else None for row in rows]


def test_a_line_has_its_points_its_label_and_its_panel():
    def show(ax):
        ax.set_title(r"$\bf{a}$  weights", loc="left")
        ax.set(xlabel="site\n$i$", ylabel="weight")
        ax.plot(X, Y, label="one run")
        ax.plot([3], [1], "o")

    rows = shown(show)
    assert column(rows, "x") == [1, 2, 4, 3]
    assert column(rows, "y") == [0.5, None, 3, 1]
    assert [row["kind"] for row in rows] == ["line"] * 3 + ["points"]
    assert [row["label"] for row in rows] == ["one run"] * 3 + [""]
    assert [row["series"] for row in rows] == ["1", "1", "1", "2"]
    assert {(row["panel"], row["x_axis"], row["y_axis"]) for row in rows} == {("a: weights", "site $i$", "weight")}


@pytest.mark.parametrize(("side", "other"), [("x", "y"), ("y", "x")])
def test_error_bars_have_both_ends(side, other):
    rows = shown(lambda ax: ax.errorbar([1, 2], [3, 4], **{f"{side}err": [[0.1, 0.2], [0.3, 0.4]]}, label="mean"))
    place = {"x": np.array([1, 2]), "y": np.array([3, 4])}
    assert [row["kind"] for row in rows] == ["error bars"] * 2
    np.testing.assert_allclose(column(rows, f"{side}_low"), place[side] - [0.1, 0.2])
    np.testing.assert_allclose(column(rows, f"{side}_high"), place[side] + [0.3, 0.4])
    assert column(rows, f"{other}_low") == [None, None]
    assert [row["label"] for row in rows] == ["mean"] * 2


@pytest.mark.parametrize("fmt", ["none", "o"])
def test_error_bars_in_both_directions_with_a_gap_and_with_or_without_points(fmt):
    errors = {"xerr": 0.5, "yerr": [0.1, 0.2, 0.3]}
    rows = shown(lambda ax: ax.errorbar([1, 2, 3], [3, np.nan, 5], fmt=fmt, **errors))
    rows = [row for row in rows if row["y_low"]]
    assert column(rows, "x_low") == [0.5, 2.5]
    assert column(rows, "y_high") == [3.1, 5.3]
    assert column(rows, "y") == ([None, None] if fmt == "none" else [3, 5])


def test_what_spans_the_panel_has_no_number_there():
    def show(ax):
        ax.axvline(2.0)
        ax.axhline(3.0)
        ax.axvspan(4.0, 5.0)

    rows = shown(show)
    assert column(rows, "x") == [2, 2, None, None, None]
    assert column(rows, "y") == [None, None, 3, 3, None]
    assert (rows[4]["x_low"], rows[4]["x_high"], rows[4]["y_low"]) == ("4", "5", "")


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_an_image_has_its_pixels_where_they_are_drawn(origin):
    values = np.arange(6).reshape(2, 3)
    rows = shown(lambda ax: ax.imshow(values, origin=origin, extent=(0, 30, 0, 2)))
    assert column(rows, "value") == [0, 1, 2, 3, 4, 5]
    assert column(rows, "x") == [5, 15, 25] * 2
    assert column(rows, "y") == ([1.5] * 3 + [0.5] * 3 if origin == "upper" else [0.5] * 3 + [1.5] * 3)


def test_the_pixels_of_an_image_without_extent_are_at_their_indices():
    rows = shown(lambda ax: ax.imshow([[1, 2], [3, np.nan]]))
    assert column(rows, "x") == [0, 1, 0, 1]
    assert column(rows, "y") == [0, 0, 1, 1]
    assert column(rows, "value") == [1, 2, 3, None]


def test_a_colour_bar_is_no_panel():
    def show(ax):
        ax.figure.colorbar(ax.imshow([[1, 2]]), ax=ax)

    assert {row["panel"] for row in shown(show)} == {"1"}


def test_meshes_scatters_bands_bars_and_steps():
    def show(ax):
        ax.pcolormesh([0, 1, 3], [0, 2], [[7, 8]])
        ax.scatter([1, 2], [3, 4], c=[5, 6])
        ax.fill_between([1, 2], [0, 1], [2, 4], label="band")
        ax.hist([1, 1, 2], bins=[0.5, 1.5, 2.5])
        ax.stairs([3, 4], [0, 1, 2])

    rows = {}
    for row in shown(show):
        rows.setdefault(row["kind"], []).append(row)
    assert column(rows["image"], "x") == [0.5, 2]
    assert column(rows["image"], "value") == [7, 8]
    assert column(rows["points"], "value") == [5, 6]
    assert (column(rows["band"], "y_low"), column(rows["band"], "y_high")) == ([0, 1], [2, 4])
    assert (column(rows["bar"], "x_low"), column(rows["bar"], "y_high")) == ([0.5, 1.5], [2, 1])
    assert (column(rows["steps"], "x_high"), column(rows["steps"], "y")) == ([1, 2], [3, 4])


def test_vertical_lines_a_pie_and_a_table():
    def show(ax):
        ax.vlines([1, 2], 0, 5)
        ax.pie([1, 3], labels=["one", "three"])
        ax.table([["0.50 [0.40, 0.60]", ""]], colLabels=["D", "exponent"])

    rows = shown(show)
    assert column([row for row in rows if row["kind"] == "line"], "x") == [1, 1, 2, 2]
    assert [row["value"] for row in rows if row["kind"] == "sector"] == ["0.25", "0.75"]
    assert [row["value"] for row in rows if row["kind"] == "table"] == ["D", "exponent", "0.50 [0.40, 0.60]"]


def test_a_figure_without_numbers_has_the_columns_only():
    assert as_csv(Figure()) == ",".join(COLUMNS) + "\n"


def test_it_is_saved_beside_the_image_and_is_the_same_each_time(tmp_path):
    def figure():
        new = Figure(layout="constrained")
        new.subplots().plot([1.0, 2.0], [np.pi, 1e-12], label='a "label", with a comma')
        return new

    paths = [tmp_path / name for name in ("one.csv", "two.csv")]
    for path in paths:
        save(figure(), [tmp_path / "figure.pdf", path], {"Title": "a figure"})
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    [row, _] = csv.DictReader(io.StringIO(first.decode()))
    assert (row["label"], row["y"]) == ('a "label", with a comma', "3.1415927")


def test_a_figure_that_cannot_be_drawn_has_an_empty_table(tmp_path):
    def fails(datasets):
        raise ValueError("no data")

    with in_style():
        draw(SimpleNamespace(draw=fails, TITLE="Figure 3: a title"), {}, [tmp_path / "figure.csv"], {"Title": "x"})
    assert (tmp_path / "figure.csv").read_text() == ",".join(COLUMNS) + "\n"
