"""The kinds of units that a cell of the config has."""

from placecells.data import VISIBLE


def unit_names(cell):
    """Names in `units.UNITS` of the visible and of the hidden units of a cell.

    Where the cell does not name the visible units, the law of the data decides.
    """
    machine = cell["machine"]
    visible = machine.get("visible", VISIBLE[cell["data"]["model"]])
    return visible, machine["unit"]
