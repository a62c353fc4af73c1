"""One Triton kernel: a product of configurations and weights, then the field, the sigmoid, random words, comparison.

Inputs of units are never written to memory. The random words are those of `dense.draws`.
"""

import triton
import triton.language as tl

TILE = 256  # storage is padded to multiples of this, a multiple of all sizes of tiles below
ROUNDS = tl.constexpr(10)


@triton.jit
def philox(c0, c1, c2, c3, k0, k1):
    """Four random words of a counter and a key, uint32 tensors of one shape."""
    for _ in tl.static_range(ROUNDS):
        high0, low0 = tl.umulhi(c0, 0xD2511F53), c0 * 0xD2511F53
        high2, low2 = tl.umulhi(c2, 0xCD9E8D57), c2 * 0xCD9E8D57
        c0, c1, c2, c3 = high2 ^ c1 ^ k0, low2, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + 0x9E3779B9, k1 + 0xBB67AE85
    return c0, c1, c2, c3


@triton.jit
def random_words(rows, first, quads, seed, number, update, purpose, ROWS: tl.constexpr, COLUMNS: tl.constexpr):
    """Random words (ROWS, COLUMNS) uint32 of the chains `rows` and of the units from 4 * first on."""
    columns = first + tl.arange(0, COLUMNS // 4)
    c0 = (rows[:, None] * quads + columns[None, :]).to(tl.uint32)
    zero = c0 * 0
    c1, c2, c3 = zero + number.to(tl.uint32), zero + update.to(tl.uint32), zero + purpose.to(tl.uint32)
    a, b, c, d = philox(c0, c1, c2, c3, zero + seed.to(tl.uint32), zero + (seed >> 32).to(tl.uint32))
    return tl.join(tl.join(a, c), tl.join(b, d)).reshape(ROWS, COLUMNS)  # the order a, b, c, d along each row


@triton.jit(do_not_specialize=["number", "purpose", "chains", "units", "depth"])
def kernel(
    x, w, out, field, seeds, update, number, purpose, scale,
    chains, units, depth, x_replica, x_row, w_replica, w_row, w_column, out_replica, out_row,
    DRAW: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr,
):  # fmt: skip
    """One tile (ROWS, COLUMNS) of out (R, chains, units), for x (R, chains, depth) float16 and w (R, depth, units).

    x and w are read beyond their sizes, where they hold zeros. DRAW: out is float16, 0 or 1; else it is the product,
    float32.
    """
    tile, replica = tl.program_id(0), tl.program_id(1).to(tl.int64)
    tiles = tl.cdiv(chains, ROWS)
    rows = (tile % tiles) * ROWS + tl.arange(0, ROWS)
    first = (tile // tiles) * COLUMNS
    columns = first + tl.arange(0, COLUMNS)
    k = tl.arange(0, DEPTH)
    left = x + replica * x_replica + rows[:, None] * x_row + k[None, :]
    right = w + replica * w_replica + k[:, None] * w_row + columns[None, :] * w_column
    inputs = tl.zeros((ROWS, COLUMNS), dtype=tl.float32)
    for _ in range(0, depth, DEPTH):
        inputs = tl.dot(tl.load(left), tl.load(right), inputs)
        left += DEPTH
        right += DEPTH * w_row
    place = out + replica * out_replica + rows[:, None] * out_row + columns[None, :]
    inside = (rows < chains)[:, None] & (columns < out_row)[None, :]  # padding is written too: the mask is then aligned
    if DRAW:
        words = random_words(
            rows,
            first // 4,
            (units + 3) // 4,
            tl.load(seeds + replica),
            number,
            tl.load(update),
            purpose,
            ROWS,
            COLUMNS,
        )
        fields = tl.load(field + replica * units + columns, mask=columns < units, other=0.0)
        uniform = (words >> 1).to(tl.int32).to(tl.float32) * 4.656612873077393e-10  # 2^-31
        is_one = uniform * (1.0 + tl.exp(-(scale * inputs + fields[None, :]))) < 1.0
        tl.store(place, (is_one & (columns < units)[None, :]).to(tl.float16), mask=inside)
    else:
        tl.store(place, inputs, mask=inside)


class Tiling:
    """Sizes of tiles of one launch; they change speed and the rounding of sums, so shapes alone choose them."""

    def __init__(self, rows, columns, depth, warps, stages):
        self.sizes = {"ROWS": rows, "COLUMNS": columns, "DEPTH": depth}
        self.options = {"num_warps": warps, "num_stages": stages}


# Measured on an H200 for 784 visible and 500 to 3000 hidden units, 500 chains and 5 replicas (`benchmarks.dense_cuda
# --tilings`): the fastest or within 7% of it for each of the eight products. (largest number of units, tiling)
TILINGS = (
    (512, Tiling(64, 64, 64, 4, 3)),
    (1024, Tiling(128, 64, 64, 8, 3)),
    (2048, Tiling(128, 64, 64, 4, 3)),
)
MANY_UNITS = Tiling(64, 128, 64, 4, 3)


def tiling(units):
    """The `Tiling` of a product (R, C, N) times (R, N, units), whatever R, so replicas do not depend on the others."""
    return next((tiles for largest, tiles in TILINGS if units <= largest), MANY_UNITS)


def launch(x, operand, out, draw=None, tiles=None):
    """out (R, C, M) <- the product of x (R, C, N) and the operand (R, N, M), or draws given the product.

    x and operand: float16, views of storage with zeros beyond their sizes up to multiples of TILE. draw: (field,
    seeds, update, number, purpose, scale), as for `gibbs.Key`, or None for the product itself.
    """
    replicas, chains, depth = x.shape
    units = operand.shape[2]
    tiles = tiles or tiling(units)
    field, seeds, update, number, purpose, scale = draw or (out, out, out, 0, 0, 1.0)
    grid = triton.cdiv(chains, tiles.sizes["ROWS"]) * triton.cdiv(units, tiles.sizes["COLUMNS"]), replicas
    kernel[grid](
        x, operand, out, field, seeds, update, number, purpose, scale,
        chains, units, depth, x.stride(0), x.stride(1), *operand.stride(), out.stride(0), out.stride(1),
        DRAW=draw is not None, **tiles.sizes, **tiles.options,
    )  # fmt: skip
