// SPDX-License-Identifier: MIT
/* The kernels of words_ends.c for samples of one or two bytes (simd/each_sample.h). */

/* ---- Plain C ----------------------------------------------------------------------------------- */

static void VARIANT(mix, c)(uint16_t *const mixed[3], const struct et_words_row rows[3],
                            const void *cb, const void *cr, int count)
{
    const SAMPLE *blue = cb, *red = cr;
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < count; x++) {
            const int16_t in[3] = {(int16_t)blue[x], (int16_t)red[x], 0};
            mixed[c][x] =
                (uint16_t)(et_cut(et_words_sum(&rows[c], in), INT16_MIN, INT16_MAX) + BIAS);
        }
}

static void NAMED(open_channel)(int16_t *channel, int luma_factor, const SAMPLE *codes,
                                const uint16_t *near, const uint16_t *far, bool cosited, int count)
{
    for (int x = 0; x < count; x += 2) {
        const int i = x / 2, here = blend(near[i], far[i]), next = blend(near[i + 1], far[i + 1]);
        const int before = blend(near[i - 1], far[i - 1]);
        const int even = cosited ? here : blend(here, before);
        const int odd = cosited ? average(here, next) : blend(here, next);
        channel[x] = (int16_t)(uint16_t)(codes[x] * luma_factor + even - BIAS);
        channel[x + 1] = (int16_t)(uint16_t)(codes[x + 1] * luma_factor + odd - BIAS);
    }
}

static void VARIANT(open, c)(int16_t *const channels[3], const int16_t factors[3], const void *luma,
                             const uint16_t *const near[3], const uint16_t *const far[3],
                             bool cosited, int count)
{
    for (int c = 0; c < 3; c++)
        NAMED(open_channel)(channels[c], factors[c], luma, near[c], far[c], cosited, count);
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

static void VARIANT(close_chroma, c)(void *const codes[2], const struct et_words_row rows[2],
                                     int16_t *const sums[3], bool cosited, int most, int count)
{
    for (int i = 0; i < 2; i++) {
        SAMPLE *out = codes[i];
        for (int x = 0; x < count; x++) {
            uint32_t sum = (uint32_t)rows[i].offset;
            for (int c = 0; c < 3; c++) {
                const int16_t *at = sums[c] + 2 * x;
                const int total = cosited ? at[-1] + 2 * at[0] + at[1] : 2 * (at[0] + at[1]);
                sum += (uint32_t)rows[i].factors[c] * (uint32_t)total;
            }
            out[x] = (SAMPLE)et_cut((int32_t)sum >> rows[i].shift, 0, most);
        }
    }
}

/* ---- SIMD128 ----------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static void VARIANT(mix, simd128)(uint16_t *const mixed[3], const struct et_words_row rows[3],
                                  const void *cb, const void *cr, int count)
{
    const SAMPLE *blue = cb, *red = cr;
    const struct et_words_row kept[3] = {rows[0], rows[1],
                                         rows[2]}; /* which stores do not change */
    uint16_t *const out[3] = {mixed[0], mixed[1], mixed[2]};
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const v128_t cbs = LOAD(blue + x), crs = LOAD(red + x);
        const v128_t pairs[2] = {et_interleave_low_16(cbs, crs), et_interleave_high_16(cbs, crs)};
        for (int c = 0; c < 3; c++)
            wasm_v128_store(out[c] + x, mix_pairs(&kept[c], pairs));
    }
    uint16_t *const rest[3] = {out[0] + x, out[1] + x, out[2] + x};
    VARIANT(mix, c)(rest, rows, blue + x, red + x, count - x);
}

/* `alike`: a code of luma adds the same to each channel. Both are known to the compiler. */
static inline void NAMED(open_channels)(int16_t *const channels[3], const int16_t factors[3],
                                        const SAMPLE *codes, const uint16_t *const near[3],
                                        const uint16_t *const far[3], bool cosited, bool alike,
                                        int count)
{
    int16_t *const out[3] = {channels[0], channels[1], channels[2]};
    const uint16_t *const nearer[3] = {near[0], near[1], near[2]};
    const uint16_t *const farther[3] = {far[0], far[1], far[2]};
    v128_t factor[3], here[3], left, right;
    for (int c = 0; c < 3; c++) {
        factor[c] = wasm_i16x8_splat(factors[c]);
        here[c] = blend_rows(nearer[c], farther[c]);
    }
    for (int x = 0; x < count; x += 16) {
        const v128_t first = LOAD(codes + x), last = LOAD(codes + x + 8);
        for (int c = 0; c < 3; c++) {
            const uint16_t *const at = nearer[c] + x / 2, *const far_at = farther[c] + x / 2;
            const v128_t ahead = blend_rows(at + 8, far_at + 8);
            const v128_t next = wasm_i16x8_shuffle(here[c], ahead, 1, 2, 3, 4, 5, 6, 7, 8);
            v128_t even = here[c], odd = wasm_u16x8_avgr(here[c], next);
            if (!cosited) {
                even = blend_simd128(even, blend_rows(at - 1, far_at - 1));
                odd = wasm_u16x8_avgr(here[c], odd);
            }
            if (c == 0 || !alike) {
                left = open_luma(first, factor[c]);
                right = open_luma(last, factor[c]);
            }
            wasm_v128_store(out[c] + x, wasm_i16x8_add(left, et_interleave_low_16(even, odd)));
            wasm_v128_store(out[c] + x + 8,
                            wasm_i16x8_add(right, et_interleave_high_16(even, odd)));
            here[c] = ahead;
        }
    }
}

static void VARIANT(open, simd128)(int16_t *const channels[3], const int16_t factors[3],
                                   const void *luma, const uint16_t *const near[3],
                                   const uint16_t *const far[3], bool cosited, int count)
{
    const bool alike = factors[0] == factors[1] && factors[0] == factors[2];
    if (!cosited)
        NAMED(open_channels)(channels, factors, luma, near, far, false, false, count);
    else if (alike)
        NAMED(open_channels)(channels, factors, luma, near, far, true, true, count);
    else
        NAMED(open_channels)(channels, factors, luma, near, far, true, false, count);
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

static inline void NAMED(close_planes)(void *const codes[2], const struct et_words_row rows[2],
                                       int16_t *const sums[3], bool cosited, int most, int count)
{
    SAMPLE *const out[2] = {codes[0], codes[1]};
    const struct et_words_row kept[2] = {rows[0], rows[1]};
    const int16_t *const in[3] = {sums[0], sums[1], sums[2]};
    const v128_t top = wasm_i16x8_splat((int16_t)most);
    int x = 0;
    for (; x <= count - 8; x += 8) {
        v128_t left[2], right[2];
        narrow_channels(left, kept, in, x, cosited);
        narrow_channels(right, kept, in, x + 4, cosited);
        for (int i = 0; i < 2; i++) {
            const v128_t values = NAMED(cut)(wasm_i16x8_narrow_i32x4(left[i], right[i]), top);
            STORE(out[i] + x, values);
        }
    }
    void *const rest[2] = {out[0] + x, out[1] + x};
    int16_t *const from[3] = {sums[0] + 2 * x, sums[1] + 2 * x, sums[2] + 2 * x};
    VARIANT(close_chroma, c)(rest, rows, from, cosited, most, count - x);
}

static void VARIANT(close_chroma, simd128)(void *const codes[2], const struct et_words_row rows[2],
                                           int16_t *const sums[3], bool cosited, int most,
                                           int count)
{
    if (cosited)
        NAMED(close_planes)(codes, rows, sums, true, most, count);
    else
        NAMED(close_planes)(codes, rows, sums, false, most, count);
}

#endif
