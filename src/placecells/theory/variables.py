"""How a study says what it found: {name: (dims, values, long_name, units)}."""

import numpy as np
import xarray as xr


def dataset(variables):
    """Dataset from {name: (dims, values, long_name, units)}."""
    return xr.Dataset(
        {
            name: (dims, np.asarray(values), {"long_name": long_name, "units": units})
            for name, (dims, values, long_name, units) in variables.items()
        }
    )
