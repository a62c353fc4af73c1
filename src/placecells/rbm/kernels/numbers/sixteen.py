"""Vectors of sixteen numbers, for two operations that the compiler does not vectorise by itself.

The operations are sums of rows of a table in one register, and comparisons whose results are the bits of an integer. On
processors with shorter vectors the compiler splits the vectors. Arrays are flat; indices are not checked, so callers
read and write inside the arrays only.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

WIDTH = 16
FLOATS = types.Array(types.float32, 1, "C")
INTS = types.Array(types.int32, 1, "C")


class Sixteen(types.Type):
    """Sixteen float32 in a register."""

    def __init__(self):
        super().__init__("Sixteen")


sixteen = Sixteen()


@register_model(Sixteen)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, numba_type):
        super().__init__(manager, numba_type, ir.VectorType(ir.FloatType(), WIDTH))


def _address(context, builder, kind, array, first):
    """Pointer to the sixteen numbers array[first : first + 16]."""
    number = ir.FloatType() if kind.dtype == types.float32 else ir.IntType(32)
    place = builder.gep(context.make_array(kind)(context, builder, array).data, [first])
    return builder.bitcast(place, ir.VectorType(number, WIDTH).as_pointer())


def _read(context, builder, kind, array, first):
    return builder.load(_address(context, builder, kind, array, first), align=4)


@intrinsic
def zeros(typing):
    """Sixteen zeros."""
    return sixteen(), lambda context, builder, signature, arguments: ir.Constant(
        ir.VectorType(ir.FloatType(), WIDTH), None
    )


@intrinsic
def read(typing, array, first):
    """The vector array[first : first + 16], float32."""
    return sixteen(FLOATS, types.int64), lambda context, builder, signature, arguments: _read(
        context, builder, FLOATS, *arguments
    )


@intrinsic
def add(typing, x, y):
    """x + y."""
    return sixteen(sixteen, sixteen), lambda context, builder, signature, arguments: builder.fadd(*arguments)


@intrinsic
def write(typing, x, array, first):
    """array[first : first + 16] <- x."""

    def generate(context, builder, signature, arguments):
        builder.store(arguments[0], _address(context, builder, FLOATS, *arguments[1:]), align=4)
        return context.get_dummy_value()

    return types.void(sixteen, FLOATS, types.int64), generate


@intrinsic
def below(typing, x, first, y, begin):
    """The integer (int64) whose bit k, k = 0 ... 15, is 1 where x[first + k] < y[begin + k]. x, y: int32."""

    def generate(context, builder, signature, arguments):
        one = _read(context, builder, INTS, *arguments[:2])
        other = _read(context, builder, INTS, *arguments[2:])
        bits = builder.bitcast(builder.icmp_signed("<", one, other), ir.IntType(WIDTH))
        return builder.zext(bits, ir.IntType(64))

    return types.int64(INTS, types.int64, INTS, types.int64), generate
