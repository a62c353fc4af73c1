"""Tests use the kernels that the set-up has compiled."""

import os

from placecells.code import compiled

os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled()))
