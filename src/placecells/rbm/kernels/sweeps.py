"""Parts of a Gibbs sweep that depend on whether P(v | h) is tabulated for all hidden states.

Only two-valued hidden units have a table.
"""

import numpy as np

from placecells.jit import strict
from placecells.rbm.kernels import bits, unseen
from placecells.rbm.kernels.choice import chosen
from placecells.rbm.kernels.tables import tabulate
from placecells.rbm.kernels.units import potts, spin, two_valued
from placecells.rbm.kernels.visible import draw, inputs_h, thresholds

sweep_unseen = chosen({spin.Spin: unseen.sweep_unseen, potts.Potts: unseen.sweep_no_colours})


@strict
def sweep_no_colours(unit, chains, sweeps, plan, space):
    """`bits.sweep_bits` for visible units with colours, for which it does no sweeps. Returns 0."""
    inputs_h(unit, chains, space.h, space.w, space.eights)
    return 0


sweep_bits = chosen({spin.Spin: bits.sweep_bits, potts.Potts: sweep_no_colours})


@strict
def first_sweeps(unit, chains, sweeps, plan, space):
    """Do those of `sweeps` Gibbs sweeps for which there is a faster way than the plain one. Returns their number.

    If the run has a table of P(v | h), the table is made, and the sweeps but the last need no stored spins. Where
    sweeps are left, `space.h` holds the inputs of the next one.
    """
    if space.states.shape[0] == 0:
        return sweep_bits(space.visible, chains, sweeps, plan, space)
    inputs_h(space.visible, chains, space.h, space.w, space.eights)
    tabulate(plan, space)
    return sweep_unseen(space.visible, chains, sweeps - 1, plan, space)


@strict
def none_first(unit, chains, sweeps, plan, space):
    """`first_sweeps` for real hidden units, for which it does no sweeps. Returns 0."""
    inputs_h(space.visible, chains, space.h, space.w, space.eights)
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
