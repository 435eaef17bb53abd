/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/mc.h"

decl_8tap_fns(simd128);
decl_mc_fn(BF(dav1d_put_bilin, simd128));
decl_mct_fn(BF(dav1d_prep_bilin, simd128));

#define decl_scaled_fns(name) \
    decl_mc_scaled_fn(BF(dav1d_put_ ## name ## _scaled, simd128)); \
    decl_mct_scaled_fn(BF(dav1d_prep_ ## name ## _scaled, simd128))

decl_scaled_fns(8tap_regular);
decl_scaled_fns(8tap_regular_sharp);
decl_scaled_fns(8tap_regular_smooth);
decl_scaled_fns(8tap_smooth);
decl_scaled_fns(8tap_smooth_regular);
decl_scaled_fns(8tap_smooth_sharp);
decl_scaled_fns(8tap_sharp);
decl_scaled_fns(8tap_sharp_regular);
decl_scaled_fns(8tap_sharp_smooth);
decl_scaled_fns(bilin);

decl_avg_fn(BF(dav1d_avg, simd128));
decl_w_avg_fn(BF(dav1d_w_avg, simd128));
decl_mask_fn(BF(dav1d_mask, simd128));
decl_w_mask_fn(BF(dav1d_w_mask_444, simd128));
decl_w_mask_fn(BF(dav1d_w_mask_422, simd128));
decl_w_mask_fn(BF(dav1d_w_mask_420, simd128));
decl_blend_fn(BF(dav1d_blend, simd128));
decl_blend_dir_fn(BF(dav1d_blend_v, simd128));
decl_blend_dir_fn(BF(dav1d_blend_h, simd128));

decl_warp8x8_fn(BF(dav1d_warp_affine_8x8, simd128));
decl_warp8x8t_fn(BF(dav1d_warp_affine_8x8t, simd128));

decl_emu_edge_fn(BF(dav1d_emu_edge, simd128));
decl_resize_fn(BF(dav1d_resize, simd128));

#define init_mc_fn(type, name, suffix) c->mc[type] = BF(dav1d_put_ ## name, suffix)
#define init_mct_fn(type, name, suffix) c->mct[type] = BF(dav1d_prep_ ## name, suffix)
#define init_scaled_fn(type, name, suffix) \
    c->mc_scaled[type] = BF(dav1d_put_ ## name ## _scaled, suffix); \
    c->mct_scaled[type] = BF(dav1d_prep_ ## name ## _scaled, suffix)

static ALWAYS_INLINE void mc_dsp_init_wasm(Dav1dMCDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    init_8tap_fns(simd128);
    init_mc_fn(FILTER_2D_BILINEAR, bilin, simd128);
    init_mct_fn(FILTER_2D_BILINEAR, bilin, simd128);
    init_8tap_gen(scaled, simd128);
    init_scaled_fn(FILTER_2D_BILINEAR, bilin, simd128);

    c->avg = BF(dav1d_avg, simd128);
    c->w_avg = BF(dav1d_w_avg, simd128);
    c->mask = BF(dav1d_mask, simd128);
    c->w_mask[0] = BF(dav1d_w_mask_444, simd128);
    c->w_mask[1] = BF(dav1d_w_mask_422, simd128);
    c->w_mask[2] = BF(dav1d_w_mask_420, simd128);
    c->blend = BF(dav1d_blend, simd128);
    c->blend_v = BF(dav1d_blend_v, simd128);
    c->blend_h = BF(dav1d_blend_h, simd128);

    c->warp8x8 = BF(dav1d_warp_affine_8x8, simd128);
    c->warp8x8t = BF(dav1d_warp_affine_8x8t, simd128);

    c->emu_edge = BF(dav1d_emu_edge, simd128);
    c->resize = BF(dav1d_resize, simd128);
}
