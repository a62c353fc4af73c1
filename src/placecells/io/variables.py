"""Make a dataset from variables that are given together with their dimensions, long names and units."""

import numpy as np
import xarray as xr


def dataset(variables):
    """The xarray Dataset of {name: (dims, values, long_name, units)}; dims is one name or a tuple of names."""
    return xr.Dataset(
        {
            name: (dims, np.asarray(values), {"long_name": long_name, "units": units})
            for name, (dims, values, long_name, units) in variables.items()
        }
    )
