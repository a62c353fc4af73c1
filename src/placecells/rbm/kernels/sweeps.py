"""Parts of a Gibbs sweep that depend on whether P(v | h) is tabulated for all hidden states.

Only two-valued hidden units have a table.
"""

import numpy as np

from placecells.jit import strict
from placecells.rbm.kernels import unseen
from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.tables import tabulate
from placecells.rbm.kernels.units import potts, spin, two_valued
from placecells.rbm.kernels.visible import draw, thresholds

sweep_unseen = chosen({spin.Spin: unseen.sweep_unseen, potts.Potts: unseen.sweep_no_colours})


@strict
def first_sweeps(unit, chains, sweeps, plan, space):
    """Make the table of P(v | h), if the run has one, and do `sweeps` Gibbs sweeps where that needs no stored spins.

    Returns the number of sweeps done, 0 or `sweeps`; `space.h` then holds the inputs after these sweeps.
    """
    if space.states.shape[0] == 0:
        return 0
    tabulate(plan, space)
    return sweep_unseen(space.visible, chains, sweeps, plan, space)


@strict
def none_first(unit, chains, sweeps, plan, space):
    """`first_sweeps` for real hidden units, for which it does no sweeps. Returns 0."""
    return 0


@strict
def draw_v(unit, chains, words, plan, space):
    """chains (C, N) <- a draw from P(v | h) at h = `space.h`, with random words (C N,).

    The draw uses the table of P(v | h) if the run has one.
    """
    if space.states.shape[0] == 0:
        draw_v_by_fields(unit, chains, words, plan, space)
        return
    two_valued.number_states(space.h, space.row)
    draw(space.visible, chains, space.state_field, words, space.row, space.site_a)


@strict
def draw_v_by_fields(unit, chains, words, plan, space):
    """chains (C, N) <- a draw from P(v | h) at h = `space.h`, with random words (C N,), without a table."""
    np.dot(space.h, space.w, space.field)
    thresholds(space.visible, space.field, space.site_a)
    draw(space.visible, chains, space.field, words, space.row, space.site_a)
