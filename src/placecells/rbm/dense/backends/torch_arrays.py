"""PyTorch tensors, on the CPU or on a CUDA device."""

import numpy as np
import torch

from placecells.rbm.dense.backends import BackendError
from placecells.rbm.dense.backends.torch_draws import compare, random_words


class TorchBackend:
    """See `backends`. On the CPU configurations and weights are float32, and draws are tensor operations."""

    xp = torch

    def __init__(self, device):
        self.device = torch.device(device)
        self.name = f"torch {self.device.type}"

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


def open_backend(device=None):
    """The backend on a device of PyTorch; None for CUDA where there is one, else the CPU. Raises BackendError."""
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        kind = torch.device(device).type
    except RuntimeError as error:
        raise BackendError(f"device {device!r}: PyTorch knows no such device") from error
    if kind == "cpu":
        return TorchBackend(device)
    if kind != "cuda":
        raise BackendError(f"device {device!r}: allowed are cpu and cuda")
    if not torch.cuda.is_available():
        raise BackendError(f"device {device!r}: PyTorch finds no CUDA device on this machine")
    from placecells.rbm.dense.backends.cuda_arrays import CudaBackend

    return CudaBackend(device)
