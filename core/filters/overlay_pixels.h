// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_PIXELS_H
#define ETALON_FILTERS_OVERLAY_PIXELS_H

#include <etalon/filter.h>

/*
 * Pixels of an image of any format, one by one: codes of its three channels at every pixel, and
 * sums of these that lead to another colour description. Any thread.
 */

/* Interpolated chroma counts 64 to a code: eighths across and down. */
enum { ET_PIXELS_FRACTION_BITS = 6 };

/* What codes mean: 0 to 1 of channel i is `unit[i]` codes from `zero[i]` on. */
struct et_code_scale {
    double zero[3], unit[3];
};

/*
 * How an image's pixels are read. Channels are those of its planes in their order (Y, Cb, Cr; G, B,
 * R), or R, G, B of RGBA; GRAY has one. Chroma that has fewer samples than there are pixels is
 * interpolated linearly between them, where its siting puts them, and then counts 64 to a code.
 */
struct et_pixels {
    enum et_format format;
    int width, height; /* pixels */
    int channels;
    bool interleaved;       /* RGBA */
    bool interpolated;      /* channels 1 and 2 count 64 to a code */
    int shift_x, shift_y;   /* log2 of the subsampling of channels 1 and 2 */
    int offset_x, offset_y; /* twice the distance from pixel 0 to chroma sample 0 */
    int alpha_plane;        /* -1: none, or interleaved */
    int max;                /* largest code */
};

/* How the pixels of an image of this shape lie. */
struct et_pixels et_pixels_of(const struct et_image_info *info);

/* Channel `channel` of pixels `first` to `first + count - 1` of row `y`, all inside the image. */
void et_pixels_channel(const struct et_pixels *pixels, const struct et_image *image, int channel,
                       int y, int first, int count, int32_t *codes);

/* Their alpha, 0 to pixels->max; that where the image has none. */
void et_pixels_alpha(const struct et_pixels *pixels, const struct et_image *image, int y, int first,
                     int count, int32_t *codes);

/*
 * A sum over channels: (sum of factor[i] * channel i + bias) >> shift. Factors that are 0 stand for
 * channels that need not be read.
 */
struct et_channel_sum {
    int64_t factor[3], bias;
    int shift;
};

/*
 * The sum for `zero` + `unit` * (sum of weights[i] * channel i as 0 to 1), halves upward, where the
 * channels' codes mean `scale`. Factors are rounded together, so that grey stays grey; `shift` is
 * their precision.
 */
struct et_channel_sum et_channel_sum_of(const struct et_pixels *pixels,
                                        const struct et_code_scale *scale, const double weights[3],
                                        double zero, double unit, int shift);

/* Applies a sum to `count` pixels. Channels whose factor is 0 may be NULL. */
void et_channel_sum_run(const struct et_channel_sum *sum, const int32_t *const channels[3],
                        int count, int32_t *values);

/*
 * Rows R', G', B' of an image's channels, and what its codes mean. Returns 0 or ET_ERROR_UNSUPPORTED:
 * a colour matrix that is none; so do the next two.
 */
int et_pixels_to_rgb(const struct et_image_info *info, double rows[3][3],
                     struct et_code_scale *scale);

/* Rows of an image's planes for R', G', B'. Not for RGBA. */
int et_pixels_from_rgb(const struct et_image_info *info, double rows[3][3]);

/* The codes of a colour, R', G', B' of 0 to 1, in an image's colour planes. Not for RGBA. */
int et_pixels_codes(const struct et_image_info *info, const double rgb[3], int codes[3]);

#endif
