"""Any figure is saved, whatever lays it out, in bytes that are the same each time."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from PIL import Image

from placecells.figures.save import draw, in_style, save
from placecells.io.store import StoreError

STAMP = {"Title": "a figure", "Creator": "placecells"}


def plain():
    """A figure that no engine lays out."""
    figure = Figure(figsize=(2, 1.5))
    figure.add_axes((0.3, 0.3, 0.6, 0.6)).plot([1, 2])
    return figure


def by_pyplot():
    figure, ax = plt.subplots(figsize=(2, 1.5))
    ax.plot([1, 2])
    plt.close(figure)
    return figure


def laid_out(engine):
    """A figure with an engine, and a colour bar, which binds the engine to the figure."""
    figure = Figure(figsize=(3, 2), layout=engine)
    ax = figure.subplots()
    ax.set_ylabel("a long label\nof two lines")
    figure.colorbar(ax.imshow([[1, 2]]), ax=ax)
    return figure


FIGURES = {
    "no engine": plain,
    "pyplot": by_pyplot,
    "constrained": lambda: laid_out("constrained"),
    "compressed": lambda: laid_out("compressed"),
    "tight": lambda: laid_out("tight"),
    "none": lambda: laid_out("none"),
}


def saved(folder, figure):
    folder.mkdir()
    paths = [folder / "figure.pdf", folder / "figure.png"]
    save(figure, paths, STAMP)
    return [path.read_bytes() for path in paths]


@pytest.mark.parametrize("name", FIGURES)
def test_any_figure_is_saved_and_twice_the_same(tmp_path, name):
    pdf, png = saved(tmp_path / "one", FIGURES[name]())
    assert pdf.startswith(b"%PDF")
    with Image.open(tmp_path / "one" / "figure.png") as image:
        assert image.text["Title"] == "a figure"
    assert saved(tmp_path / "other", FIGURES[name]()) == [pdf, png]


@pytest.mark.parametrize("name", ["no engine", "constrained", "tight"])
def test_the_layout_is_matplotlibs_own(tmp_path, name):
    figure = FIGURES[name]()
    figure.savefig(tmp_path / "expected.png", metadata=STAMP)
    assert saved(tmp_path / "saved", FIGURES[name]())[1] == (tmp_path / "expected.png").read_bytes()


def test_a_personal_setting_lays_out_nothing_anew(tmp_path):
    expected = saved(tmp_path / "expected", FIGURES["constrained"]())
    with plt.rc_context({"figure.autolayout": True}):
        assert saved(tmp_path / "saved", FIGURES["constrained"]()) == expected


@pytest.mark.parametrize("name", FIGURES)
def test_every_file_is_drawn_once(tmp_path, monkeypatch, name):
    figure, times = FIGURES[name](), []
    monkeypatch.setattr(Figure, "draw", lambda *given, draw=Figure.draw: (times.append(1), draw(*given)))
    saved(tmp_path / "saved", figure)
    assert len(times) == 2


def fails_at_once(datasets):
    """With text that TeX-like notation would trip over."""
    raise ValueError("no $beta_{1}$ in {'a': 1} " + 50 * "and more ")


def fails_when_it_is_saved(datasets):
    figure = laid_out("constrained")
    figure.axes[0].set_title("$no \\command{$")  # noticed when the title is drawn
    return figure


@pytest.mark.parametrize("fails", [fails_at_once, fails_when_it_is_saved])
def test_a_figure_that_fails_says_so_and_is_saved(tmp_path, caplog, fails):
    paths = [tmp_path / "figure.pdf", tmp_path / "figure.png"]
    with in_style():
        draw(SimpleNamespace(draw=fails, TITLE="Figure 3: a title"), {}, paths, STAMP)
    assert paths[0].read_bytes().startswith(b"%PDF")
    assert paths[1].exists()
    [warning] = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warning.startswith("Figure 3 cannot be drawn from these datasets. ValueError in ")


@pytest.mark.parametrize("error", [MemoryError, StoreError])
def test_what_is_no_figures_fault_is_raised(tmp_path, error):
    def fails(datasets):
        raise error

    with pytest.raises(error):
        draw(SimpleNamespace(draw=fails, TITLE="Figure 3: a title"), {}, [tmp_path / "figure.png"], STAMP)
