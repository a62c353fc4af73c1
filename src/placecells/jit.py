"""Decorators that compile functions with numba: `strict`, `fast` and `apart`, and `entry` for calls from Python.

Functions with the first three are compiled into compiled functions that call them. They have no wrapper for calls from
Python, which takes a second to compile for a function with a workspace; called from Python they run as plain Python.
`entry` makes a function with a wrapper, whose machine code is kept.

Every flag is given explicitly. A function without a flag gets the flag of the caller for which numba compiles the
function first, so its rounding and speed would depend on which caller comes first.
"""

from functools import cache

from numba import config, njit
from numba.extending import register_jitable

# `forceinline` compiles a function into its callers: a call with a workspace of thirty arrays would take as long as a
# small product of matrices.
STRICT = {"forceinline": True, "fastmath": False, "error_model": "python", "no_cfunc_wrapper": True}
# For loops over numbers. Sums may be taken in any order, and division by zero raises nothing: the compiler can then use
# vector instructions.
FAST = STRICT | {"fastmath": True, "error_model": "numpy"}

strict = register_jitable(**STRICT)
fast = register_jitable(**FAST)
# For long functions that are called rarely: not compiled into their callers, which would compile them again.
apart = register_jitable(**STRICT | {"forceinline": False})


def entry(function):
    """`function` compiled for calls from Python. `placecells.jobs.kernel_cache` says where its machine code is kept."""
    others = config.CACHE_LOCATOR_CLASSES
    if function.__module__.startswith("placecells."):  # functions of a notebook stay where numba keeps them
        config.CACHE_LOCATOR_CLASSES = "placecells.jobs.kernel_cache.Locator"  # numba reads it while it decorates
    try:
        return njit(cache=True, nogil=True, forceinline=False, fastmath=False, error_model="python")(function)
    finally:
        config.CACHE_LOCATOR_CLASSES = others


@cache
def from_python(function):
    """A compiled function that calls `function`: tests and benchmarks call parts of the compiled code with it."""

    @njit(nogil=True)
    def call(*arguments):
        return function(*arguments)

    return call
