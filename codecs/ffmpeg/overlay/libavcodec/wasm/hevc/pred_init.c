/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/hevc/pred.h"
#include "libavcodec/wasm/hevc/kernels.h"

/** Eight bits are libavcodec/mips's. */
av_cold void ff_hevc_pred_init_wasm(HEVCPredContext *hpc, int bit_depth)
{
    ff_hevc_pred_init_mips(hpc, bit_depth);
#if HAVE_SIMD128
    if (CPUEXT(av_get_cpu_flags(), SIMD128))
        ff_hevc_pred_init_simd128(hpc, bit_depth);
#endif
}
