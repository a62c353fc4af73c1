"""Compiled functions that exist once for each kind of unit, or of optimiser: the first argument's class chooses."""

from numba.extending import overload

from placecells.jit import STRICT


def chosen(functions):
    """A function that calls the one of `functions`, {class: compiled function}, for the class of its first argument.

    The first argument is a NamedTuple, and is handed on as well. For numba, NamedTuples of different classes are
    different types, so the choice is made when a caller is compiled and costs nothing later. The functions are compiled
    with the flags of `jit.strict`, whatever their own flags are.
    """

    def call(unit, *arguments):  # for callers that are not compiled
        return functions[type(unit)](unit, *arguments)

    @overload(call, jit_options=STRICT, strict=False)  # not strict: the functions' arguments have names of their own
    def choose(unit, *arguments):
        return functions[unit.instance_class]

    return call
