"""The benchmark's table and figure."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import placecells

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
        names = list(next(iter(speeds.values())))
        for column, (workload, rows) in enumerate(speeds.items()):
            ratios = [rows[name][0] / rows["yardstick"][0] if name in rows else np.nan for name in names]
            bars.bar(np.arange(len(names)) + 0.25 * column, ratios, 0.24, label=workload)
        bars.set_yscale("log")
        bars.set_xticks(np.arange(len(names)) + 0.25, [name.replace(" ", "\n", 1) for name in names])
        bars.set_ylabel("updates per CPU second\n/ yardstick")
        bars.legend(title="workload", ncols=3)
        for axis, (name, line) in zip(axes, growth.items(), strict=False):
            axis.loglog(line["values"], 1e6 * np.array(line["seconds"]), "o-")
            axis.set(xlabel=name, title=f"slope {line['exponent']:.2f}")
            axis.set_ylabel("µs a job" if name == "seeds" else "µs an update")
    return panels
