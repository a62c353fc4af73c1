"""PyTorch tensors on the processor; the backend on a CUDA device is derived from this one."""

import numpy as np
import torch

from placecells.rbm.dense.backends.torch_draws import compare, random_words


class TorchBackend:
    """See `backends`. Configurations and weights are float32, and draws are tensor operations."""

    name, xp = "torch", torch

    def __init__(self, device):
        self.device = torch.device(device)

    def asarray(self, values):
        return torch.from_numpy(np.array(values)).to(self.device)

    def to_numpy(self, array):
        return np.array(array.detach().cpu().numpy())

    def zeros(self, shape):
        return torch.zeros(shape, device=self.device)

    def seeds(self, integers):
        return self.asarray(np.array(integers, np.uint64).view(np.int64))

    def count(self, number):
        return self.asarray(np.array(number, np.int64))

    def states(self, replicas, chains, units):
        return self.zeros((replicas, chains, units))

    def numbers(self, states):
        return states

    def operand(self, weights):
        return weights

    def product(self, x, operand):
        return self.matmul(x, operand)

    def matmul(self, x, y):
        """A loop: sums of a batched product on the CPU depend on how many matrices are batched."""
        return torch.stack([one @ other for one, other in zip(x, y, strict=True)])

    def draw(self, x, operand, field, key, number, scale=1.0, *, out):
        inputs = scale * self.matmul(x, operand) + field[:, None, :]
        out[...] = compare(inputs, random_words(inputs.shape, key.seeds, number, key.update, key.purpose))

    def memory_left(self):
        return None

    def repeated(self, function, arrays):
        return function

    def synchronise(self):
        pass


def open_backend():
    """PyTorch on the processor."""
    return TorchBackend("cpu")
