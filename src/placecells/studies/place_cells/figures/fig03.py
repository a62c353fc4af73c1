"""Figure 3: the place field of a single hidden unit, its width against the correlation length, and the gains in
log-likelihood of other shapes."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import (
    colours,
    error_bars,
    mean_and_sd,
    new_figure,
    panel_label,
    ring_centred,
    with_interval,
)
from placecells.measure.fields import rescaled, upright
from placecells.measure.summary import final, final_widths, fit_line, mean_and_error, mean_field, nominal_length
from placecells.measure.summary import single_bump_width as one_bump
from placecells.theory.field_gains import AMPLITUDES, SHARES, expected_gains
from placecells.theory.ring import correlation_length

TITLE = "Figure 3: the place field of a single hidden unit, its width against the correlation length, and other shapes"

FIELD, UNIFORM = "#0072B2", "#D55E00"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Place fields of `single_field`, widths of `field_width` against two lengths, and gains of other shapes."""
    rows = [
        (panels, datasets[name])
        for panels, name in ((_fields, "single_field"), (_widths, "field_width"), (_shapes, "single_field"))
        if name in datasets
    ]
    figure = new_figure(height=62 * len(rows))
    for axes, (panels, ds) in zip(figure.subplots(len(rows), 2, squeeze=False), rows, strict=True):
        panels(*axes, ds)
    return figure


def _fields(left: Axes, right: Axes, ds: xr.Dataset) -> None:
    """Final weights of all seeds, on the left at their places, on the right aligned by their centres."""
    last = final(ds).isel(hidden=0)
    weights, _ = upright(last["weights"].transpose("seed", "site").values)
    sites = weights.shape[-1]
    for colour, field, centre in zip(colours(len(weights)), weights, last["centre"].values, strict=True):
        left.plot(field, color=colour)
        if np.isfinite(centre):
            right.plot(*ring_centred(field, centre), color=colour, alpha=0.8)
    mean, _, used = mean_and_error(one_bump(last), ("seed",))
    sd = float(one_bump(last).std("seed", ddof=1)) if used > 1 else np.nan
    fwhm = mean_and_sd(float(mean), sd)
    _note(right, 0.95, f"FWHM\n{fwhm} sites\n{int(used)} of {len(weights)} seeds")
    left.set(xlabel="site $i$", ylabel=r"weight $\pm w_i$", xlim=(0, sites - 1))
    right.set(xlabel="site relative to the centre", xlim=(-sites / 2, sites / 2), ylim=left.get_ylim())
    panel_label(left, "a", rf"final weights, $\beta$ = {float(ds['beta']):g}, one colour per seed")
    panel_label(right, "a'", "the same, aligned")


def _widths(controlled: Axes, notebooks: Axes, ds: xr.Dataset) -> None:
    """The same widths against the true and the nominal correlation length, on the same scales."""
    beta = ds["beta"].values
    widths = final_widths(ds)
    _line(controlled, correlation_length(beta), widths.mean.values, widths.sem.values)
    _line(notebooks, nominal_length(beta), widths.mean.values, widths.sem.values)
    left_out, total = int(widths.left_out.sum()), int((widths.used + widths.left_out).sum())
    _note(controlled, 0.95, f"{left_out} of {total} runs left out\n(not exactly one bump)", ha="left", x=0.04)
    limits = [0, 1.05 * np.nanmax([*correlation_length(beta), *nominal_length(beta)])]
    for ax in (controlled, notebooks):
        ax.set(ylabel="FWHM of the place field (sites)", xlim=limits)
    controlled.set_ylim(0, 1.2 * controlled.get_ylim()[1])  # room for the note
    notebooks.set_ylim(controlled.get_ylim())
    controlled.set_xlabel(r"$\xi = -1/\ln\,\tanh\,\beta$ (sites)")
    notebooks.set_xlabel(r"nominal $\xi$, from $\beta = \tan\,e^{-1/\xi}$ (sites)")
    panel_label(controlled, "b", "controlled: true correlation length")
    panel_label(notebooks, "c", "as in the notebooks: nominal correlation length")


def _line(ax: Axes, length: np.ndarray, width: np.ndarray, error: np.ndarray) -> None:
    """Points with standard errors, and the least-squares line with its coefficients and their 95% intervals."""
    ax.errorbar(length, width, error_bars(error), fmt="o", color="#0072B2")
    fit = fit_line(length, width)
    if not np.isfinite(fit.slope.value):
        return
    ends = np.array([0, np.nanmax(length)])
    ax.plot(ends, fit.slope.value * ends + fit.intercept.value, color="#D55E00", zorder=1)
    text = (
        f"slope {with_interval(fit.slope)}\n"
        f"intercept {with_interval(fit.intercept)} sites\n"
        rf"$R^2$ = {fit.r2:.3f}"
    )
    _note(ax, 0.05, text, va="bottom", color="#A04000")


def _shapes(words: Axes, controlled: Axes, ds: xr.Dataset) -> None:
    """Exact gains in log-likelihood (P.9): against the height of the weights, and for each shape at its best height."""
    field = mean_field(ds)
    panel_label(words, "d", "as the paper words it: uniform weights")
    panel_label(controlled, "e", "controlled: every shape at its best height")
    if np.isnan(field).any():
        return
    shapes = {"half as wide": rescaled(field, 0.5), "learned": field, "twice as wide": rescaled(field, 2.0)}
    gains = {label: expected_gains(shape, AMPLITUDES, float(ds["beta"])) for label, shape in shapes.items()}
    gains["uniform"] = expected_gains(np.ones(len(field)), SHARES, float(ds["beta"]))
    top = field.max()
    words.plot(top * AMPLITUDES, gains["learned"], color=FIELD, label="learned")
    words.plot(SHARES, gains["uniform"], color=UNIFORM, label="uniform")
    words.axvline(top, color="0.5", linestyle=":", linewidth=0.8, label="learned height")
    words.axhline(0.0, color="0.5", linewidth=0.6)
    best = np.array([gain.max() for gain in gains.values()])
    controlled.plot(best, "o", color=FIELD)
    controlled.set_xticks(range(len(gains)), list(gains))
    controlled.set(xlim=(-0.5, len(gains) - 0.5), ylim=(0.0, 1.2 * best.max()))
    _note(controlled, 0.05, f"uniform: {best[-1] / best[1]:.0%} of the place field's gain", va="bottom")
    words.set(xscale="log", xlabel=r"height of the weights, $\max_i |w_i|$", ylim=(-2 * best.max(), 1.6 * best.max()))
    words.legend(loc="upper left")
    for ax in (words, controlled):
        ax.set_ylabel("gain in log-likelihood\n(nat per sample)")


def _note(ax: Axes, y: float, text: str, x: float = 0.97, ha: str = "right", va: str = "top", **style) -> None:
    """Write text at the place (x, y), in fractions of the panel's width and height."""
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, **style)


if __name__ == "__main__":
    by_hand("fig03")
