"""From the weights of one training run to the measured variables of its dataset."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from placecells.analysis import fields, order

# name: (long name, unit); the order is that of the dataset
VARIABLES = {
    "weights": ("weights between visible and hidden units", "1"),
    "visible_field": ("fields on the visible units", "1"),
    "hidden_field": ("fields on the hidden units", "1"),
    "centre": ("centre of the field: circular mean of the squared weights", "site"),
    "resultant": ("length of the circular mean: 1 for one site, 0 for a uniform field", "1"),
    "argmax": ("site of the largest absolute weight", "site"),
    "width": ("full width at half maximum of the low-passed field", "site"),
    "bumps": ("number of bumps above half maximum", "1"),
    "sech_width": ("1/kappa of the fit A sech(kappa (x - x0))", "site"),
    "participation": ("participation ratio of the squared weights", "site"),
    "sign_coherence": ("absolute sum of the weights over the sum of absolute weights", "1"),
    "height": ("signed peak of the low-passed field", "1"),
    "order_parameter": ("absolute sum of the weights (11)", "1"),
    "order_uniform": ("overlap of the weights with the uniform direction", "1"),
    "order_local": ("correlation of neighbouring weights", "1"),
    "log_likelihood_train": ("log-likelihood of the training data, per sample", "nat"),
    "log_likelihood_test": ("log-likelihood of the test data, per sample", "nat"),
}

Measure = Callable[[np.ndarray], dict[str, np.ndarray]]


def _centre(weights: np.ndarray) -> dict[str, np.ndarray]:
    position, resultant, argmax = fields.centre(weights)
    return {"centre": position, "resultant": resultant, "argmax": argmax}


def _width(weights: np.ndarray) -> dict[str, np.ndarray]:
    fwhm, bumps, _ = fields.width(weights)
    return {"width": fwhm, "bumps": bumps, "sech_width": fields.sech_width(weights)}


def _shape(weights: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "participation": fields.participation(weights),
        "sign_coherence": fields.sign_coherence(weights),
        "height": fields.width(weights).height,
    }


def _order(weights: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "order_parameter": order.order_parameter(weights),
        "order_uniform": order.order_uniform(weights),
        "order_local": order.order_local(weights),
    }


# entry of record.quantities: function of weights (..., hidden, site) giving variables (..., hidden)
MEASURES: dict[str, Measure] = {
    "centre": _centre,
    "width": _width,
    "shape": _shape,
    "order_parameter": _order,
}


def measure(
    run: xr.Dataset,
    cell: Mapping,
    log_likelihood: Callable[[xr.Dataset, Mapping], dict[str, xr.DataArray]] | None = None,
) -> xr.Dataset:
    """The variables that cell["record"]["quantities"] asks for, of one run.

    run: weights (seed, record, hidden, site) and, for learned fields, visible_field (seed, record, site) and
    hidden_field (seed, record, hidden), with coordinates update and epoch (record). log_likelihood(run,
    cell) returns log_likelihood_train and log_likelihood_test (seed, record) for the quantity of that name.
    Returns them with long_name and units, and scalar coordinates beta, samples, alpha of the cell. Raises
    ValueError for a quantity that nothing measures.
    """
    weights = run["weights"].transpose(..., "hidden", "site")
    measured: dict[str, xr.DataArray] = {}
    for quantity in cell["record"]["quantities"]:
        if quantity == "weights":
            measured |= {str(name): run[name] for name in run.data_vars}
        elif quantity in MEASURES:
            values = MEASURES[quantity](weights.values)
            measured |= {name: xr.DataArray(value, dims=weights.dims[:-1]) for name, value in values.items()}
        elif quantity == "log_likelihood" and log_likelihood is not None:
            measured |= log_likelihood(run, cell)
        else:
            raise ValueError(f"record.quantities: nothing measures {quantity!r}; known are {_known()}")
    dataset = xr.Dataset(measured, coords=run.coords, attrs=run.attrs)
    return _described(dataset.assign_coords(_data_coordinates(cell["data"])))


def _known() -> str:
    return ", ".join(["weights", *MEASURES, "log_likelihood"])


def _described(dataset: xr.Dataset) -> xr.Dataset:
    """Variables in the order of VARIABLES, with their long names and units."""
    dataset = dataset[[name for name in VARIABLES if name in dataset]]
    for name in dataset.data_vars:
        long_name, units = VARIABLES[str(name)]
        dataset[name].attrs.update(long_name=long_name, units=units)
    return dataset


def _data_coordinates(data: Mapping) -> dict[str, xr.Variable]:
    """Scalar coordinates of the training data: beta, samples and alpha = N/samples (0 for streamed data)."""
    samples = data.get("samples")
    coordinates = {"beta": xr.Variable((), data["beta"], {"long_name": "inverse temperature", "units": "1"})}
    if samples is not None:
        coordinates["samples"] = xr.Variable((), samples, {"long_name": "training samples", "units": "1"})
    alpha = data["sites"] / samples if samples is not None else 0.0
    coordinates["alpha"] = xr.Variable((), alpha, {"long_name": "sites over training samples", "units": "1"})
    return coordinates
