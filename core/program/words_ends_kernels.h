// SPDX-License-Identifier: MIT
/* The kernels of words_ends.c for samples of one or two bytes (simd/each_sample.h). */

/* ---- Plain C ----------------------------------------------------------------------------------- */

static void VARIANT(mix, c)(uint16_t *mixed, const struct et_words_row *row, const void *cb,
                            const void *cr, int count)
{
    const SAMPLE *blue = cb, *red = cr;
    for (int x = 0; x < count; x++) {
        const int16_t in[3] = {(int16_t)blue[x], (int16_t)red[x], 0};
        mixed[x] = (uint16_t)(et_cut(et_words_sum(row, in), INT16_MIN, INT16_MAX) + BIAS);
    }
}

static void VARIANT(open, c)(int16_t *channel, int luma_factor, const void *luma,
                             const uint16_t *near, const uint16_t *far, bool cosited, int count)
{
    const SAMPLE *codes = luma;
    for (int x = 0; x < count; x += 2) {
        const int i = x / 2, here = blend(near[i], far[i]), next = blend(near[i + 1], far[i + 1]);
        const int before = blend(near[i - 1], far[i - 1]);
        const int even = cosited ? here : blend(here, before);
        const int odd = cosited ? average(here, next) : blend(here, next);
        channel[x] = (int16_t)(uint16_t)(codes[x] * luma_factor + even - BIAS);
        channel[x + 1] = (int16_t)(uint16_t)(codes[x + 1] * luma_factor + odd - BIAS);
    }
}

static void VARIANT(close_luma, c)(void *codes, const struct et_words_row *row,
                                   int16_t *const channels[3], int most, int count)
{
    SAMPLE *out = codes;
    for (int x = 0; x < count; x++) {
        const int16_t in[3] = {channels[0][x], channels[1][x], channels[2][x]};
        out[x] = (SAMPLE)et_cut(et_words_sum(row, in), 0, most);
    }
}

static void VARIANT(close_chroma, c)(void *codes, const struct et_words_row *row,
                                     int16_t *const sums[3], bool cosited, int most, int count)
{
    SAMPLE *out = codes;
    for (int x = 0; x < count; x++) {
        uint32_t sum = (uint32_t)row->offset;
        for (int c = 0; c < 3; c++) {
            const int16_t *at = sums[c] + 2 * x;
            const int total = cosited ? at[-1] + 2 * at[0] + at[1] : 2 * (at[0] + at[1]);
            sum += (uint32_t)row->factors[c] * (uint32_t)total;
        }
        out[x] = (SAMPLE)et_cut((int32_t)sum >> row->shift, 0, most);
    }
}

/* ---- SIMD128 ----------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static void VARIANT(mix, simd128)(uint16_t *mixed, const struct et_words_row *row, const void *cb,
                                  const void *cr, int count)
{
    const SAMPLE *blue = cb, *red = cr;
    const struct et_words_row kept = *row; /* which stores do not change */
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const struct et_words_pairs pairs =
            et_words_pair(LOAD(blue + x), LOAD(red + x), wasm_i16x8_const_splat(0));
        wasm_v128_store(mixed + x, wasm_v128_xor(et_words_dot(&kept, &pairs),
                                                 wasm_i16x8_const_splat(INT16_MIN)));
    }
    VARIANT(mix, c)(mixed + x, row, blue + x, red + x, count - x);
}

static void VARIANT(open, simd128)(int16_t *channel, int luma_factor, const void *luma,
                                   const uint16_t *near, const uint16_t *far, bool cosited,
                                   int count)
{
    const SAMPLE *codes = luma;
    const v128_t factor = wasm_i16x8_splat((int16_t)luma_factor);
    const v128_t bias = wasm_i16x8_const_splat(INT16_MIN);
    for (int x = 0; x < count; x += 16) {
        const int i = x / 2;
        const v128_t here = blend_rows(near + i, far + i);
        const v128_t next = blend_rows(near + i + 1, far + i + 1);
        v128_t even = here, odd = wasm_u16x8_avgr(here, next);
        if (!cosited) {
            even = blend_simd128(here, blend_rows(near + i - 1, far + i - 1));
            odd = wasm_u16x8_avgr(here, odd);
        }
        even = wasm_v128_xor(even, bias);
        odd = wasm_v128_xor(odd, bias);
        const v128_t left = wasm_i16x8_mul(LOAD(codes + x), factor);
        const v128_t right = wasm_i16x8_mul(LOAD(codes + x + 8), factor);
        wasm_v128_store(channel + x, wasm_i16x8_add(left, et_interleave_low_16(even, odd)));
        wasm_v128_store(channel + x + 8, wasm_i16x8_add(right, et_interleave_high_16(even, odd)));
    }
}

/* Codes of 8 bits are cut where they are stored. */
static inline v128_t NAMED(cut)(v128_t values, v128_t most)
{
    if (sizeof(SAMPLE) == 1)
        return values;
    return wasm_i16x8_min(wasm_i16x8_max(values, wasm_i16x8_const_splat(0)), most);
}

static void VARIANT(close_luma, simd128)(void *codes, const struct et_words_row *row,
                                         int16_t *const channels[3], int most, int count)
{
    SAMPLE *out = codes;
    const struct et_words_row kept = *row;
    const int16_t *const in[3] = {channels[0], channels[1], channels[2]};
    const v128_t top = wasm_i16x8_splat((int16_t)most);
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const struct et_words_pairs pairs = et_words_pair(
            wasm_v128_load(in[0] + x), wasm_v128_load(in[1] + x), wasm_v128_load(in[2] + x));
        const v128_t values = NAMED(cut)(et_words_dot(&kept, &pairs), top);
        STORE(out + x, values);
    }
    int16_t *const rest[3] = {channels[0] + x, channels[1] + x, channels[2] + x};
    VARIANT(close_luma, c)(out + x, row, rest, most, count - x);
}

static void VARIANT(close_chroma, simd128)(void *codes, const struct et_words_row *row,
                                           int16_t *const sums[3], bool cosited, int most,
                                           int count)
{
    SAMPLE *out = codes;
    const struct et_words_row kept = *row;
    const int16_t *const in[3] = {sums[0], sums[1], sums[2]};
    const v128_t top = wasm_i16x8_splat((int16_t)most);
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const v128_t values =
            NAMED(cut)(wasm_i16x8_narrow_i32x4(narrow_channels(&kept, in, x, cosited),
                                               narrow_channels(&kept, in, x + 4, cosited)),
                       top);
        STORE(out + x, values);
    }
    int16_t *const rest[3] = {sums[0] + 2 * x, sums[1] + 2 * x, sums[2] + 2 * x};
    VARIANT(close_chroma, c)(out + x, row, rest, cosited, most, count - x);
}

#endif
