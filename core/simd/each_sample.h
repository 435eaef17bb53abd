// SPDX-License-Identifier: MIT
/*
 * Includes ET_TEMPLATE, a file of kernels, twice: for samples of one byte and of two. There SAMPLE
 * is the type, NAMED(name) and VARIANT(name, variant) are names of its own, name_8 and name_16, and
 * for SIMD128 LOAD(p) and STORE(p, v) move eight samples to and from 16-bit lanes; as codes of 8
 * bits lanes above 255 are cut. Not guarded: each file that has such kernels includes it once.
 */

#define SAMPLE                 uint8_t
#define NAMED(name)            name##_8
#define VARIANT(name, variant) name##_8_##variant
#define LOAD(p)                wasm_u16x8_load8x8(p)
#define STORE(p, values)       wasm_v128_store64_lane(p, wasm_u8x16_narrow_i16x8(values, values), 0)
#include ET_TEMPLATE
#undef SAMPLE
#undef NAMED
#undef VARIANT
#undef LOAD
#undef STORE

#define SAMPLE                 uint16_t
#define NAMED(name)            name##_16
#define VARIANT(name, variant) name##_16_##variant
#define LOAD(p)                wasm_v128_load(p)
#define STORE(p, values)       wasm_v128_store(p, values)
#include ET_TEMPLATE
#undef SAMPLE
#undef NAMED
#undef VARIANT
#undef LOAD
#undef STORE
