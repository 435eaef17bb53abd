// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compares the SIMD128 kernels with the C functions that they stand for, bit for bit. A test fills what a kernel
 * reads and writes at random, calls both on twins of it, and compares all of the twins: what a kernel writes
 * beside its block shows too.
 */
#ifndef WELS_CHECKASM_CHECK_H
#define WELS_CHECKASM_CHECK_H

#include <stdint.h>
#include <string.h>

namespace Check {

/* The tests of each file. */
void CheckDifferences();
void CheckPrediction();
void CheckMotion();
void CheckTransform();
void CheckLevels();
void CheckInter();
void CheckDeblocking();
void CheckCavlc();

/* From 0 to uiCount - 1; the same sequence for the same seed. */
uint32_t Random (uint32_t uiCount);

/* From iLeast to iMost. */
inline int32_t Between (int32_t iLeast, int32_t iMost) {
  return iLeast + (int32_t)Random (iMost - iLeast + 1);
}

/* Samples of one kind, which is chosen anew: noise, only 0 and 255, runs of those, nearly flat, all the same. */
void FillSamples (uint8_t* pSamples, int32_t iCount);

/* Numbers within +-iMost, of one kind: noise, mostly zeros, the extremes and zero, all the same. */
void FillNumbers (int16_t* pNumbers, int32_t iCount, int32_t iMost);

/* Runs pTest, which says whether kernel and C agreed, some hundred times, and counts a test. */
void Run (const char* pName, bool (*pTest) ());
void Run (const char* pName, int32_t iWidth, int32_t iHeight, bool (*pTest) ());

/* The same memory twice: for the kernel, and for the C function. */
template<typename T, int kCount> struct STwins {
  T tKernel[kCount], tC[kCount];

  bool Same() const {
    return memcmp (tKernel, tC, sizeof (tC)) == 0;
  }
  /* Makes the second one what the first one is. */
  void Copy() {
    memcpy (tC, tKernel, sizeof (tC));
  }
};

/*
 * A picture around a block of up to 17 x 17 samples, twice. Its stride may be odd; 24 samples and more lie on
 * each side of the block. Samples are those of FillSamples(), or those that six taps make the most of.
 */
class CPictures {
 public:
  CPictures();

  /* Makes all of the samples from (iX, iY) to (iX + iWidth - 1, iY + iHeight - 1), as seen from the block, the same. */
  void Paint (int32_t iX, int32_t iY, int32_t iWidth, int32_t iHeight, uint8_t uiSample);

  int32_t Stride() const {
    return m_iStride;
  }
  uint8_t* Kernel() {
    return m_Memory.tKernel + m_iBlock;
  }
  uint8_t* C() {
    return m_Memory.tC + m_iBlock;
  }
  bool Same() const {
    return m_Memory.Same();
  }

 private:
  enum { kMargin = 24, kBlock = 17, kLeastStride = 2 * kMargin + kBlock, kMostStride = 2 * kLeastStride };

  void FillForSixTaps();

  int32_t m_iStride, m_iBlock;
  STwins < uint8_t, kLeastStride * kMostStride > m_Memory;
};

} // namespace Check

#endif
