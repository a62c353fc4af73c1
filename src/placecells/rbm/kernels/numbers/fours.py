"""Tables of the contributions of four two-valued units to the inputs of sixteen units of the other layer."""

from placecells.jit import fast
from placecells.rbm.kernels.numbers.registers import WIDTH, add, read16, write

FOUR = 16 * WIDTH  # numbers in one table: 16 states of the four units times 16 units of the other layer


@fast
def add_up(flat):
    """Fill tables (n FOUR,) from the entries of state 0 and of the states with one bit.

    On entry, state 0 has the contribution of four lower values, and a state with one bit has what changes where that
    unit takes its upper value. On return, every state has its contribution.
    """
    for first in range(0, flat.shape[0], FOUR):
        for bit in range(4):
            turned = read16(flat, first + (WIDTH << bit))
            for state in range(1 << bit):
                lower = read16(flat, first + state * WIDTH)
                write(add(lower, turned), flat, first + (state + (1 << bit)) * WIDTH)
