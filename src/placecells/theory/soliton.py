"""The localised stationary field of the small-beta flow: continuum profile (41-46), stability, lattice."""

import numpy as np

from placecells.theory.flow import NotStationaryError, cubic, cubic_jacobian

NEWTON_STEPS = 12  # four reach rounding errors on rings of 12 sites and more, nine on one of 8


def stationary_kappas(linear=2.0):
    """Both inverse widths, smaller first, of the stationary field: roots of kappa^2 + linear = 4 kappa.

    ``linear`` is the coefficient of u in (37), 2 in the paper: kappa = 2 -+ sqrt(2). They meet and vanish in
    a saddle-node at linear = 4, kappa = 2.
    """
    split = np.sqrt(4.0 - linear)
    return 2.0 - split, 2.0 + split


def profile(position, kappa, centre=0.0):
    """(43): sqrt(2) kappa sech(kappa (x - centre)); position in sites."""
    return np.sqrt(2.0) * kappa / np.cosh(kappa * (np.asarray(position) - centre))


def full_width(kappa):
    """Full width at half maximum of `profile`, in sites: 2 arcosh(2) / kappa."""
    return 2.0 * np.arccosh(2.0) / kappa


def amplitude_rate(kappa):
    """(45-46): growth rate of u -> (1 + eps) u, 8 kappa (kappa - 3)/3; one trial direction only."""
    return 8.0 * kappa * (kappa - 3.0) / 3.0


def linear_spectrum(kappa, half_length=20.0, points=400):
    """Eigenvalues, descending, of (37) linearised around the stationary profile of inverse width kappa.

    With y = kappa x the operator is kappa^2 [d^2/dy^2 + 6 sech^2 y - 1 - (4/kappa) sech y int sech y dy]. It
    is discretised by Fourier differentiation on a ring -half_length <= y < half_length. One eigenvalue is 0
    (translation); the band below -kappa^2 is the background's.
    """
    y = np.linspace(-half_length, half_length, points, endpoint=False)
    step = y[1] - y[0]
    wavenumber = 2.0 * np.pi * np.fft.fftfreq(points, step)
    point = np.arange(points)
    second_derivative = np.fft.ifft(-(wavenumber**2)).real[point[:, None] - point]
    sech = 1.0 / np.cosh(y)
    operator = second_derivative + np.diag(6.0 * sech**2 - 1.0) - 4.0 / kappa * step * np.outer(sech, sech)
    return kappa**2 * np.linalg.eigvalsh(operator)[::-1]


def lattice_state(sites, centre):
    """Stationary field of (36), (sites,), centred on a site (integer ``centre``) or a bond (half-integer).

    Found by Newton's method from the continuum profile: the bond-centred state is a saddle, which no flow
    finds.

    Raises NotStationaryError when Newton's method does not converge.
    """
    offset = (np.arange(sites) - centre + sites / 2.0) % sites - sites / 2.0
    field = profile(offset, stationary_kappas()[0])
    for _ in range(NEWTON_STEPS):
        field = field - np.linalg.solve(cubic_jacobian(field[None]), cubic(field[None])[0])
    residual = np.max(np.abs(cubic(field[None])))
    if not residual <= 1e-10:
        raise NotStationaryError(f"no lattice state centred at {centre}: residual {residual:.3g}")
    return field


def lattice_spectrum(field):
    """Eigenvalues (descending) of (36) linearised around a stationary ``field`` (sites,)."""
    return np.linalg.eigvalsh(cubic_jacobian(field[None]))[::-1]
