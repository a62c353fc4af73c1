"""PyTorch tensors on a CUDA device: products and draws in one Triton kernel, configurations and weights in 16 bits.

Configurations 0 and 1 are exact in float16. Weights are rounded to float16, with the 10 bits of mantissa that TF32 has,
once an update; sums are float32. Both are stored with padding of zeros, so that the kernel reads whole tiles.
"""

import torch

from placecells.rbm.dense.backends import BackendError
from placecells.rbm.dense.backends.cuda_kernels import TILE, launch
from placecells.rbm.dense.backends.torch_arrays import TorchBackend


def _padded(*shape):
    """Sizes rounded up to whole tiles."""
    return tuple(-(-size // TILE) * TILE for size in shape)


class CudaBackend(TorchBackend):
    """See `backends`."""

    name = "cuda"

    def states(self, replicas, chains, units):
        storage = torch.zeros((replicas, *_padded(chains, units)), dtype=torch.float16, device=self.device)
        return storage[:, :chains, :units]

    def numbers(self, states):
        return states.to(torch.float32)

    def operand(self, weights):
        replicas, sites, units = weights.shape
        operand = self.states(replicas, sites, units)
        operand[...] = weights
        return operand

    def product(self, x, operand):
        out = self.zeros((*x.shape[:2], _padded(operand.shape[2])[0]))[..., : operand.shape[2]]
        launch(x, operand, out)
        return out

    def matmul(self, x, y):
        return x @ y

    def draw(self, x, operand, field, key, number, scale=1.0, *, out):
        launch(x, operand, out, (field, key.seeds, key.update, number, key.purpose, scale))

    def memory_left(self):
        return torch.cuda.mem_get_info(self.device)[0]

    def repeated(self, function, arrays):
        """`function` recorded as a CUDA graph: a call starts its thousand kernels at once.

        The function is called once before, because Triton compiles a kernel at its first call; `arrays`, a list of
        tensors, are then set back.
        """
        before = [array.clone() for array in arrays]
        function()
        for array, values in zip(arrays, before, strict=True):
            array.copy_(values)
        torch.cuda.synchronize(self.device)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            function()
        return graph.replay

    def synchronise(self):
        torch.cuda.synchronize(self.device)


def open_backend():
    """PyTorch on the present CUDA device. Raises BackendError where PyTorch finds none."""
    if not torch.cuda.is_available():
        raise BackendError("backend 'cuda': PyTorch finds no CUDA device on this machine")
    return CudaBackend("cuda")
