/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers, and rectangles with room around them, in which a stray write is seen. */

#ifndef CHECKASM_UTILS_H
#define CHECKASM_UTILS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* 31 random bits. */
int checkasm_rand(void);

/*
 * Compares w x h elements, and `padding` more on each side, the right one and the lower one rounded up to
 * multiples of align_w and align_h (0: 1). Strides are in bytes. Returns whether they differ.
 */
#define CHECKASM_DECLARE_CHECK(name, type)                                                      \
    int (name)(const char *file, int line, const type *buf1, ptrdiff_t stride1, const type *buf2, \
               ptrdiff_t stride2, int w, int h, const char *buf_name, int align_w, int align_h, int padding)

CHECKASM_DECLARE_CHECK(checkasm_check_impl_int8_t, int8_t);
CHECKASM_DECLARE_CHECK(checkasm_check_impl_int16_t, int16_t);
CHECKASM_DECLARE_CHECK(checkasm_check_impl_int32_t, int32_t);
CHECKASM_DECLARE_CHECK(checkasm_check_impl_uint8_t, uint8_t);
CHECKASM_DECLARE_CHECK(checkasm_check_impl_uint16_t, uint16_t);
CHECKASM_DECLARE_CHECK(checkasm_check_impl_uint32_t, uint32_t);

#define CHECKASM_JOIN(a, b) a ## b
#define checkasm_check_impl(type) CHECKASM_JOIN(checkasm_check_impl_, type)
#define CHECKASM_CHECK(type, ...) checkasm_check_impl(type)(__FILE__, __LINE__, __VA_ARGS__)

#define checkasm_check(type, ...) CHECKASM_CHECK(type, __VA_ARGS__, 0, 0, 0)

#define CHECKASM_ROUND(x, to) (((x) + (to) - 1) / (to) * (to))

/* A pointer `name` to w x h elements of a larger array name_buf of name_buf_h rows, and its stride. */
#define BUF_RECT(type, name, w, h)                                                              \
    enum { name ## _buf_w = CHECKASM_ROUND(w, 64) + 64, name ## _buf_h = (h) + 32 };            \
    CHECKASM_DECLARE_CHECK(*const checkasm_check_impl_ ## name ## _type, type) = checkasm_check_impl_ ## type; \
    _Alignas(64) type name ## _buf[name ## _buf_h * name ## _buf_w + 64];                       \
    const ptrdiff_t name ## _stride = sizeof(type) * name ## _buf_w;                            \
    type *const name = name ## _buf + name ## _buf_w * 16 + 64;                                 \
    (void) checkasm_check_impl_ ## name ## _type;                                               \
    (void) name ## _stride

#define CLEAR_BUF_RECT(name) memset(name ## _buf, 0x99, sizeof(name ## _buf))

#define checkasm_check_rect_padded(rect, ...) CHECKASM_CHECK(rect ## _type, rect, __VA_ARGS__, 1, 1, 8)
#define checkasm_check_rect_padded_align(rect, ...) CHECKASM_CHECK(rect ## _type, rect, __VA_ARGS__, 8)

#endif /* CHECKASM_UTILS_H */
