"""Where the arrays of a dense machine are kept and its few primitives are computed: NumPy, or PyTorch.

A backend has these attributes and methods. Everything else is written once, with the operators of arrays and the
functions that both namespaces have in common. The modules are imported by a computed name, so that a job loads PyTorch
only where it uses it; the digest of a job's code has to ask for them by name.

    name, xp                          its name, and its namespace: numpy or torch
    asarray(values), to_numpy(array)  NumPy array -> array of the backend, and back, as copies; dtypes are kept
    zeros(shape)                      float32
    seeds(integers), count(n)         what `gibbs.Key` holds: seeds 0 ... 2^64 - 1 of the replicas; a number of updates
    states(R, C, n)                   configurations, all 0, to be overwritten by `draw`
    numbers(states)                   configurations as float32
    operand(weights)                  weights (R, N, M), as float32, in the form that products read
    product(x, operand)               configurations x (R, C, N) times weights -> (R, C, M) float32
    matmul(x, y)                      float32 arrays (R, a, b) times (R, b, c) -> (R, a, c), replica by replica
    draw(x, operand, field, key, number, scale, out)
                                      out (R, C, M) <- 0 or 1, with probability sigmoid(scale * product + field) of 1
    repeated(function, arrays)        `function`, which overwrites only `arrays`, in a form that is fast to call often
    memory_left()                     bytes of memory that the device has left; None for a computer's own memory
    synchronise()                     wait until all is computed
"""

from importlib import import_module

BACKENDS = {"numpy": "numpy_arrays", "torch": "torch_arrays", "cuda": "cuda_arrays"}
OPTIONAL = ("torch", "triton")  # packages of the extra `gpu`


class BackendError(Exception):
    """A backend cannot be used; the message is one sentence."""


def backend(name="numpy"):
    """The backend of a name: "numpy", "torch" (PyTorch on the processor), or "cuda" (PyTorch on a CUDA device).

    Raises BackendError where the name is another one, and where a package or the device is missing.
    """
    if name not in BACKENDS:
        raise BackendError(f"backend {name!r}: allowed are {', '.join(BACKENDS)}")
    try:
        return import_module(f"placecells.rbm.dense.backends.{BACKENDS[name]}").open_backend()
    except ModuleNotFoundError as error:
        if error.name not in OPTIONAL:
            raise
        raise BackendError(
            f"backend {name!r} needs the package {error.name}, which is not installed: pip install 'placecells[gpu]'"
        ) from error
