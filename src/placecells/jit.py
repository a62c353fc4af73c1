"""How functions are compiled.

Every flag is given: numba takes those that are not from the caller for which a function happens to be compiled first,
and then rounding and speed depend on who comes first.
"""

from numba import njit

# compiled into its callers: to hand on a workspace of thirty arrays takes as long as a small product of matrices
STRICT = {"forceinline": True, "fastmath": False, "error_model": "python"}
# loops over numbers: sums in any order, and no care for division by zero, so that they become vectors
FAST = {"forceinline": True, "fastmath": True, "error_model": "numpy"}

strict = njit(cache=True, nogil=True, **STRICT)
fast = njit(cache=True, nogil=True, **FAST)
# not into its callers, where they would be compiled again: what is called once and runs long
apart = njit(cache=True, nogil=True, **STRICT | {"forceinline": False})
