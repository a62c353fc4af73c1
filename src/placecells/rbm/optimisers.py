"""Optimisers as pairs of `init` and `update`, for gradient ascent; compiled ones are in `kernels.optimisers`.

init(parameters) gives the memory before the first update; update(gradient, memory) gives the change of the parameters
and the memory after it. Parameters, gradients and changes are trees of the same shape.
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
    """What Adam remembers."""

    first: NamedTuple  # running average of the gradient
    second: NamedTuple  # of its square
    updates: np.ndarray  # () int64, done so far


class Adam(NamedTuple):
    """Adam (Kingma and Ba 2015), for ascent: the change is rate * m / (sqrt(s) + epsilon).

    m and s are running averages of the gradient and of its square over about 1 / (1 - beta1) and 1 / (1 - beta2)
    updates, divided by 1 - beta^t after t updates, as they begin at 0.
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
            return self.rate * (m / one) / (np.sqrt(s / other) + self.epsilon)

        return tree_map(change, first, second), AdamMemory(first, second, updates)


OPTIMISERS = {
    "sgd": SGD,
    "adam": Adam,
}
