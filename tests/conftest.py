"""Tests use the kernels that the set-up has compiled, and the same examples every time."""

import os

from hypothesis import settings

from placecells.code import compiled

os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled()))
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")
