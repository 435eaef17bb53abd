/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by idct.c once for each BIT_DEPTH. */

#define FUNC3(name, depth) name ## _ ## depth
#define FUNC2(name, depth) FUNC3(name, depth)
#define FUNC(name) FUNC2(name, BIT_DEPTH)
#define PIXEL_BYTES ((BIT_DEPTH + 7) / 8)

#if BIT_DEPTH == 8
#define COEF int16_t
#define ADD wasm_i16x8_add
#define SUB wasm_i16x8_sub
#define SHR wasm_i16x8_shr
#define SPLAT wasm_i16x8_splat
#else
#define COEF int32_t
#define ADD wasm_i32x4_add
#define SUB wasm_i32x4_sub
#define SHR wasm_i32x4_shr
#define SPLAT wasm_i32x4_splat
#endif

/** The transform of four rows, in each lane. */
static av_always_inline void FUNC(columns4)(v128_t x[4])
{
    v128_t z0 = ADD(x[0], x[2]);
    v128_t z1 = SUB(x[0], x[2]);
    v128_t z2 = SUB(SHR(x[1], 1), x[3]);
    v128_t z3 = ADD(x[1], SHR(x[3], 1));

    x[0] = ADD(z0, z3);
    x[1] = ADD(z1, z2);
    x[2] = SUB(z1, z2);
    x[3] = SUB(z0, z3);
}

/** The transform of eight rows, in each lane; the names are those of h264idct_template.c. */
static av_always_inline void FUNC(columns8)(v128_t x[8])
{
    v128_t a0 = ADD(x[0], x[4]);
    v128_t a2 = SUB(x[0], x[4]);
    v128_t a4 = SUB(SHR(x[2], 1), x[6]);
    v128_t a6 = ADD(SHR(x[6], 1), x[2]);
    v128_t a1 = SUB(SUB(x[5], x[3]), ADD(x[7], SHR(x[7], 1)));
    v128_t a3 = SUB(ADD(x[1], x[7]), ADD(x[3], SHR(x[3], 1)));
    v128_t a5 = ADD(SUB(x[7], x[1]), ADD(x[5], SHR(x[5], 1)));
    v128_t a7 = ADD(ADD(x[3], x[5]), ADD(x[1], SHR(x[1], 1)));
    v128_t b0 = ADD(a0, a6), b2 = ADD(a2, a4), b4 = SUB(a2, a4), b6 = SUB(a0, a6);
    v128_t b1 = ADD(SHR(a7, 2), a1);
    v128_t b3 = ADD(a3, SHR(a5, 2));
    v128_t b5 = SUB(SHR(a3, 2), a5);
    v128_t b7 = SUB(a7, SHR(a1, 2));

    x[0] = ADD(b0, b7);
    x[7] = SUB(b0, b7);
    x[1] = ADD(b2, b5);
    x[6] = SUB(b2, b5);
    x[2] = ADD(b4, b3);
    x[5] = SUB(b4, b3);
    x[3] = ADD(b6, b1);
    x[4] = SUB(b6, b1);
}

/** Adds 16-bit residuals to a row of eight pixels. */
static av_always_inline void FUNC(add_row)(uint8_t *dst, v128_t residual)
{
    if (PIXEL_BYTES == 1) {
        v128_t sum = wasm_i16x8_add(wasm_u16x8_load8x8(dst), residual);

        wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(sum, sum), 0);
    } else {
        wasm_v128_store(dst, clip_pixel_i16(wasm_i16x8_add_sat(wasm_v128_load(dst), residual), BIT_DEPTH));
    }
}

/** The same of two rows of four pixels. */
static av_always_inline void FUNC(add_rows4)(uint8_t *dst, ptrdiff_t stride, v128_t residual)
{
    if (PIXEL_BYTES == 1) {
        v128_t pixels = wasm_v128_load32_lane(dst + stride, wasm_v128_load32_zero(dst), 1);
        v128_t sum    = wasm_i16x8_add(wasm_u16x8_extend_low_u8x16(pixels), residual);

        sum = wasm_u8x16_narrow_i16x8(sum, sum);
        wasm_v128_store32_lane(dst, sum, 0);
        wasm_v128_store32_lane(dst + stride, sum, 1);
    } else {
        v128_t pixels = wasm_v128_load64_lane(dst + stride, wasm_v128_load64_zero(dst), 1);
        v128_t sum    = clip_pixel_i16(wasm_i16x8_add_sat(pixels, residual), BIT_DEPTH);

        wasm_v128_store64_lane(dst, sum, 0);
        wasm_v128_store64_lane(dst + stride, sum, 1);
    }
}

static void FUNC(idct_add)(uint8_t *dst, int16_t *block, int stride)
{
    v128_t x[4];

#if BIT_DEPTH == 8
    v128_t a = wasm_v128_load(block), b = wasm_v128_load(block + 8);

    x[0] = a;
    x[1] = high_half(a);
    x[2] = b;
    x[3] = high_half(b);
    FUNC(columns4)(x);
    a = interleave_low_i16(x[0], x[1]);
    b = interleave_low_i16(x[2], x[3]);
    x[0] = interleave_low_i32(a, b);
    x[1] = high_half(x[0]);
    x[2] = interleave_high_i32(a, b);
    x[3] = high_half(x[2]);
    x[0] = ADD(x[0], SPLAT(32));
    FUNC(columns4)(x);
    a = SHR(interleave_low_i64(x[0], x[1]), 6);
    b = SHR(interleave_low_i64(x[2], x[3]), 6);
#else
    v128_t a, b;

    for (int i = 0; i < 4; i++)
        x[i] = wasm_v128_load(block + 8 * i);
    FUNC(columns4)(x);
    transpose_4x4_i32(x);
    x[0] = ADD(x[0], SPLAT(32));
    FUNC(columns4)(x);
    a = wasm_i16x8_narrow_i32x4(SHR(x[0], 6), SHR(x[1], 6));
    b = wasm_i16x8_narrow_i32x4(SHR(x[2], 6), SHR(x[3], 6));
#endif
    clear_vectors(block, 16 * sizeof(COEF) / 16);
    FUNC(add_rows4)(dst, stride, a);
    FUNC(add_rows4)(dst + 2 * stride, stride, b);
}

#if BIT_DEPTH == 8
/** Two blocks side by side. */
static void idct_add_pair(uint8_t *dst, int16_t *block, int stride)
{
    v128_t a = wasm_v128_load(block), b = wasm_v128_load(block + 8);
    v128_t c = wasm_v128_load(block + 16), d = wasm_v128_load(block + 24);
    v128_t x[4];

    x[0] = interleave_low_i64(a, c);
    x[1] = interleave_high_i64(a, c);
    x[2] = interleave_low_i64(b, d);
    x[3] = interleave_high_i64(b, d);
    FUNC(columns4)(x);
    a = interleave_low_i16(x[0], x[1]);
    b = interleave_low_i16(x[2], x[3]);
    c = interleave_high_i16(x[0], x[1]);
    d = interleave_high_i16(x[2], x[3]);
    x[0] = interleave_low_i32(a, b);
    x[2] = interleave_high_i32(a, b);
    x[1] = interleave_low_i32(c, d);
    x[3] = interleave_high_i32(c, d);
    a = interleave_low_i64(x[0], x[1]);
    b = interleave_high_i64(x[0], x[1]);
    c = interleave_low_i64(x[2], x[3]);
    d = interleave_high_i64(x[2], x[3]);
    x[0] = ADD(a, SPLAT(32));
    x[1] = b;
    x[2] = c;
    x[3] = d;
    FUNC(columns4)(x);
    clear_vectors(block, 32 * sizeof(COEF) / 16);
    for (int i = 0; i < 4; i++)
        FUNC(add_row)(dst + i * stride, SHR(x[i], 6));
}
#endif

static void FUNC(idct8_add)(uint8_t *dst, int16_t *block, int stride)
{
#if BIT_DEPTH == 8
    v128_t x[8];

    for (int i = 0; i < 8; i++)
        x[i] = wasm_v128_load(block + 8 * i);
    FUNC(columns8)(x);
    transpose_8x8_i16(x);
    x[0] = ADD(x[0], SPLAT(32));
    FUNC(columns8)(x);
    for (int i = 0; i < 8; i++)
        FUNC(add_row)(dst + i * stride, SHR(x[i], 6));
#else
    // Halves of the rows: the first and last four columns, then of what is transposed.
    v128_t left[8], right[8], swap;

    for (int i = 0; i < 8; i++) {
        left[i]  = wasm_v128_load(block + 16 * i);
        right[i] = wasm_v128_load(block + 16 * i + 8);
    }
    FUNC(columns8)(left);
    FUNC(columns8)(right);
    transpose_4x4_i32(left);
    transpose_4x4_i32(left + 4);
    transpose_4x4_i32(right);
    transpose_4x4_i32(right + 4);
    for (int i = 0; i < 4; i++) {
        swap        = left[i + 4];
        left[i + 4] = right[i];
        right[i]    = swap;
    }
    left[0]  = ADD(left[0], SPLAT(32));
    right[0] = ADD(right[0], SPLAT(32));
    FUNC(columns8)(left);
    FUNC(columns8)(right);
    for (int i = 0; i < 8; i++)
        FUNC(add_row)(dst + i * stride, wasm_i16x8_narrow_i32x4(SHR(left[i], 6), SHR(right[i], 6)));
#endif
    clear_vectors(block, 64 * sizeof(COEF) / 16);
}

/** The residual of a block that has its first coefficient alone, which is taken out of it. */
static av_always_inline v128_t FUNC(take_dc)(int16_t *block)
{
    COEF *coef = (COEF *) block;
    int dc     = av_clip_int16((int) (coef[0] + 32U) >> 6);

    coef[0] = 0;
    return wasm_i16x8_splat(dc);
}

static void FUNC(idct_dc_add)(uint8_t *dst, int16_t *block, int stride)
{
    v128_t residual = FUNC(take_dc)(block);

    FUNC(add_rows4)(dst, stride, residual);
    FUNC(add_rows4)(dst + 2 * stride, stride, residual);
}

static void FUNC(idct8_dc_add)(uint8_t *dst, int16_t *block, int stride)
{
    v128_t residual = FUNC(take_dc)(block);

    for (int i = 0; i < 8; i++)
        FUNC(add_row)(dst + i * stride, residual);
}

/** Block i of 4x4 coefficients. */
#define BLOCK(i) (block + (i) * 16 * PIXEL_BYTES)
#define DC(i) (*(const COEF *) BLOCK(i))

/** Two blocks side by side: nothing, the first coefficient or all of them are there. `intra`: nnz does not count the first. */
static av_always_inline void FUNC(add_two)(uint8_t *dst, int16_t *block, int stride, int nnz0, int nnz1, int intra)
{
    int dc0 = DC(0) && nnz0 == !intra, dc1 = DC(1) && nnz1 == !intra;

#if BIT_DEPTH == 8
    if (nnz0 && nnz1 && !dc0 && !dc1) {
        idct_add_pair(dst, block, stride);
        return;
    }
#endif
    if (dc0)
        FUNC(idct_dc_add)(dst, block, stride);
    else if (nnz0)
        FUNC(idct_add)(dst, block, stride);
    if (dc1)
        FUNC(idct_dc_add)(dst + 4 * PIXEL_BYTES, BLOCK(1), stride);
    else if (nnz1)
        FUNC(idct_add)(dst + 4 * PIXEL_BYTES, BLOCK(1), stride);
}

static void FUNC(idct_add16)(uint8_t *dst, const int *block_offset, int16_t *block, int stride, const uint8_t nnzc[5 * 8])
{
    for (int i = 0; i < 16; i += 2)
        FUNC(add_two)(dst + block_offset[i], BLOCK(i), stride, nnzc[scan8[i]], nnzc[scan8[i + 1]], 0);
}

static void FUNC(idct_add16intra)(uint8_t *dst, const int *block_offset, int16_t *block, int stride,
                                  const uint8_t nnzc[5 * 8])
{
    for (int i = 0; i < 16; i += 2)
        FUNC(add_two)(dst + block_offset[i], BLOCK(i), stride, nnzc[scan8[i]], nnzc[scan8[i + 1]], 1);
}

static void FUNC(idct8_add4)(uint8_t *dst, const int *block_offset, int16_t *block, int stride, const uint8_t nnzc[5 * 8])
{
    for (int i = 0; i < 16; i += 4) {
        int nnz = nnzc[scan8[i]];

        if (nnz == 1 && DC(i))
            FUNC(idct8_dc_add)(dst + block_offset[i], BLOCK(i), stride);
        else if (nnz)
            FUNC(idct8_add)(dst + block_offset[i], BLOCK(i), stride);
    }
}

static void FUNC(idct_add8)(uint8_t **dest, const int *block_offset, int16_t *block, int stride, const uint8_t nnzc[15 * 8])
{
    for (int plane = 1; plane < 3; plane++)
        for (int i = 16 * plane; i < 16 * plane + 4; i += 2)
            FUNC(add_two)(dest[plane - 1] + block_offset[i], BLOCK(i), stride, nnzc[scan8[i]], nnzc[scan8[i + 1]], 1);
}

static void FUNC(idct_add8_422)(uint8_t **dest, const int *block_offset, int16_t *block, int stride,
                                const uint8_t nnzc[15 * 8])
{
    FUNC(idct_add8)(dest, block_offset, block, stride, nnzc);
    // Positions of the lower half are those of four blocks later.
    for (int plane = 1; plane < 3; plane++)
        for (int i = 16 * plane + 4; i < 16 * plane + 8; i += 2)
            FUNC(add_two)(dest[plane - 1] + block_offset[i + 4], BLOCK(i), stride, nnzc[scan8[i + 4]], nnzc[scan8[i + 5]], 1);
}

static av_cold void FUNC(idct_init)(H264DSPContext *c, int chroma_format_idc)
{
    c->idct_add        = FUNC(idct_add);
    c->idct8_add       = FUNC(idct8_add);
    c->idct_dc_add     = FUNC(idct_dc_add);
    c->idct8_dc_add    = FUNC(idct8_dc_add);
    c->idct_add16      = FUNC(idct_add16);
    c->idct_add16intra = FUNC(idct_add16intra);
    c->idct8_add4      = FUNC(idct8_add4);
    c->idct_add8       = chroma_format_idc <= 1 ? FUNC(idct_add8) : FUNC(idct_add8_422);
}

#undef DC
#undef BLOCK
#undef COEF
#undef ADD
#undef SUB
#undef SHR
#undef SPLAT
#undef PIXEL_BYTES
#undef FUNC
#undef FUNC2
#undef FUNC3
