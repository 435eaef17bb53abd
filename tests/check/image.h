// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_IMAGE_H
#define ETALON_TESTS_IMAGE_H

#include "check.h"

struct et_pool;

/*
 * Images between guards: memory around every row is filled with a byte that is verified later, so a
 * kernel that writes outside its samples is found, as is one that reads there, by a second run with
 * another byte; under AddressSanitizer either ends the program there and then. Rows are aligned to
 * samples and no more.
 */
struct image {
    struct et_image image;
    uint8_t *memory;
    size_t size;
    uint8_t guard;
};

enum fill { FILL_RANDOM, FILL_EXTREMES, FILL_SMOOTH, FILL_BLACK, FILL_WHITE, FILL_COUNT };

/* Allocates; samples are the guard byte at first. */
void image_create(struct image *image, const struct et_image_info *info, uint8_t guard);
void image_destroy(struct image *image);

/* A copy of the samples among other guards. */
void image_copy(struct image *image, const struct image *from, uint8_t guard);

/* Fills the samples, repeatably for a seed. */
void image_fill(struct image *image, enum fill fill, uint32_t seed);

/* Whether all bytes outside the samples are the guard's. */
bool image_guards_hold(const struct image *image);

/* Samples in a row of a plane: its width, or four times that in RGBA. */
int image_columns(const struct et_image *image, int plane);

/* Sample x, y of a plane, and writing it. */
int image_get(const struct et_image *image, int plane, int x, int y);
void image_set(const struct et_image *image, int plane, int x, int y, int value);

/* FNV-1a over the samples, plane by plane, 16-bit samples low byte first. */
uint64_t image_hash(const struct et_image *image);

/* Where two images of one shape differ first, as text, or NULL. Static storage. */
const char *image_difference(const struct et_image *a, const struct et_image *b);

/* Copies samples into a frame of `pool`, or returns NULL. */
struct et_frame *image_to_frame(const struct et_image *image, struct et_pool *pool);

/* A shape with left siting, BT.709, limited range. */
struct et_image_info info_of(enum et_format format, int width, int height);

#endif
