"""Which function of a unit's, or an optimiser's, compiled code means: chosen by the class of its first argument."""

from numba.extending import overload

from placecells.jit import STRICT


def chosen(functions):
    """A function whose first argument is a NamedTuple of a class in `functions`, {class: compiled function}.

    numba knows NamedTuples of different classes as different types, so the choice is made when a caller is compiled.
    Each function gets that first argument, too. The functions' own flags must be those of `strict`.
    """

    def call(unit, *arguments):  # outside compiled code
        return functions[type(unit)](unit, *arguments)

    @overload(call, jit_options=STRICT, strict=False)  # not strict: the functions' arguments have names of their own
    def choose(unit, *arguments):
        return functions[unit.instance_class].py_func

    return call
