// SPDX-License-Identifier: BSD-2-Clause
/* Quantisation and its inverse, scans, counts, and memory that is cleared. */
#include "check.h"

#include "../codec/encoder/core/wasm/kernels.h"
#include "decode_mb_aux.h"
#include "encode_mb_aux.h"
#include "encoder.h"
#include "wels_common_defs.h"

namespace WelsEnc {
void WelsScan4x4DcAc_c (int16_t* pLevel, int16_t* pDct);
void WelsScan4x4Ac_c (int16_t* pLevel, int16_t* pDct);
int32_t WelsCalculateSingleCtr4x4_c (int16_t* pDct);
int32_t WelsGetNoneZeroCount_c (int16_t* pLevel);
}

namespace Check {

namespace {

using namespace WelsEnc;

enum {
  kGuard = 16,
  kMostCoefficient = 9180, /* of a difference of 255 */
};

/* Four blocks between guards. */
struct SBlocks : STwins < int16_t, 64 + 2 * kGuard > {
  explicit SBlocks (int32_t iMost) {
    FillNumbers (tKernel, 64 + 2 * kGuard, iMost);
    Copy();
  }
  int16_t* Kernel() {
    return tKernel + kGuard;
  }
  int16_t* C() {
    return tC + kGuard;
  }
};

typedef void (*PQuant) (int16_t*, const int16_t*, const int16_t*);
typedef void (*PDequant) (int16_t*, const uint16_t*);
typedef void (*PScan) (int16_t*, int16_t*);
typedef int32_t (*PCount) (int16_t*);

template<PQuant pKernel, PQuant pC> bool Quant() {
  SBlocks blocks (kMostCoefficient);
  const uint32_t kuiQp = Random (52);
  const int16_t* kpFF = Random (2) ? g_iQuantIntraFF[kuiQp] : g_kiQuantInterFF[kuiQp];
  pKernel (blocks.Kernel(), kpFF, g_kiQuantMF[kuiQp]);
  pC (blocks.C(), kpFF, g_kiQuantMF[kuiQp]);
  return blocks.Same();
}

bool QuantMax() {
  SBlocks blocks (kMostCoefficient);
  STwins<int16_t, 6> most = {};
  const uint32_t kuiQp = Random (52);
  WelsQuantFour4x4Max_simd128 (blocks.Kernel(), g_kiQuantInterFF[kuiQp], g_kiQuantMF[kuiQp], most.tKernel + 1);
  WelsQuantFour4x4Max_c (blocks.C(), g_kiQuantInterFF[kuiQp], g_kiQuantMF[kuiQp], most.tC + 1);
  return blocks.Same() && most.Same();
}

/* Coefficients of means take 16 bits. */
bool QuantDc() {
  SBlocks blocks (32767);
  const uint32_t kuiQp = Random (52);
  const int16_t kiFF = g_iQuantIntraFF[kuiQp][0] << 1, kiMF = g_kiQuantMF[kuiQp][0] >> 1;
  blocks.Kernel()[0] = blocks.C()[0] = Random (2) ? INT16_MIN : INT16_MAX;
  WelsQuant4x4Dc_simd128 (blocks.Kernel(), kiFF, kiMF);
  WelsQuant4x4Dc_c (blocks.C(), kiFF, kiMF);
  return blocks.Same();
}

template<PDequant pKernel, PDequant pC> bool Dequant() {
  SBlocks blocks (Random (2) ? 127 : 32767);
  const uint32_t kuiQp = Random (52);
  pKernel (blocks.Kernel(), WelsCommon::g_kuiDequantCoeff[kuiQp]);
  pC (blocks.C(), WelsCommon::g_kuiDequantCoeff[kuiQp]);
  return blocks.Same();
}

template<PScan pKernel, PScan pC> bool Scan() {
  SBlocks levels (32767), coefficients (32767);
  pKernel (levels.Kernel(), coefficients.Kernel());
  pC (levels.C(), coefficients.C());
  return levels.Same() && coefficients.Same();
}

template<PCount pKernel, PCount pC> bool Count() {
  SBlocks blocks (32767);
  return pKernel (blocks.Kernel()) == pC (blocks.C()) && blocks.Same();
}

bool SetZero() {
  SBlocks blocks (32767);
  const int32_t kiSize = 8 * Between (0, 16);
  WelsSetMemZero_simd128 (blocks.Kernel(), kiSize);
  WelsSetMemZero_c (blocks.C(), kiSize);
  return blocks.Same();
}

} // namespace

void CheckLevels() {
  Run ("quant 4 x 4", Quant<WelsQuant4x4_simd128, WelsQuant4x4_c>);
  Run ("quant of four 4 x 4", Quant<WelsQuantFour4x4_simd128, WelsQuantFour4x4_c>);
  Run ("quant of four 4 x 4, maxima", QuantMax);
  Run ("quant of means", QuantDc);
  Run ("dequant 4 x 4", Dequant<WelsDequant4x4_simd128, WelsDequant4x4_c>);
  Run ("dequant of four 4 x 4", Dequant<WelsDequantFour4x4_simd128, WelsDequantFour4x4_c>);
  Run ("scan of 16", Scan<WelsScan4x4DcAc_simd128, WelsScan4x4DcAc_c>);
  Run ("scan of 15", Scan<WelsScan4x4Ac_simd128, WelsScan4x4Ac_c>);
  Run ("count of levels", Count<WelsGetNoneZeroCount_simd128, WelsGetNoneZeroCount_c>);
  Run ("cost of levels", Count<WelsCalculateSingleCtr4x4_simd128, WelsCalculateSingleCtr4x4_c>);
  Run ("zeros", SetZero);
}

} // namespace Check
