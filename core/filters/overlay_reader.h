// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_READER_H
#define ETALON_FILTERS_OVERLAY_READER_H

#include "filters/overlay_pixels.h"
#include "program/chroma.h"

/*
 * Pixels of an image of any format as rows of float: codes of its three channels at every pixel, as
 * et_pixels counts them, but with interpolated chroma in codes too.
 */
struct et_pixel_reader {
    struct et_pixels pixels;
    int bytes;         /* of a sample */
    int columns, rows; /* of chroma */
    struct et_chroma_axis across, down;
};

/* Floats that a row of chroma needs before its first and behind its last sample. */
enum { ET_READER_PAD = 8 };

/* A reader of images of this shape. */
struct et_pixel_reader et_pixel_reader_of(const struct et_image_info *info);

/*
 * Chroma `channel` (1 or 2) of row `y` of pixels, interpolated between rows of samples: those that pixels
 * `first` to `last` - 1 need, with pads that repeat the ends of it.
 */
void et_pixel_reader_chroma(const struct et_pixel_reader *reader, const struct et_image *image,
                            int channel, int y, int first, int last, float *chroma);

/* A row that is read: its chroma between rows of samples, with pads. */
struct et_pixel_row {
    const struct et_pixel_reader *reader;
    const struct et_image *image;
    int y;
    float *chroma[2];
};

/* Begins with row `y`, of which pixels `first` to `last` - 1 will be read. */
void et_pixel_row_begin(struct et_pixel_row *row, const struct et_image *image, int y, int first,
                        int last);

/*
 * `count` pixels from x on. `rooms` are rows of `count` + 8 floats; `channels` points into them
 * afterwards. Channels that a grey image does not have are 0.
 */
void et_pixel_row_read(const struct et_pixel_row *row, int x, int count, float *const rooms[3],
                       float *channels[3]);

/* Their alpha times `scale`; that of the largest code where the image has none. */
void et_pixel_row_alpha(const struct et_pixel_row *row, int x, int count, float scale,
                        float *alpha);

#endif
