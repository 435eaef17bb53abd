// SPDX-License-Identifier: BSD-2-Clause
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

namespace Check {

namespace {

enum { kRounds = 300 };

uint64_t g_uiState;
int32_t g_iTests, g_iFailed;

/* Two samples or numbers that may repeat for some places. */
template<typename T> void FillRuns (T* p, int32_t iCount, T tOne, T tOther, int32_t iMostRun) {
  for (int32_t i = 0; i < iCount;) {
    const T kt = Random (2) ? tOne : tOther;
    for (int32_t iRun = Between (1, iMostRun); iRun > 0 && i < iCount; iRun--)
      p[i++] = kt;
  }
}

} // namespace

/* xorshift64*, whose high bits are the good ones. */
uint32_t Random (uint32_t uiCount) {
  g_uiState ^= g_uiState >> 12;
  g_uiState ^= g_uiState << 25;
  g_uiState ^= g_uiState >> 27;
  return (uint32_t) (((g_uiState * 2685821657736338717u) >> 32) * uiCount >> 32);
}

void FillSamples (uint8_t* pSamples, int32_t iCount) {
  const int32_t kiBase = Random (256), kiNear = Between (1, 12);
  const uint32_t kuiKind = Random (8);
  if (kuiKind == 0) {
    memset (pSamples, kiBase < 86 ? 0 : kiBase < 171 ? 255 : kiBase, iCount);
  } else if (kuiKind == 1) {
    FillRuns<uint8_t> (pSamples, iCount, 0, 255, 1);
  } else if (kuiKind == 2) {
    FillRuns<uint8_t> (pSamples, iCount, 0, 255, 16);
  } else {
    for (int32_t i = 0; i < iCount; i++) {
      const int32_t kiNearby = kiBase + Between (-kiNear, kiNear);
      pSamples[i] = kuiKind < 5 ? Random (256) : kiNearby < 0 ? 0 : kiNearby > 255 ? 255 : kiNearby;
    }
  }
}

void FillNumbers (int16_t* pNumbers, int32_t iCount, int32_t iMost) {
  const uint32_t kuiKind = Random (6);
  if (kuiKind == 0) {
    const int16_t kiOne = Between (-iMost, iMost);
    FillRuns<int16_t> (pNumbers, iCount, kiOne, kiOne, iCount);
  } else if (kuiKind == 1) {
    FillRuns<int16_t> (pNumbers, iCount, iMost, -iMost, 4);
  } else {
    const uint32_t kuiZeros = Random (kuiKind == 2 ? 1 : 20);
    for (int32_t i = 0; i < iCount; i++)
      pNumbers[i] = Random (20) < kuiZeros ? 0 : kuiKind < 4 ? Between (-iMost, iMost) : Between (-2, 2);
  }
}

void Run (const char* pName, bool (*pTest) ()) {
  g_iTests++;
  for (int32_t i = 0; i < kRounds; i++) {
    if (pTest())
      continue;
    printf ("%s: differs from its C function in round %d\n", pName, i);
    g_iFailed++;
    return;
  }
}

void Run (const char* pName, int32_t iWidth, int32_t iHeight, bool (*pTest) ()) {
  char aName[80];
  snprintf (aName, sizeof (aName), "%s %d x %d", pName, iWidth, iHeight);
  Run (aName, pTest);
}

CPictures::CPictures() : m_iStride (Between (kLeastStride, kMostStride)), m_iBlock (kMargin * m_iStride + kMargin) {
  if (Random (8))
    FillSamples (m_Memory.tKernel, sizeof (m_Memory.tKernel));
  else
    FillForSixTaps();
  m_Memory.Copy();
}

/* 255 and 0 as the taps 1, -5, 20, 20, -5, 1 have their signs, both ways. */
void CPictures::FillForSixTaps() {
  static const bool kbMinus[6] = {false, true, false, false, true, false};
  const uint32_t kuiPhase = Random (6);
  const uint8_t kuiFlip = Random (2) ? 255 : 0;
  for (int32_t i = 0; i < kLeastStride * kMostStride; i++)
    m_Memory.tKernel[i] = kuiFlip ^ (kbMinus[ (i % m_iStride + kuiPhase) % 6] == kbMinus[i / m_iStride % 6] ? 255 : 0);
}

void CPictures::Paint (int32_t iX, int32_t iY, int32_t iWidth, int32_t iHeight, uint8_t uiSample) {
  for (int32_t y = iY; y < iY + iHeight; y++)
    memset (m_Memory.tKernel + m_iBlock + y * m_iStride + iX, uiSample, iWidth);
  m_Memory.Copy();
}

} // namespace Check

/* The first argument is a seed. */
int main (int argc, char** argv) {
  using namespace Check;
  g_uiState = 0x9e3779b97f4a7c15u + (argc > 1 ? strtoul (argv[1], NULL, 10) : 1);
  CheckDifferences();
  CheckPrediction();
  CheckMotion();
  CheckTransform();
  CheckLevels();
  CheckInter();
  CheckDeblocking();
  CheckCavlc();
  if (g_iFailed)
    printf ("checkasm: %d of %d tests failed\n", g_iFailed, g_iTests);
  else
    printf ("checkasm: all %d tests passed\n", g_iTests);
  return g_iFailed ? 1 : 0;
}
