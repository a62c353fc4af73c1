"""Compiled functions of visible units; the class of the units chooses. `units.spin` and `units.potts` describe them."""

from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.units import potts, spin

UNITS = {spin.Spin: spin, potts.Potts: potts}


def _verb(name):
    return chosen({unit: getattr(module, name) for unit, module in UNITS.items()})


load, load_fresh = _verb("load"), _verb("load_fresh")
arrange, inputs_h = _verb("arrange"), _verb("inputs_h")
sum_moment, add_gradients = _verb("sum_moment"), _verb("add_gradients")
thresholds, draw = _verb("thresholds"), _verb("draw")
thresholds_of_means, thresholds_of_weights = _verb("thresholds_of_means"), _verb("thresholds_of_weights")
mean_and_norm, norm_of_weights, gauge = _verb("mean_and_norm"), _verb("norm_of_weights"), _verb("gauge")
