"""Parts of a Gibbs sweep that depend on whether v given h is tabulated, which only two-valued hidden units can be."""

import numpy as np

from placecells.jit import strict
from placecells.rbm.kernels import unseen
from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.tables import tabulate
from placecells.rbm.kernels.units import potts, spin, two_valued
from placecells.rbm.kernels.visible import draw, thresholds

sweep_unseen = chosen({spin.Spin: unseen.sweep_unseen, potts.Potts: unseen.sweep_no_colours})


@strict
def first_sweeps(unit, chains, plan, space):
    """Prepare the sweeps of one update, and do those of all but the last one that need not write their spins.

    Returns the number of sweeps done.
    """
    if space.states.shape[0] == 0:
        return 0
    tabulate(plan, space)
    return sweep_unseen(space.visible, chains, plan.gibbs - 1, plan, space)


@strict
def none_first(unit, chains, plan, space):
    """No sweeps of real hidden units go without writing v."""
    return 0


@strict
def draw_v(unit, chains, words, plan, space):
    """chains (C, N) <- a draw given `space.h`, with random words (C N,): from the table where there is one."""
    if space.states.shape[0] == 0:
        draw_v_by_fields(unit, chains, words, plan, space)
        return
    two_valued.number_states(space.h, space.row)
    draw(space.visible, chains, space.state_field, words, space.row, space.site_a)


@strict
def draw_v_by_fields(unit, chains, words, plan, space):
    """`draw_v` without a table."""
    np.dot(space.h, space.w, space.field)
    thresholds(space.visible, space.field, space.site_a)
    draw(space.visible, chains, space.field, words, space.row, space.site_a)
