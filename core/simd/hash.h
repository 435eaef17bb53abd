// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_HASH_H
#define ETALON_SIMD_HASH_H

#include <stdint.h>

/*
 * Random bits of a position: whatever asks for them in whatever order gets the same. Multiplications
 * and shifts that carry every bit to every other one, after the finalizer of MurmurHash3 (Appleby).
 * No two values have the same hash.
 */
static inline uint32_t et_hash_32(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x85EBCA6B;
    value ^= value >> 13;
    value *= 0xC2B2AE35;
    return value ^ value >> 16;
}

/* The hash of several values, one after another: et_hash_with(et_hash_with(seed, a), b). */
static inline uint32_t et_hash_with(uint32_t hash, uint32_t value)
{
    return et_hash_32(hash ^ (value * 0x9E3779B9 + 0x7F4A7C15));
}

#endif
