"""Draw a figure as the workflow does, with every warning an error, and see that it stays within its page."""

import importlib
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.text import Text

import placecells.figures
from placecells.study import figure_module

STYLE = Path(placecells.figures.__file__).parent / "paper.mplstyle"


def drawn(name, datasets):
    """The figure, laid out within its page; any warning of the layout or of numpy is an error."""
    module = importlib.import_module(figure_module(name))
    with plt.style.context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = module.draw(datasets)
        figure.get_layout_engine().execute(figure)  # once, as `placecells.figures.save` does: savefig would draw twice
        figure.set_layout_engine("none")
        figure.draw_without_rendering()  # all that can warn, without pixels; the smoke run saves every figure
        box = figure.get_tightbbox().extents * 25.4
    width, height = figure.get_size_inches() * 25.4
    assert width <= 180.1  # mm, the text width
    assert height < 240
    assert (box > -0.5).all(), "something is drawn beyond the left or lower edge"
    assert (box[2:] < [width + 0.5, height + 0.5]).all(), "something is drawn beyond the right or upper edge"
    return figure


def text_of(figure):
    """All text of the figure."""
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def ends(datasets):
    """The first and the last name of the experiments of a figure: each is drawn alone, as where others are left out."""
    names = list(datasets)
    return dict.fromkeys([names[0], names[-1]])
