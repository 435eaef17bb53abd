/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of MIPS's MSA intrinsics that libavcodec/mips uses, in terms of WebAssembly's SIMD128,
 * so that those kernels, which are C, compile for WebAssembly. Semantics are those of the MIPS SIMD
 * Architecture module's manual; operands are named as there: ws, wt sources, wd destination.
 *
 * Where an operation has no near equivalent it is written as the shortest exact sequence. A kernel
 * that depends on such an operation in its inner loop (dotp_s_h above all) is better written by
 * hand: see the other files of libavcodec/wasm.
 */

#ifndef AVCODEC_WASM_MSA_MSA_H
#define AVCODEC_WASM_MSA_MSA_H

#include <stdint.h>
#include <wasm_simd128.h>

/* Loads and stores of the kernels are dereferenced casts of byte pointers. */
#define MSA_VECTOR __attribute__((vector_size(16), aligned(1), may_alias))
typedef int8_t   v16i8 MSA_VECTOR;
typedef uint8_t  v16u8 MSA_VECTOR;
typedef int16_t  v8i16 MSA_VECTOR;
typedef uint16_t v8u16 MSA_VECTOR;
typedef int32_t  v4i32 MSA_VECTOR;
typedef uint32_t v4u32 MSA_VECTOR;
typedef int64_t  v2i64 MSA_VECTOR;
typedef uint64_t v2u64 MSA_VECTOR;

#define MSA_INLINE static inline __attribute__((always_inline, unused))
#define MSA_SHUFFLE __builtin_shufflevector

#define MSA_EVEN16 0, 2, 4, 6, 8, 10, 12, 14
#define MSA_0_TO_15(n) (n),     (n) + 1, (n) + 2,  (n) + 3,  (n) + 4,  (n) + 5,  (n) + 6,  (n) + 7, \
                       (n) + 8, (n) + 9, (n) + 10, (n) + 11, (n) + 12, (n) + 13, (n) + 14, (n) + 15

/** Two vectors that the optimizer can prove to be the same value; never true by chance. */
MSA_INLINE int msa_same(v128_t a, v128_t b)
{
    v2u64 difference = (v2u64) wasm_v128_xor(a, b);
    int same = !(difference[0] | difference[1]);

    return __builtin_constant_p(same) && same;
}

/* ---- Constants and lanes ---- */

#define MSA_LANES(suffix, vec, uvec, scalar, uscalar, splat)                                        \
    MSA_INLINE vec __msa_fill_##suffix(scalar x) { return (vec) splat(x); }                         \
    MSA_INLINE vec __msa_ldi_##suffix(scalar x) { return (vec) splat(x); }                          \
    MSA_INLINE vec __msa_splati_##suffix(vec ws, int n) { return (vec) splat(ws[n]); }              \
    MSA_INLINE scalar __msa_copy_s_##suffix(vec ws, int n) { return ws[n]; }                        \
    MSA_INLINE uscalar __msa_copy_u_##suffix(vec ws, int n) { return ((uvec) ws)[n]; }              \
    MSA_INLINE vec __msa_insert_##suffix(vec wd, int n, scalar x) { wd[n] = x; return wd; }         \
    MSA_INLINE vec __msa_insve_##suffix(vec wd, int n, vec ws) { wd[n] = ws[0]; return wd; }        \
    MSA_INLINE vec __msa_ceq_##suffix(vec ws, vec wt) { return (vec) (ws == wt); }                  \
    MSA_INLINE vec __msa_clt_s_##suffix(vec ws, vec wt) { return (vec) (ws < wt); }                 \
    MSA_INLINE vec __msa_cle_s_##suffix(vec ws, vec wt) { return (vec) (ws <= wt); }                \
    MSA_INLINE vec __msa_clt_u_##suffix(uvec ws, uvec wt) { return (vec) (ws < wt); }               \
    MSA_INLINE vec __msa_ceqi_##suffix(vec ws, scalar x) { return (vec) (ws == (vec) splat(x)); }   \
    MSA_INLINE vec __msa_clti_s_##suffix(vec ws, scalar x) { return (vec) (ws < (vec) splat(x)); }  \
    MSA_INLINE vec __msa_clei_s_##suffix(vec ws, scalar x) { return (vec) (ws <= (vec) splat(x)); } \
    MSA_INLINE vec __msa_clti_u_##suffix(uvec ws, uscalar x) { return (vec) (ws < (uvec) splat(x)); }
MSA_LANES(b, v16i8, v16u8, int32_t, uint32_t, wasm_i8x16_splat)
MSA_LANES(h, v8i16, v8u16, int32_t, uint32_t, wasm_i16x8_splat)
MSA_LANES(w, v4i32, v4u32, int32_t, uint32_t, wasm_i32x4_splat)
MSA_LANES(d, v2i64, v2u64, int64_t, uint64_t, wasm_i64x2_splat)

/* ---- Interleaving and packing: wt supplies the low or even lanes of the result, ws the others ---- */

#define MSA_PERMUTE(name, vec, ...) \
    MSA_INLINE vec __msa_##name(vec ws, vec wt) { return MSA_SHUFFLE(wt, ws, __VA_ARGS__); }
MSA_PERMUTE(ilvr_b,  v16i8, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
MSA_PERMUTE(ilvl_b,  v16i8, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
MSA_PERMUTE(ilvev_b, v16i8, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)
MSA_PERMUTE(ilvod_b, v16i8, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)
MSA_PERMUTE(pckev_b, v16i8, MSA_EVEN16, 16, 18, 20, 22, 24, 26, 28, 30)
MSA_PERMUTE(pckod_b, v16i8, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
MSA_PERMUTE(ilvr_h,  v8i16, 0, 8, 1, 9, 2, 10, 3, 11)
MSA_PERMUTE(ilvl_h,  v8i16, 4, 12, 5, 13, 6, 14, 7, 15)
MSA_PERMUTE(ilvev_h, v8i16, 0, 8, 2, 10, 4, 12, 6, 14)
MSA_PERMUTE(ilvod_h, v8i16, 1, 9, 3, 11, 5, 13, 7, 15)
MSA_PERMUTE(pckev_h, v8i16, 0, 2, 4, 6, 8, 10, 12, 14)
MSA_PERMUTE(pckod_h, v8i16, 1, 3, 5, 7, 9, 11, 13, 15)
MSA_PERMUTE(ilvr_w,  v4i32, 0, 4, 1, 5)
MSA_PERMUTE(ilvl_w,  v4i32, 2, 6, 3, 7)
MSA_PERMUTE(ilvev_w, v4i32, 0, 4, 2, 6)
MSA_PERMUTE(ilvod_w, v4i32, 1, 5, 3, 7)
MSA_PERMUTE(pckev_w, v4i32, 0, 2, 4, 6)
MSA_PERMUTE(pckod_w, v4i32, 1, 3, 5, 7)
MSA_PERMUTE(ilvr_d,  v2i64, 0, 2)
MSA_PERMUTE(ilvl_d,  v2i64, 1, 3)
MSA_PERMUTE(ilvev_d, v2i64, 0, 2)
MSA_PERMUTE(ilvod_d, v2i64, 1, 3)
MSA_PERMUTE(pckev_d, v2i64, 0, 2)
MSA_PERMUTE(pckod_d, v2i64, 1, 3)

/* Lanes of each group of four, two bits of the constant for each. */
#define MSA_GROUP(first, m) \
    (first) + ((m) & 3), (first) + ((m) >> 2 & 3), (first) + ((m) >> 4 & 3), (first) + ((m) >> 6 & 3)
#define __msa_shf_h(ws, m) MSA_SHUFFLE((v8i16) (ws), (v8i16) (ws), MSA_GROUP(0, m), MSA_GROUP(4, m))

/* 16 bytes from byte n of ws followed by wd. */
#define __msa_sldi_b(wd, ws, n) ((v16i8) MSA_SHUFFLE((v16i8) (ws), (v16i8) (wd), MSA_0_TO_15(n)))

/**
 * Lanes of wt (indices 0 to 15) and ws (16 to 31). The zeroing bits of a mask are not looked at: no
 * kernel sets them. A mask that is known at compile time must become one shuffle.
 */
MSA_INLINE v16i8 __msa_vshf_b(v16i8 mask, v16i8 ws, v16i8 wt)
{
    v2u64 words = (v2u64) mask;
    v128_t index, low, high;

    if (__builtin_constant_p(words[0]) && __builtin_constant_p(words[1])) {
        v16i8 wd;
#define MSA_PICK(i) wd[i] = (mask[i] & 16 ? ws : wt)[mask[i] & 15];
        MSA_PICK(0) MSA_PICK(1) MSA_PICK(2)  MSA_PICK(3)  MSA_PICK(4)  MSA_PICK(5)  MSA_PICK(6)  MSA_PICK(7)
        MSA_PICK(8) MSA_PICK(9) MSA_PICK(10) MSA_PICK(11) MSA_PICK(12) MSA_PICK(13) MSA_PICK(14) MSA_PICK(15)
#undef MSA_PICK
        return wd;
    }
    if (msa_same((v128_t) ws, (v128_t) wt))
        return (v16i8) wasm_i8x16_swizzle((v128_t) ws, wasm_v128_and((v128_t) mask, wasm_i8x16_const_splat(15)));
    index = wasm_v128_and((v128_t) mask, wasm_i8x16_const_splat(31));
    low   = wasm_i8x16_swizzle((v128_t) wt, index);
    high  = wasm_i8x16_swizzle((v128_t) ws, wasm_v128_xor(index, wasm_i8x16_const_splat(16)));
    return (v16i8) wasm_v128_or(low, high);
}

MSA_INLINE v8i16 __msa_vshf_h(v8i16 mask, v8i16 ws, v8i16 wt)
{
    v8i16 bytes = (mask & 15) * 0x0202 + 0x0100;

    return (v8i16) __msa_vshf_b((v16i8) bytes, (v16i8) ws, (v16i8) wt);
}

MSA_INLINE v4i32 __msa_vshf_w(v4i32 mask, v4i32 ws, v4i32 wt)
{
    v4i32 bytes = (mask & 7) * 0x04040404 + 0x03020100;

    return (v4i32) __msa_vshf_b((v16i8) bytes, (v16i8) ws, (v16i8) wt);
}

MSA_INLINE v16i8 __msa_sld_b(v16i8 wd, v16i8 ws, int n)
{
    v128_t lanes = wasm_i8x16_const(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    return __msa_vshf_b((v16i8) wasm_i8x16_add(lanes, wasm_i8x16_splat(n & 15)), wd, ws);
}

/* ---- Bits ---- */

MSA_INLINE v16u8 __msa_or_v(v16u8 ws, v16u8 wt) { return ws | wt; }
MSA_INLINE v16u8 __msa_nor_v(v16u8 ws, v16u8 wt) { return ~(ws | wt); }
MSA_INLINE v16u8 __msa_andi_b(v16u8 ws, uint8_t x) { return ws & x; }
MSA_INLINE v16u8 __msa_ori_b(v16u8 ws, uint8_t x) { return ws | x; }
MSA_INLINE v16u8 __msa_xori_b(v16u8 ws, uint8_t x) { return ws ^ x; }

/* Bits of ws where the mask wt is one (bmnz) or zero (bmz), else those of wd. */
MSA_INLINE v16u8 __msa_bmnz_v(v16u8 wd, v16u8 ws, v16u8 wt)
{
    return (v16u8) wasm_v128_bitselect((v128_t) ws, (v128_t) wd, (v128_t) wt);
}

MSA_INLINE v16u8 __msa_bmz_v(v16u8 wd, v16u8 ws, v16u8 wt)
{
    return (v16u8) wasm_v128_bitselect((v128_t) wd, (v128_t) ws, (v128_t) wt);
}

MSA_INLINE int __msa_test_bz_v(v16u8 ws) { return !wasm_v128_any_true((v128_t) ws); }

/* ---- Operations of two operands that SIMD128 has as well ---- */

#define MSA_BINARY(name, vec, operation) \
    MSA_INLINE vec __msa_##name(vec ws, vec wt) { return (vec) operation((v128_t) ws, (v128_t) wt); }
MSA_BINARY(max_u_b,  v16u8, wasm_u8x16_max)
MSA_BINARY(min_u_b,  v16u8, wasm_u8x16_min)
MSA_BINARY(max_s_h,  v8i16, wasm_i16x8_max)
MSA_BINARY(min_s_h,  v8i16, wasm_i16x8_min)
MSA_BINARY(min_u_h,  v8u16, wasm_u16x8_min)
MSA_BINARY(adds_s_b, v16i8, wasm_i8x16_add_sat)
MSA_BINARY(adds_u_b, v16u8, wasm_u8x16_add_sat)
MSA_BINARY(adds_s_h, v8i16, wasm_i16x8_add_sat)
MSA_BINARY(subs_s_b, v16i8, wasm_i8x16_sub_sat)
MSA_BINARY(subs_u_b, v16u8, wasm_u8x16_sub_sat)
MSA_BINARY(subs_u_h, v8u16, wasm_u16x8_sub_sat)
MSA_BINARY(aver_u_b, v16u8, wasm_u8x16_avgr)
MSA_BINARY(aver_u_h, v8u16, wasm_u16x8_avgr)

MSA_INLINE v8i16 __msa_maxi_s_h(v8i16 ws, int x) { return __msa_max_s_h(ws, __msa_fill_h(x)); }
MSA_INLINE v4i32 __msa_maxi_s_w(v4i32 ws, int x)
{
    return (v4i32) wasm_i32x4_max((v128_t) ws, wasm_i32x4_splat(x));
}

/* ---- Saturation to m + 1 bits; sat_u takes its operand as unsigned ---- */

MSA_INLINE v8i16 __msa_sat_s_h(v8i16 ws, int m)
{
    return __msa_min_s_h(__msa_max_s_h(ws, __msa_fill_h(-(1 << m))), __msa_fill_h((1 << m) - 1));
}

MSA_INLINE v4i32 __msa_sat_s_w(v4i32 ws, int m)
{
    int32_t most = (int32_t) ((1u << m) - 1);

    return (v4i32) wasm_i32x4_min(wasm_i32x4_max((v128_t) ws, wasm_i32x4_splat(~most)), wasm_i32x4_splat(most));
}

MSA_INLINE v8u16 __msa_sat_u_h(v8u16 ws, int m) { return __msa_min_u_h(ws, (v8u16) __msa_fill_h((2 << m) - 1)); }
MSA_INLINE v4u32 __msa_sat_u_w(v4u32 ws, int m)
{
    return (v4u32) wasm_u32x4_min((v128_t) ws, wasm_i32x4_splat((int32_t) ((UINT64_C(2) << m) - 1)));
}

/* ---- Averages and differences ---- */

/* Rounded half of a sum; adding the sign bit turns signed lanes into unsigned ones. */
MSA_INLINE v16i8 __msa_aver_s_b(v16i8 ws, v16i8 wt)
{
    return (v16i8) (__msa_aver_u_b((v16u8) ws ^ 0x80, (v16u8) wt ^ 0x80) ^ 0x80);
}

MSA_INLINE v8i16 __msa_aver_s_h(v8i16 ws, v8i16 wt)
{
    return (v8i16) (__msa_aver_u_h((v8u16) ws ^ 0x8000, (v8u16) wt ^ 0x8000) ^ 0x8000);
}

MSA_INLINE v4i32 __msa_aver_s_w(v4i32 ws, v4i32 wt) { return (ws | wt) - ((ws ^ wt) >> 1); }

/* Half of a sum, rounded down. */
MSA_INLINE v16u8 __msa_ave_u_b(v16u8 ws, v16u8 wt)
{
    return __msa_aver_u_b(ws, wt) - ((ws ^ wt) & 1);
}

MSA_INLINE v8i16 __msa_ave_s_h(v8i16 ws, v8i16 wt) { return (ws & wt) + ((ws ^ wt) >> 1); }

MSA_INLINE v16u8 __msa_asub_u_b(v16u8 ws, v16u8 wt)
{
    return __msa_subs_u_b(ws, wt) | __msa_subs_u_b(wt, ws);
}

MSA_INLINE v8i16 __msa_add_a_h(v8i16 ws, v8i16 wt)
{
    return (v8i16) wasm_i16x8_add(wasm_i16x8_abs((v128_t) ws), wasm_i16x8_abs((v128_t) wt));
}

/* ---- Pairs: the odd lane of ws with the even lane of wt ---- */

/* `shift` bits are the lane's own; the sum of one vector's pairs is a single operation. */
#define MSA_HADD(suffix, vec, wide, shift, pairwise)                                    \
    MSA_INLINE wide __msa_hadd_##suffix(vec ws, vec wt)                                 \
    {                                                                                   \
        if (msa_same((v128_t) ws, (v128_t) wt))                                         \
            return (wide) pairwise((v128_t) ws);                                        \
        return ((wide) ws >> (shift)) + (((wide) wt << (shift)) >> (shift));            \
    }
MSA_HADD(u_h, v16u8, v8u16,  8, wasm_u16x8_extadd_pairwise_u8x16)
MSA_HADD(s_h, v16i8, v8i16,  8, wasm_i16x8_extadd_pairwise_i8x16)
MSA_HADD(u_w, v8u16, v4u32, 16, wasm_u32x4_extadd_pairwise_u16x8)
MSA_HADD(s_w, v8i16, v4i32, 16, wasm_i32x4_extadd_pairwise_i16x8)

MSA_INLINE v2u64 __msa_hadd_u_d(v4u32 ws, v4u32 wt) { return ((v2u64) ws >> 32) + ((v2u64) wt & 0xffffffff); }
MSA_INLINE v2i64 __msa_hadd_s_d(v4i32 ws, v4i32 wt) { return ((v2i64) ws >> 32) + (((v2i64) wt << 32) >> 32); }
MSA_INLINE v8i16 __msa_hsub_u_h(v16u8 ws, v16u8 wt)
{
    return (v8i16) (((v8u16) ws >> 8) - ((v8u16) wt & 0xff));
}

/* ---- Dot products of pairs; they wrap ---- */

MSA_INLINE v8i16 __msa_dotp_s_h(v16i8 ws, v16i8 wt)
{
    v8i16 a = (v8i16) ws, b = (v8i16) wt;

    return ((a << 8) >> 8) * ((b << 8) >> 8) + (a >> 8) * (b >> 8);
}

MSA_INLINE v8u16 __msa_dotp_u_h(v16u8 ws, v16u8 wt)
{
    v8u16 a = (v8u16) ws, b = (v8u16) wt;

    return (a & 0xff) * (b & 0xff) + (a >> 8) * (b >> 8);
}

MSA_INLINE v4i32 __msa_dotp_s_w(v8i16 ws, v8i16 wt)
{
    return (v4i32) wasm_i32x4_dot_i16x8((v128_t) ws, (v128_t) wt);
}

MSA_INLINE v8i16 __msa_dpadd_s_h(v8i16 wd, v16i8 ws, v16i8 wt) { return wd + __msa_dotp_s_h(ws, wt); }
MSA_INLINE v8u16 __msa_dpadd_u_h(v8u16 wd, v16u8 ws, v16u8 wt) { return wd + __msa_dotp_u_h(ws, wt); }
MSA_INLINE v4i32 __msa_dpadd_s_w(v4i32 wd, v8i16 ws, v8i16 wt)
{
    return wd + __msa_dotp_s_w(ws, wt);
}

/* ---- Shifts ---- */

/**
 * The last bit that is shifted out is added, without an overflow in between. LLVM turns a rounding
 * shift by one, once packed to bytes, into an average of half vectors that it then builds lane by
 * lane: the empty statement hides it.
 */
#define MSA_SRARI(suffix, vec)                                      \
    MSA_INLINE vec __msa_srari_##suffix(vec ws, int n)              \
    {                                                               \
        if (n == 0)                                                 \
            return ws;                                              \
        if (n == 1) {                                               \
            __asm__("" : "+r"(ws));                                 \
            return (ws >> 1) + (ws & 1);                            \
        }                                                           \
        return ((ws >> (n - 1)) + 1) >> 1;                          \
    }
MSA_SRARI(b, v16i8)
MSA_SRARI(h, v8i16)
MSA_SRARI(d, v2i64)

/* Wraps, as the C of the transforms does: an exact one costs an operation more. */
MSA_INLINE v4i32 __msa_srari_w(v4i32 ws, int n) { return n ? (ws + (1 << (n - 1))) >> n : ws; }

MSA_INLINE v16i8 __msa_srli_b(v16i8 ws, int n) { return (v16i8) wasm_u8x16_shr((v128_t) ws, n); }

/* Counts come in a vector whose lanes are all equal, here as in every kernel that is built. */
MSA_INLINE v8i16 __msa_srl_h(v8i16 ws, v8i16 wt) { return (v8i16) wasm_u16x8_shr((v128_t) ws, wt[0] & 15); }

MSA_INLINE v8i16 __msa_srlr_h(v8i16 ws, v8i16 wt)
{
    int n = wt[0] & 15;
    v128_t round = n ? wasm_v128_and(wasm_u16x8_shr((v128_t) ws, n - 1), wasm_i16x8_const_splat(1))
                     : wasm_i16x8_const_splat(0);

    return (v8i16) wasm_i16x8_add(wasm_u16x8_shr((v128_t) ws, n), round);
}

MSA_INLINE v8i16 __msa_srar_h(v8i16 ws, v8i16 wt)
{
    int n = wt[0] & 15;
    v128_t round = n ? wasm_v128_and(wasm_i16x8_shr((v128_t) ws, n - 1), wasm_i16x8_const_splat(1))
                     : wasm_i16x8_const_splat(0);

    return (v8i16) wasm_i16x8_add(wasm_i16x8_shr((v128_t) ws, n), round);
}

MSA_INLINE v4i32 __msa_srar_w(v4i32 ws, v4i32 wt)
{
    int n = wt[0] & 31;
    v128_t round = n ? wasm_v128_and(wasm_i32x4_shr((v128_t) ws, n - 1), wasm_i32x4_const_splat(1))
                     : wasm_i32x4_const_splat(0);

    return (v4i32) wasm_i32x4_add(wasm_i32x4_shr((v128_t) ws, n), round);
}

#endif /* AVCODEC_WASM_MSA_MSA_H */
