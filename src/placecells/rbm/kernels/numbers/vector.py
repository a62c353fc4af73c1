"""Elementary functions without library calls and branches, so that the compiler vectorises loops over them."""

import math

import numpy as np
from numba import float32, float64, int32, njit

from placecells.jit import fast

LOG_2 = math.log(2.0)
MANTISSAS = 64  # of numbers below 2, so that their product stays within float32
LARGEST = float32(2147483520.0)  # largest number that is both a float32 and an int32


@njit(inline="always", error_model="numpy")
def tanh_parts(x):
    """Numerator and denominator, which is positive, of `tanh32`."""
    x = min(max(x, float32(-7.9)), float32(7.9))
    y = x * x
    p = float32(-2.76076847742355e-16)
    p = p * y + float32(2.00018790482477e-13)
    p = p * y + float32(-8.60467152213735e-11)
    p = p * y + float32(5.12229709037114e-08)
    p = p * y + float32(1.48572235717979e-05)
    p = p * y + float32(6.37261928875436e-04)
    p = p * y + float32(4.89352455891786e-03)
    q = float32(1.19825839466702e-06)
    q = q * y + float32(1.18534705686654e-04)
    q = q * y + float32(2.26843463243900e-03)
    q = q * y + float32(4.89352518554385e-03)
    return x * p, q


@njit(inline="always", error_model="numpy")
def tanh32(x):
    """tanh in float32, absolute error below 4e-7: the rational approximation used by Eigen."""
    numerator, denominator = tanh_parts(x)
    return numerator / denominator


@njit(inline="always")
def uniform(word):
    """A random word, uint32, as a float32 in [-1, 1)."""
    return float32(int32(word)) * float32(2.0**-31)


@njit(inline="always", error_model="numpy")
def exp32(x):
    """exp in float32 for |x| <= 60, relative error below 3e-7: 2^n times a polynomial (Cephes).

    For x < -60 the result is exp(-60), and for x > 60 it is exp(60). Products with smaller numbers would be subnormal
    numbers, which are slow.
    """
    x = min(max(x, float32(-60.0)), float32(60.0))
    half = float32(-0.5) if x < float32(0.0) else float32(0.5)
    n = int32(x * float32(1.44269504) + half)  # truncation towards zero: rounds x / log 2
    z = float32(n)
    x = x - z * float32(0.693359375) + z * float32(2.12194440e-4)
    p = float32(1.9875691500e-4)
    p = p * x + float32(1.3981999507e-3)
    p = p * x + float32(8.3334519073e-3)
    p = p * x + float32(4.1665795894e-2)
    p = p * x + float32(1.6666665459e-1)
    p = p * x + float32(5.0000001201e-1)
    return (p * x * x + x + float32(1.0)) * np.int32((n + int32(127)) << int32(23)).view(np.float32)


@fast
def copy(values, result):
    """result (n,) <- values (n,), of any types.

    An assignment to result[:] would take seconds to compile, because of an error message that cannot occur here.
    """
    for k in range(values.shape[0]):
        result[k] = values[k]


@fast
def sum_of_logs(values):
    """sum_k log(values_k) of positive numbers (n,) float32, with one logarithm of a product of many mantissas."""
    bits, total = values.view(np.int32), 0.0
    for first in range(0, bits.shape[0], MANTISSAS):
        product, exponents = float32(1.0), int32(0)
        for k in range(first, min(first + MANTISSAS, bits.shape[0])):
            exponents += int32(bits[k] >> int32(23)) - int32(127)
            product *= np.int32((bits[k] & int32(0x7FFFFF)) | int32(0x3F800000)).view(np.float32)
        total += np.log(float64(product)) + LOG_2 * exponents
    return total
