"""The measured variables of a dataset of kind `train`, from the weights of a training run."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from placecells.measure import colours, fields, order
from placecells.measure.cosine import CosineFit, cosine_fit

# name: (long name, unit), in the order of the dataset
VARIABLES = {
    "weights": ("weights between visible and hidden units", "1"),
    "visible_field": ("external fields on the visible units", "1"),
    "hidden_field": ("external fields on the hidden units", "1"),
    "theta": ("coefficient of |h| in the double well", "1"),
    "singular_value": ("singular values of the weights, the largest first", "1"),
    "visible_mean": ("means of the visible units over the chains", "1"),
    "hidden_mean": ("means of the hidden units over the chains", "1"),
    "centre": ("centre of the place field: circular mean of the squared weights", "site"),
    "resultant": ("length of the circular mean: 1 for weights on one site, 0 for uniform weights", "1"),
    "argmax": ("site of the largest absolute weight", "site"),
    "width": ("full width at half maximum of the low-passed weights", "site"),
    "bumps": ("number of bumps above half maximum", "1"),
    "sech_width": ("1/kappa of the fit A sech(kappa (x - x0)) to the weights", "site"),
    "participation": ("participation ratio of the squared weights", "site"),
    "sign_coherence": ("absolute sum of the weights over the sum of absolute weights", "1"),
    "height": ("signed peak of the low-passed weights", "1"),
    "order_parameter": ("absolute sum of the weights (11)", "1"),
    "order_uniform": ("overlap of the weights with the uniform direction", "1"),
    "order_local": ("correlation of neighbouring weights", "1"),
    "order_angular": ("share of the squared weights in the first harmonic of the colours", "1"),
    "order_direction": ("largest share of the squared weights in one direction of colour space", "1"),
    "order_spatial": ("length of the circular mean over sites of the squared weights", "1"),
    "modulation_cv": ("coefficient of variation over sites of the magnitude of the weights", "1"),
    "order_harmonics": ("share of the squared weights in each harmonic of the colours", "1"),
    "angular_modulation": ("sum over colours of the absolute weights (16)", "1"),
    "spatial_modulation": ("sum over sites of the weights (17)", "1"),
    "phase": ("phase of the first harmonic of the colours, circular mean over the place field", "radian"),
    "phase_spread": ("circular standard deviation over the place field of the phase of the first harmonic", "degree"),
    "cosine_amplitude": ("amplitude A of the fit A cos(2 pi f a/q - phi) to the weights of a site", "1"),
    "cosine_frequency": ("frequency f of the fit A cos(2 pi f a/q - phi)", "1"),
    "cosine_phase": ("phase phi of the fit A cos(2 pi f a/q - phi)", "radian"),
    "cosine_r2": ("share of the variance over colours that the fit A cos(2 pi f a/q - phi) explains", "1"),
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


def _colours(weights: np.ndarray) -> dict[str, np.ndarray]:
    phase, spread = colours.phase(weights)
    return {
        "order_angular": colours.order_angular(weights),
        "order_direction": colours.order_direction(weights),
        "order_spatial": colours.order_spatial(weights),
        "modulation_cv": colours.modulation_cv(weights),
        "order_harmonics": colours.order_harmonics(weights),
        "angular_modulation": colours.angular_modulation(weights),
        "spatial_modulation": colours.spatial_modulation(weights),
        "phase": phase,
        "phase_spread": spread,
    }


def _cosine(weights: np.ndarray) -> dict[str, np.ndarray]:
    fit = cosine_fit(weights)
    return {f"cosine_{name}": values for name, values in fit._asdict().items()}


# entry of record.quantities: variables that a run records itself
RECORDED = {
    "weights": ("weights", "visible_field", "hidden_field", "theta"),
    "spectrum": ("singular_value",),
    "means": ("visible_mean", "hidden_mean"),
}
# entry of record.quantities: function of weights (..., hidden, site) that returns variables (..., hidden) by name
MEASURES: dict[str, Measure] = {
    "centre": _centre,
    "width": _width,
    "shape": _shape,
    "order_parameter": _order,
}
# entries for weights (..., hidden, site, colour); dimensions of their variables beyond (..., hidden) are in EXTRA
COLOUR_MEASURES: dict[str, Measure] = {"colours": _colours, "cosine": _cosine}
ON_MAGNITUDE = ("centre", "width", "shape")  # entries of MEASURES that are measured on the magnitude of colour weights
EXTRA = {
    "order_harmonics": ("harmonic",),
    "angular_modulation": ("site",),
    "spatial_modulation": ("colour",),
    **{f"cosine_{name}": ("site",) for name in CosineFit._fields},
}


def measure(
    run: xr.Dataset,
    cell: Mapping,
    log_likelihood: Callable[[xr.Dataset, Mapping], dict[str, xr.DataArray]] | None = None,
) -> xr.Dataset:
    """The variables of one run that cell["record"]["quantities"] lists, with long_name and units.

    run: weights (seed, record, hidden, site[, colour]) and, where external fields are learned, visible_field (seed,
    record, site[, colour]) and hidden_field (seed, record, hidden), with coordinates update and epoch (record). cell:
    the config of the cell. log_likelihood: function of (run, cell) that returns log_likelihood_train and
    log_likelihood_test, (seed, record), for the quantity log_likelihood. Centre, width and shape of colour weights are
    measured on their magnitude. The dataset has scalar coordinates beta, samples and alpha of the data. Raises
    ValueError for a quantity that is not known.
    """
    measures = _measures("colour" in run.dims)
    measured: dict[str, xr.DataArray] = {}
    for quantity in cell["record"]["quantities"]:
        if quantity in RECORDED:
            measured |= {name: run[name] for name in RECORDED[quantity] if name in run}
        elif quantity in measures:
            measured |= _of_weights(run["weights"], measures[quantity])
        elif quantity == "log_likelihood" and log_likelihood is not None:
            measured |= log_likelihood(run, cell)
        else:
            known = ", ".join([*RECORDED, *measures, "log_likelihood"])
            raise ValueError(f"record.quantities: nothing measures {quantity!r}; known are {known}")
    dataset = xr.Dataset(measured, coords=run.coords, attrs=run.attrs)
    if "harmonic" in dataset.dims:
        dataset = dataset.assign_coords(harmonic=np.arange(1, dataset.sizes["harmonic"] + 1))
    return _described(dataset.assign_coords(_data_coordinates(cell["data"])))


def _of_weights(weights: xr.DataArray, measure: Measure) -> dict[str, xr.DataArray]:
    """The variables that a function of weights gives, with their dimensions."""
    weights = weights.transpose(..., "hidden", "site", *(["colour"] if "colour" in weights.dims else []))
    units = weights.dims[: weights.dims.index("site")]
    values = measure(weights.values)
    return {name: xr.DataArray(value, dims=(*units, *EXTRA.get(name, ()))) for name, value in values.items()}


def _measures(has_colours: bool) -> dict[str, Measure]:
    """Known quantities, as in MEASURES, for weights with or without colours."""
    if not has_colours:
        return MEASURES
    on_magnitude = {name: _of_magnitude(MEASURES[name]) for name in ON_MAGNITUDE}
    return on_magnitude | COLOUR_MEASURES


def _of_magnitude(function: Measure) -> Measure:
    """A function of weights as a function of the magnitude of colour weights."""
    return lambda weights: function(colours.magnitude(weights))


def _described(dataset: xr.Dataset) -> xr.Dataset:
    """Variables in the order of VARIABLES, with their long names and units."""
    dataset = dataset[[name for name in VARIABLES if name in dataset]]
    for name in dataset.data_vars:
        long_name, units = VARIABLES[str(name)]
        dataset[name].attrs.update(long_name=long_name, units=units)
    return dataset


def _data_coordinates(data: Mapping) -> dict[str, xr.Variable]:
    """Scalar coordinates of the training data: beta where known, samples, alpha = N/samples (0 for streamed data)."""
    samples, coordinates = data.get("samples"), {}
    if "beta" in data:
        coordinates["beta"] = xr.Variable((), data["beta"], {"long_name": "inverse temperature", "units": "1"})
    if samples is not None:
        coordinates["samples"] = xr.Variable((), samples, {"long_name": "training samples", "units": "1"})
    alpha = data["sites"] / samples if samples is not None else 0.0
    coordinates["alpha"] = xr.Variable((), alpha, {"long_name": "sites over training samples", "units": "1"})
    return coordinates
