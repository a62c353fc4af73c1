/* The limit for workload A: Gibbs sweeps of chains with one hidden unit, written by hand with vectors of BYTES bytes.
   WIDTH sites at a time; every site has a generator (xoshiro128+) of its own; no spin is stored. */
#include <stdint.h>
#include <string.h>

#define WIDTH (BYTES / 4)

typedef float floats __attribute__((vector_size(BYTES)));
typedef int32_t ints __attribute__((vector_size(BYTES)));
typedef uint32_t words __attribute__((vector_size(BYTES)));

/* tanh, the rational approximation of kernels/numbers/vector.py */
static inline float tanh32(float x)
{
    x = x < -7.9f ? -7.9f : x > 7.9f ? 7.9f : x;
    float y = x * x, p = -2.76076847742355e-16f, q = 1.19825839466702e-06f;
    p = p * y + 2.00018790482477e-13f;
    p = p * y - 8.60467152213735e-11f;
    p = p * y + 5.12229709037114e-08f;
    p = p * y + 1.48572235717979e-05f;
    p = p * y + 6.37261928875436e-04f;
    p = p * y + 4.89352455891786e-03f;
    q = q * y + 1.18534705686654e-04f;
    q = q * y + 2.26843463243900e-03f;
    q = q * y + 4.89352518554385e-03f;
    return x * p / q;
}

static inline ints turn(words s[4])
{
    words result = s[0] + s[3], t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 11 | s[3] >> 21;
    return (ints)result;
}

/* inputs (chains,) <- inputs sum_i w_i v_i after so many sweeps.
   chains: a multiple of WIDTH. blocks: WIDTH sites each. thresholds: (2, blocks), of a spin for h = -1 and for h = +1.
   w2: (blocks,), 2 w, 0 beyond the last site. none: -sum_i w_i, the input without a spin up. lanes: (blocks, 4).
   drawn: (chains,), scratch. */
void sweeps(int chains, int blocks, int count, const ints *thresholds, const ints *w2, float none, float *inputs,
            words *lanes, int32_t *drawn)
{
    for (int sweep = 0; sweep < count; sweep++) {
        for (int c = 0; c < chains; c += WIDTH) { /* words of the hidden unit: from the generators of the first sites */
            ints word = turn(lanes);
            memcpy(drawn + c, &word, sizeof word);
        }
        for (int c = 0; c < chains; c++)
            drawn[c] = (float)drawn[c] * 0x1p-31f < tanh32(inputs[c]);
        for (int c = 0; c < chains; c++) {
            const ints *row = thresholds + blocks * drawn[c];
            floats sum = {0};
            for (int b = 0; b < blocks; b++)
                sum += (floats)(w2[b] & (turn(lanes + 4 * b) < row[b]));
            float total = none;
            for (int i = 0; i < WIDTH; i++)
                total += sum[i];
            inputs[c] = total;
        }
    }
}
