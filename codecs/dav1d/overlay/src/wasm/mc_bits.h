/* SPDX-License-Identifier: BSD-2-Clause */
/* How intermediate values of motion compensation are scaled and biased, as in src/mc_tmpl.c. */

#ifndef DAV1D_SRC_WASM_MC_BITS_H
#define DAV1D_SRC_WASM_MC_BITS_H

#include "common/bitdepth.h"
#include "common/intops.h"

#if BITDEPTH == 8
#define get_intermediate_bits(bitdepth_max) 4
#define PREP_BIAS 0
#else
#define get_intermediate_bits(bitdepth_max) (14 - bitdepth_from_max(bitdepth_max))
#define PREP_BIAS 8192
#endif

#endif /* DAV1D_SRC_WASM_MC_BITS_H */
