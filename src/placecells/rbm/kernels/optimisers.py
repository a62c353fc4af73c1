"""Compiled optimisers. `rbm.optimisers` has the readable ones, under the same names.

An optimiser is a NamedTuple of its settings. The memory of an optimiser is what it keeps from one update to the next.
"""

import math
from typing import NamedTuple

from placecells.jit import strict
from placecells.rbm.kernels.choice import chosen


class SGD(NamedTuple):
    """Stochastic gradient ascent, equation (7). It has no memory."""

    rate: float


class Adam(NamedTuple):
    """Adam (Kingma and Ba 2015). Memory: running averages of the gradient and of its square, two Machines."""

    rate: float
    beta1: float
    beta2: float
    epsilon: float


@strict
def _follow(rate, values, gradient):
    """values (n,) += rate * gradient."""
    for k in range(values.shape[0]):
        values[k] += rate * gradient[k]


@strict
def sgd_step(optimiser, memory, t, machine, gradient, plan):
    """The weights and the learned parameters of `machine` += rate * `gradient`; both are Machines."""
    _follow(optimiser.rate, machine.weights.reshape(-1), gradient.weights.reshape(-1))
    for k in range(len(machine.visible)):
        if plan.visible_learned[k]:
            _follow(optimiser.rate, machine.visible[k].reshape(-1), gradient.visible[k].reshape(-1))
    for k in range(len(machine.hidden)):
        if plan.hidden_learned[k]:
            _follow(optimiser.rate, machine.hidden[k].reshape(-1), gradient.hidden[k].reshape(-1))


@strict
def _follow_averages(optimiser, t, first, second, values, gradient):
    """values (n,) <- the parameters after update number t = 0, 1, ...; the memory first, second (n,) is overwritten."""
    one, other = 1.0 - optimiser.beta1 ** (t + 1), 1.0 - optimiser.beta2 ** (t + 1)  # because averages start at 0
    for k in range(values.shape[0]):
        first[k] = optimiser.beta1 * first[k] + (1.0 - optimiser.beta1) * gradient[k]
        second[k] = optimiser.beta2 * second[k] + (1.0 - optimiser.beta2) * gradient[k] * gradient[k]
        values[k] += optimiser.rate * (first[k] / one) / (math.sqrt(second[k] / other) + optimiser.epsilon)


@strict
def adam_step(optimiser, memory, t, machine, gradient, plan):
    """The weights and the learned parameters of `machine` <- their values after update number t.

    gradient: a Machine. memory: two Machines, overwritten.
    """
    first, second = memory
    _follow_averages(
        optimiser,
        t,
        first.weights.reshape(-1),
        second.weights.reshape(-1),
        machine.weights.reshape(-1),
        gradient.weights.reshape(-1),
    )
    for k in range(len(machine.visible)):
        if plan.visible_learned[k]:
            _follow_averages(
                optimiser,
                t,
                first.visible[k].reshape(-1),
                second.visible[k].reshape(-1),
                machine.visible[k].reshape(-1),
                gradient.visible[k].reshape(-1),
            )
    for k in range(len(machine.hidden)):
        if plan.hidden_learned[k]:
            _follow_averages(optimiser, t, first.hidden[k], second.hidden[k], machine.hidden[k], gradient.hidden[k])


ascend = chosen({SGD: sgd_step, Adam: adam_step})
