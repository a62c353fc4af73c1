"""The benchmark's table and figure."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

import placecells
from benchmarks.growth import upper

STYLE = Path(placecells.__file__).parent / "figures" / "paper.mplstyle"


def table(speeds, spin_updates):
    """Lines of the table. speeds: {workload: {implementation: (updates/s, spread)}}."""
    head = ("updates/s", 11), ("10^9 spins/s", 14), ("/ yardstick", 13), ("/ NumPy", 9), ("spread", 8)
    yield f"{'':5}{'implementation':26}" + "".join(f"{title:>{width}}" for title, width in head)
    for name, rows in speeds.items():
        for implementation, (speed, spread) in rows.items():
            spins = speed * spin_updates[name] / 1e9
            known = "" if "exact" in implementation or "PCD-1" in implementation else f"{spins:.3f}"  # k sweeps or not
            ratios = f"{speed / rows['yardstick'][0]:13.2f}{speed / rows['numpy'][0]:9.2f}"
            yield f"{name:5}{implementation:26}{speed:11.0f}{known:>14}{ratios}{spread:8.0%}"


def figure(speeds, growth):
    """Ratios to the yardstick, and a log-log panel with its fitted exponent for each axis of growth."""
    with plt.style.context(STYLE):
        panels = plt.figure(figsize=(7.1, 5.6), layout="constrained")
        bars, *axes = panels.subplot_mosaic([["bars"] * 3, list("012"), list("345")]).values()
        names, width = list(next(iter(speeds.values()))), 0.8 / len(speeds)
        for column, (workload, rows) in enumerate(speeds.items()):
            ratios = [rows[name][0] / rows["yardstick"][0] if name in rows else np.nan for name in names]
            places = np.arange(len(names)) + width * (column - (len(speeds) - 1) / 2)
            bars.bar(places, ratios, 0.9 * width, label=workload)
        bars.set_yscale("log")
        bars.set_xticks(np.arange(len(names)), [name.replace(" ", "\n", 1) for name in names])
        bars.set_ylabel("updates per CPU second\n/ yardstick")
        bars.legend(title="workload", bbox_to_anchor=(1.0, 1.0), loc="upper left")
        for axis, (name, line) in zip(axes, growth.items(), strict=False):
            _growth_panel(axis, name, line)
    return panels


def _growth_panel(axis, name, line):
    """Times against sizes, and the power law fitted to the upper ones; a decade at least, so that noise stays small."""
    unit, label = (1e3, "ms a job") if name == "seeds" else (1e6, "µs an update")
    times = unit * np.array(line["seconds"])
    x, y = upper(line["values"]), upper(times)
    fit = np.exp(np.log(y).mean() + line["exponent"] * (np.log(x) - np.log(x).mean()))
    axis.loglog(line["values"], times, "o")
    axis.loglog(x, fit, "--", color="0.3")
    axis.set(xlabel=name, title=f"exponent {line['exponent']:.2f}", ylabel=label)
    axis.set_xticks(line["values"], [_short(value) for value in line["values"]])
    middle, half = np.sqrt(times.min() * times.max()), max(np.sqrt(times.max() / times.min()), np.sqrt(10.0)) * 1.2
    axis.set_ylim(middle / half, middle * half)
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    for direction in (axis.xaxis, axis.yaxis):
        direction.set_minor_formatter(NullFormatter())


def _short(value):
    return f"{value:g}" if value < 1000 else f"$10^{{{np.log10(value):g}}}$"
