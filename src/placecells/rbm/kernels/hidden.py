"""Compiled functions of hidden units; the class of the units chooses. `units.two_valued` describes them."""

from placecells.rbm.kernels import sweeps, tables
from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.units import real, two_valued
from placecells.rbm.kernels.units.real import DoubleWell, Gaussian
from placecells.rbm.kernels.units.two_valued import TwoValued


def _verb(name):
    functions = {Gaussian: getattr(real, f"gaussian_{name}"), DoubleWell: getattr(real, f"well_{name}")}
    return chosen({TwoValued: getattr(two_valued, name)} | functions)


mean, mean_and_gradients, sample = _verb("mean"), _verb("mean_and_gradients"), _verb("sample")
energy, add_gradients_at, set_states = _verb("energy"), _verb("add_gradients_at"), _verb("set_states")
weigh_by_products = chosen(
    {TwoValued: tables.weigh_by_products, Gaussian: tables.weigh_no_reals, DoubleWell: tables.weigh_no_reals}
)
first_sweeps = chosen({TwoValued: sweeps.first_sweeps, Gaussian: sweeps.none_first, DoubleWell: sweeps.none_first})
draw_v = chosen({TwoValued: sweeps.draw_v, Gaussian: sweeps.draw_v_by_fields, DoubleWell: sweeps.draw_v_by_fields})
