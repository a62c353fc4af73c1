"""Kind `stability`: spectrum of the continuum flow (37) linearised around a stationary profile."""

from placecells.studies.place_cells.kinds.flow_kind import flow_kind
from placecells.theory import soliton


def follow(_, kappa):
    """Growth rates of perturbations of the profile (43) of inverse width ``kappa`` (1/site), and of its amplitude.

    The profile is taken as stationary at every kappa, though it is stationary at two values of kappa only.
    """
    leading = soliton.linear_spectrum(kappa)[:6]
    return {
        "growth_rate": ("mode", leading, "largest eigenvalues of the linearised flow", "nu beta"),
        "amplitude_rate": ((), soliton.amplitude_rate(kappa), "growth rate of the amplitude alone (45-46)", "nu beta"),
    }


KIND = flow_kind(follow)
