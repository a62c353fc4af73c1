"""Kinds of units by name. Any kind may be visible; hidden units may be of any kind but Potts."""

from placecells.rbm.units.double_well import DoubleWell
from placecells.rbm.units.gaussian import Gaussian
from placecells.rbm.units.potts import Potts
from placecells.rbm.units.spin import Spin
from placecells.rbm.units.zero_one import ZeroOne

UNITS = {
    "spin": Spin,
    "zero_one": ZeroOne,
    "gaussian": Gaussian,
    "double_well": DoubleWell,
    "potts": Potts,
}
