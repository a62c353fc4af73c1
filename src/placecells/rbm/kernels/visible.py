"""The verbs of visible units: `spin` or `potts`, chosen when numba compiles, by the type of the configurations v."""

import numpy as np
from numba import types
from numba.extending import overload

from placecells.jit import STRICT
from placecells.rbm.kernels import potts, spin, unseen


def _verb(name, spin=spin):
    """A function of compiled code that is `potts.<name>` for uint8 configurations, `spin.<name>` for others."""

    def verb(v, *arguments):  # outside compiled code
        return getattr(potts if v.dtype == np.uint8 else spin, name)(v, *arguments)

    @overload(verb, jit_options=STRICT)
    def choose(v, *arguments):
        chosen = getattr(potts if v.dtype == types.uint8 else spin, name)

        def call(v, *arguments):
            return chosen(v, *arguments)

        return call

    return verb


load, load_fresh = _verb("load"), _verb("load_fresh")
inputs_h, sum_moment, add_means = _verb("inputs_h"), _verb("sum_moment"), _verb("add_means")
thresholds, draw, sweep_unseen = _verb("thresholds"), _verb("draw"), _verb("sweep_unseen", spin=unseen)
thresholds_of_means, thresholds_of_weights = _verb("thresholds_of_means"), _verb("thresholds_of_weights")
mean_and_norm, gauge = _verb("mean_and_norm"), _verb("gauge")
