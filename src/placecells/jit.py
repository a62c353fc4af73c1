"""How functions are compiled.

Every flag is given: numba takes those that are not from the caller for which a function happens to be compiled first,
and then rounding and speed depend on who comes first.
"""

from collections.abc import Callable

from numba import config, njit

# compiled into its callers: to hand on a workspace of thirty arrays takes as long as a small product of matrices
STRICT = {"forceinline": True, "fastmath": False, "error_model": "python"}
# loops over numbers: sums in any order, and no care for division by zero, so that they become vectors
FAST = {"forceinline": True, "fastmath": True, "error_model": "numpy"}


def _compiled(**flags) -> Callable:
    """A decorator: njit with these flags, the machine code kept where placecells.jobs.kernel_cache says."""

    def decorate(function):
        others = config.CACHE_LOCATOR_CLASSES
        if function.__module__.startswith("placecells."):  # those of a notebook are kept where numba keeps them
            config.CACHE_LOCATOR_CLASSES = "placecells.jobs.kernel_cache.Locator"  # read while numba decorates
        try:
            return njit(cache=True, nogil=True, **flags)(function)
        finally:
            config.CACHE_LOCATOR_CLASSES = others

    return decorate


strict = _compiled(**STRICT)
fast = _compiled(**FAST)
# not into its callers, where they would be compiled again: what is called once and runs long
apart = _compiled(**STRICT | {"forceinline": False})
