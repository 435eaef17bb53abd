// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_CHAIN_TILES_H
#define ETALON_TESTS_CHAIN_TILES_H

#include "single.h"

enum { TILE_LINKS = 5, TILE_CHAINS = 8, TILE_FORMATS = 4, TILE_WIDTH = 3840, TILE_HEIGHT = 2160 };

/* A filter with a value for its first parameter; below 0: its initial one. */
struct tile_link {
    const char *name;
    double value;
};

/* Chains of five spatial filters, that are one group at 4K in all of these formats. */
extern const struct tile_link tile_chains[TILE_CHAINS][TILE_LINKS];
extern const enum et_format tile_formats[TILE_FORMATS];

/* The values of a link's parameters. */
void tile_values(const struct tile_link *link, double values[MOST_PARAMS]);

/* A frame of any samples, of a time in seconds. */
struct et_frame *tile_frame(struct et_pool *pool, const struct et_image_info *info, int second);

/* What of full-frame planes a planned chain's JSON says that is read and written, in bytes. */
double tile_bytes_moved(const char *json);

/* Bytes of the samples of an image. */
double tile_bytes_of(const struct et_image_info *info);

/* Windows of a chain's groups are as large as they may be at most. Returns the stages of the first one. */
int tile_check_windows(const struct et_chain *chain);

#endif
