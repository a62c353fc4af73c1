"""Kind `separation`: two profiles of the continuum flow (51) that relax towards opposite places of the ring."""

import numpy as np

from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.studies.place_cells.kinds.integrate import recorded, run_continuum
from placecells.theory import soliton
from placecells.theory.ring_distance import ring_offset


def follow(_, length, spacing, separation):
    """Distance against time of two profiles that repel each other, by the continuum flow (51) on a ring.

    The profiles start as copies of the wide profile (43), ``separation`` sites apart, on a ring of ``length`` sites
    with points every ``spacing`` sites. The centre of a profile is the circular mean of u^2.
    """
    position = np.arange(round(length / spacing)) * spacing
    kappa, middle = soliton.stationary_kappas()[0], length / 2.0
    start = [soliton.profile(position, kappa, middle + side * separation / 2.0) for side in (-1.0, 1.0)]
    time, profiles = run_continuum(np.stack(start), spacing)
    circle = np.exp(2j * np.pi * position / length)
    centre = np.angle(profiles**2 @ circle) * length / (2.0 * np.pi)
    distance = np.abs(ring_offset(centre[:, 1] - centre[:, 0], length))
    return {
        "elapsed": ("record", recorded(time), "time", "1/(nu beta)"),
        "distance": ("record", recorded(distance), "distance of the two centres", "sites"),
        "profile": (("hidden", "point"), profiles[-1], "stationary profiles u", "1"),
    }


KIND = flow_kind(follow)
