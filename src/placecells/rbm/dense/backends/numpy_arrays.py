"""NumPy arrays: products by BLAS in float32, draws by a compiled kernel."""

import numpy as np

from placecells.rbm.dense.draws import bernoulli


class NumpyBackend:
    """See `backends`. Configurations are float32, and the operand of products is the weights themselves.

    A product of several replicas is a loop of products of BLAS, so a replica's numbers do not depend on the others.
    """

    name, xp = "numpy", np

    asarray = staticmethod(np.array)
    to_numpy = staticmethod(np.array)
    product = matmul = staticmethod(np.matmul)

    def zeros(self, shape):
        return np.zeros(shape, np.float32)

    def seeds(self, integers):
        return np.array(integers, np.uint64)

    def count(self, number):
        return np.array(number)

    def states(self, replicas, chains, units):
        return np.zeros((replicas, chains, units), np.float32)

    def numbers(self, states):
        return states

    def operand(self, weights):
        return weights

    def draw(self, x, operand, field, key, number, scale=1.0, *, out):
        np.matmul(x, operand, out=out)
        bernoulli(out, scale, field, key.seeds, number, key.update.item(), key.purpose)

    def memory_left(self):
        return None

    def repeated(self, function, arrays):
        return function

    def synchronise(self):
        pass


def open_backend():
    """The NumPy backend."""
    return NumpyBackend()
