"""Vectors of eight or sixteen numbers in registers, for operations that the compiler does not vectorise by itself.

The operations are sums of rows of a table, and comparisons whose results are the bits of an integer. On processors with
shorter vectors the compiler splits the vectors. Arrays are flat; indices are not checked, so callers read and write
inside the arrays only.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

EIGHT, WIDTH = 8, 16
FLOATS = types.Array(types.float32, 1, "C")
INTS = types.Array(types.int32, 1, "C")


class Vector(types.Type):
    """So many float32 in registers."""

    def __init__(self, width):
        self.width = width
        super().__init__(f"Vector({width})")


@register_model(Vector)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, vector):
        super().__init__(manager, vector, ir.VectorType(ir.FloatType(), vector.width))


def _address(context, builder, kind, array, first, width):
    """Pointer to the numbers array[first : first + width]."""
    number = ir.FloatType() if kind.dtype == types.float32 else ir.IntType(32)
    place = builder.gep(context.make_array(kind)(context, builder, array).data, [first])
    return builder.bitcast(place, ir.VectorType(number, width).as_pointer())


def _read(context, builder, kind, array, first, width=WIDTH):
    return builder.load(_address(context, builder, kind, array, first, width), align=4)


def _bits(builder, comparison):
    """The integer (int64) whose bits are the results of a comparison of vectors of sixteen numbers."""
    return builder.zext(builder.bitcast(comparison, ir.IntType(WIDTH)), ir.IntType(64))


def _reader(width):
    def read(typing, array, first):
        return Vector(width)(FLOATS, types.int64), lambda context, builder, signature, arguments: _read(
            context, builder, FLOATS, *arguments, width
        )

    return intrinsic(read)


read8, read16 = _reader(EIGHT), _reader(WIDTH)  # (array, first): the vector array[first : first + 8 or 16]


def _zeros(width):
    def zeros(typing):
        return Vector(width)(), lambda context, builder, signature, arguments: ir.Constant(
            ir.VectorType(ir.FloatType(), width), None
        )

    return intrinsic(zeros)


zeros8, zeros16 = _zeros(EIGHT), _zeros(WIDTH)


@intrinsic
def add(typing, x, y):
    """x + y, two vectors."""
    return x(x, x), lambda context, builder, signature, arguments: builder.fadd(*arguments)


@intrinsic
def write(typing, x, array, first):
    """array[first : first + 8 or 16] <- the vector x."""

    def generate(context, builder, signature, arguments):
        vector, *place = arguments
        builder.store(vector, _address(context, builder, FLOATS, *place, signature.args[0].width), align=4)
        return context.get_dummy_value()

    return types.void(x, FLOATS, types.int64), generate


@intrinsic
def below(typing, x, first, y, begin):
    """The integer (int64) whose bit k, k = 0 ... 15, is 1 where x[first + k] < y[begin + k]. x, y: int32."""

    def generate(context, builder, signature, arguments):
        one = _read(context, builder, INTS, *arguments[:2])
        other = _read(context, builder, INTS, *arguments[2:])
        return _bits(builder, builder.icmp_signed("<", one, other))

    return types.int64(INTS, types.int64, INTS, types.int64), generate


@intrinsic
def positive(typing, x, first):
    """The integer (int64) whose bit k, k = 0 ... 15, is 1 where x[first + k] > 0. x: float32."""

    def generate(context, builder, signature, arguments):
        numbers = _read(context, builder, FLOATS, *arguments)
        return _bits(builder, builder.fcmp_ordered(">", numbers, ir.Constant(numbers.type, None)))

    return types.int64(FLOATS, types.int64), generate
