/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/ipred.h"

decl_angular_ipred_fn(BF(dav1d_ipred_dc, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_dc_top, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_dc_left, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_h, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_v, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_paeth, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_smooth, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_smooth_v, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_smooth_h, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_z1, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_z2, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_z3, simd128));
decl_angular_ipred_fn(BF(dav1d_ipred_filter, simd128));

decl_cfl_pred_fn(BF(dav1d_ipred_cfl, simd128));
decl_cfl_pred_fn(BF(dav1d_ipred_cfl_top, simd128));
decl_cfl_pred_fn(BF(dav1d_ipred_cfl_left, simd128));
decl_cfl_pred_fn(BF(dav1d_ipred_cfl_128, simd128));
decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_420, simd128));
decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_422, simd128));
decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_444, simd128));

decl_pal_pred_fn(BF(dav1d_pal_pred, simd128));

static ALWAYS_INLINE void intra_pred_dsp_init_wasm(Dav1dIntraPredDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    c->intra_pred[DC_PRED]       = BF(dav1d_ipred_dc, simd128);
    c->intra_pred[TOP_DC_PRED]   = BF(dav1d_ipred_dc_top, simd128);
    c->intra_pred[LEFT_DC_PRED]  = BF(dav1d_ipred_dc_left, simd128);
    c->intra_pred[HOR_PRED]      = BF(dav1d_ipred_h, simd128);
    c->intra_pred[VERT_PRED]     = BF(dav1d_ipred_v, simd128);
    c->intra_pred[PAETH_PRED]    = BF(dav1d_ipred_paeth, simd128);
    c->intra_pred[SMOOTH_PRED]   = BF(dav1d_ipred_smooth, simd128);
    c->intra_pred[SMOOTH_V_PRED] = BF(dav1d_ipred_smooth_v, simd128);
    c->intra_pred[SMOOTH_H_PRED] = BF(dav1d_ipred_smooth_h, simd128);
    c->intra_pred[Z1_PRED]       = BF(dav1d_ipred_z1, simd128);
    c->intra_pred[Z2_PRED]       = BF(dav1d_ipred_z2, simd128);
    c->intra_pred[Z3_PRED]       = BF(dav1d_ipred_z3, simd128);
    c->intra_pred[FILTER_PRED]   = BF(dav1d_ipred_filter, simd128);

    c->cfl_pred[DC_PRED]      = BF(dav1d_ipred_cfl, simd128);
    c->cfl_pred[TOP_DC_PRED]  = BF(dav1d_ipred_cfl_top, simd128);
    c->cfl_pred[LEFT_DC_PRED] = BF(dav1d_ipred_cfl_left, simd128);
    c->cfl_pred[DC_128_PRED]  = BF(dav1d_ipred_cfl_128, simd128);

    c->cfl_ac[DAV1D_PIXEL_LAYOUT_I420 - 1] = BF(dav1d_ipred_cfl_ac_420, simd128);
    c->cfl_ac[DAV1D_PIXEL_LAYOUT_I422 - 1] = BF(dav1d_ipred_cfl_ac_422, simd128);
    c->cfl_ac[DAV1D_PIXEL_LAYOUT_I444 - 1] = BF(dav1d_ipred_cfl_ac_444, simd128);

    c->pal_pred = BF(dav1d_pal_pred, simd128);
}
