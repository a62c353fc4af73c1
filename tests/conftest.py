"""Tests use the kernels that the set-up has compiled."""

import os

from placecells.code_inputs import compiled_code

os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled_code()))
