"""Which units a cell of the config has."""

from placecells.data import VISIBLE


def unit_names(cell):
    """The names in `units.UNITS` of a cell's visible units, by default those of the data's model, and hidden ones."""
    machine = cell["machine"]
    visible = machine.get("visible", VISIBLE[cell["data"]["model"]])
    return visible, machine["unit"]
