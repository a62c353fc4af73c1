"""Decorators that compile functions with numba: `strict`, `fast` and `apart`.

Every flag is given explicitly. A function without a flag gets the flag of the caller for which numba compiles the
function first, so its rounding and speed would depend on which caller comes first.
"""

from collections.abc import Callable

from numba import config, njit

# `forceinline` compiles a function into its callers: a call with a workspace of thirty arrays would take as long as a
# small product of matrices.
STRICT = {"forceinline": True, "fastmath": False, "error_model": "python"}
# For loops over numbers. Sums may be taken in any order, and division by zero raises nothing: the compiler can then use
# vector instructions.
FAST = {"forceinline": True, "fastmath": True, "error_model": "numpy"}


def _compiled(**flags) -> Callable:
    """A decorator: numba's njit with these flags. `placecells.jobs.kernel_cache` says where machine code is kept."""

    def decorate(function):
        others = config.CACHE_LOCATOR_CLASSES
        if function.__module__.startswith("placecells."):  # functions of a notebook stay where numba keeps them
            config.CACHE_LOCATOR_CLASSES = "placecells.jobs.kernel_cache.Locator"  # numba reads it while it decorates
        try:
            return njit(cache=True, nogil=True, **flags)(function)
        finally:
            config.CACHE_LOCATOR_CLASSES = others

    return decorate


strict = _compiled(**STRICT)
fast = _compiled(**FAST)
# For long functions that are called rarely: not compiled into their callers, which would compile them again.
apart = _compiled(**STRICT | {"forceinline": False})
