"""Optimisers of gradient ascent, each with the methods `init` and `update`. `kernels.optimisers` has the compiled ones.

init(parameters) returns the memory before the first update. update(gradient, memory) returns the change of the
parameters and the memory after the update. Parameters, gradients and changes are trees of the same structure, see
`units.tree`; nothing is overwritten.
"""

from typing import NamedTuple

import numpy as np

from placecells.rbm.units.tree import tree_map


class SGD(NamedTuple):
    """Stochastic gradient ascent, equation (7): the change is rate * gradient. It has no memory."""

    rate: float = 0.01

    def init(self, parameters):
        return ()

    def update(self, gradient, memory):
        return tree_map(lambda g: self.rate * g, gradient), memory


class AdamMemory(NamedTuple):
    """The memory of Adam."""

    first: NamedTuple  # running average of the gradient
    second: NamedTuple  # running average of the square of the gradient
    updates: np.ndarray  # () int64, number of updates so far


class Adam(NamedTuple):
    """Adam (Kingma and Ba 2015), for ascent: the change is rate * m / (sqrt(s) + epsilon).

    m is the running average of the gradient over about 1 / (1 - beta1) updates, and s the running average of its square
    over about 1 / (1 - beta2) updates. Both averages start at 0; m is therefore divided by 1 - beta1^t after t updates,
    and s by 1 - beta2^t.
    """

    rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, parameters):
        return AdamMemory(tree_map(np.zeros_like, parameters), tree_map(np.zeros_like, parameters), np.array(0))

    def update(self, gradient, memory):
        updates = memory.updates + 1
        first = tree_map(lambda m, g: self.beta1 * m + (1.0 - self.beta1) * g, memory.first, gradient)
        second = tree_map(lambda s, g: self.beta2 * s + (1.0 - self.beta2) * g * g, memory.second, gradient)
        one, other = 1.0 - self.beta1**updates, 1.0 - self.beta2**updates

        def change(m, s):
            return self.rate * (m / one) / ((s / other) ** 0.5 + self.epsilon)

        return tree_map(change, first, second), AdamMemory(first, second, updates)


OPTIMISERS = {
    "sgd": SGD,
    "adam": Adam,
}
