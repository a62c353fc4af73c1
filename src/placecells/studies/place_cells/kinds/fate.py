"""Kind `fate`: the continuum flow (37) from a multiple of a stationary profile."""

import numpy as np

from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.studies.place_cells.kinds.integrate import recorded, run_continuum
from placecells.theory import soliton


def follow(_, profile, factor, length, spacing):
    """Height of the profile against time by the continuum flow (37), from ``factor`` times a stationary profile (43).

    profile: "wide" for kappa = 2 - sqrt(2), "narrow" for kappa = 2 + sqrt(2). The ring has ``length`` sites, with
    points every ``spacing`` sites.
    """
    kappa = soliton.stationary_kappas()[0 if profile == "wide" else 1]
    position = np.arange(round(length / spacing)) * spacing
    start = factor * soliton.profile(position, kappa, length / 2.0)
    time, profiles = run_continuum(start[None], spacing)
    peak = np.abs(profiles).max(axis=(1, 2))
    return {
        "elapsed": ("record", recorded(time), "time", "1/(nu beta)"),
        "peak": ("record", recorded(peak), "height of the profile", "1"),
        "blown_up": ((), float(peak[-1] > 10.0), "1 where the profile grew without bound", "1"),
    }


KIND = flow_kind(follow)
