/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Included before every file of libavcodec/mips that is compiled for WebAssembly: MSA is there
 * (msa.h beside this file), MIPS's scalar instructions are not.
 */

#ifndef AVCODEC_WASM_MSA_MIPS_H
#define AVCODEC_WASM_MSA_MIPS_H

#include "config.h"
#undef HAVE_MSA
#define HAVE_MSA 1

#include "libavutil/intreadwrite.h"
#include "libavutil/mips/cpu.h"
#include "libavutil/mips/generic_macros_msa.h"

/* checkasm tells these kernels from C by the flag of this architecture. */
#undef have_msa
#define have_msa(flags) CPUEXT(flags, SIMD128)

/* Scalars at any address, in assembly there. Some users of the stores write no semicolon. */
#undef LH
#undef LW
#undef LD
#undef SH
#undef SW
#undef SD
#define LH(psrc) AV_RN16(psrc)
#define LW(psrc) AV_RN32(psrc)
#define LD(psrc) AV_RN64(psrc)
#define SH(val, pdst) { AV_WN16(pdst, val); }
#define SW(val, pdst) { AV_WN32(pdst, val); }
#define SD(val, pdst) { AV_WN64(pdst, val); }

#endif /* AVCODEC_WASM_MSA_MIPS_H */
