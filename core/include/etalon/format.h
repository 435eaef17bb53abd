// SPDX-License-Identifier: MIT
#ifndef ETALON_FORMAT_H
#define ETALON_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

struct et_rational {
    int num, den;
};

/* How the samples of a format are to be read. */
enum et_model {
    ET_MODEL_GRAY, /* one luma plane */
    ET_MODEL_YUV,  /* luma, Cb, Cr */
    ET_MODEL_RGB,  /* planar G, B, R, in this order, as video codecs store it */
    ET_MODEL_RGBA, /* one plane of interleaved R, G, B, A bytes: what a canvas takes */
};

/*
 * Pixel formats, with the names that WebCodecs gives them where it has one. Samples deeper than
 * 8 bits are 16-bit little-endian words with the value in the low bits. The columns are: name,
 * model, planes, bit depth, log2 of the chroma subsampling across and down, and 1 where there is
 * alpha: then the last plane is of full size and holds it, from 0 (clear) to 2^depth - 1 (opaque)
 * whatever the range of the others, and the others are not multiplied by it. In RGBA alpha is
 * interleaved.
 */
#define ET_FORMATS(X)                                                                              \
    X(GRAY8, GRAY, 1, 8, 0, 0, 0)                                                                  \
    X(GRAY9, GRAY, 1, 9, 0, 0, 0)                                                                  \
    X(GRAY10, GRAY, 1, 10, 0, 0, 0)                                                                \
    X(GRAY12, GRAY, 1, 12, 0, 0, 0)                                                                \
    X(GRAY14, GRAY, 1, 14, 0, 0, 0)                                                                \
    X(GRAY16, GRAY, 1, 16, 0, 0, 0)                                                                \
    X(GRAYA8, GRAY, 2, 8, 0, 0, 1)                                                                 \
    X(GRAYA10, GRAY, 2, 10, 0, 0, 1)                                                               \
    X(GRAYA12, GRAY, 2, 12, 0, 0, 1)                                                               \
    X(GRAYA16, GRAY, 2, 16, 0, 0, 1)                                                               \
    X(I410, YUV, 3, 8, 2, 2, 0)                                                                    \
    X(I411, YUV, 3, 8, 2, 0, 0)                                                                    \
    X(I420, YUV, 3, 8, 1, 1, 0)                                                                    \
    X(I422, YUV, 3, 8, 1, 0, 0)                                                                    \
    X(I440, YUV, 3, 8, 0, 1, 0)                                                                    \
    X(I444, YUV, 3, 8, 0, 0, 0)                                                                    \
    X(I420P9, YUV, 3, 9, 1, 1, 0)                                                                  \
    X(I422P9, YUV, 3, 9, 1, 0, 0)                                                                  \
    X(I440P9, YUV, 3, 9, 0, 1, 0)                                                                  \
    X(I444P9, YUV, 3, 9, 0, 0, 0)                                                                  \
    X(I420P10, YUV, 3, 10, 1, 1, 0)                                                                \
    X(I422P10, YUV, 3, 10, 1, 0, 0)                                                                \
    X(I440P10, YUV, 3, 10, 0, 1, 0)                                                                \
    X(I444P10, YUV, 3, 10, 0, 0, 0)                                                                \
    X(I420P12, YUV, 3, 12, 1, 1, 0)                                                                \
    X(I422P12, YUV, 3, 12, 1, 0, 0)                                                                \
    X(I440P12, YUV, 3, 12, 0, 1, 0)                                                                \
    X(I444P12, YUV, 3, 12, 0, 0, 0)                                                                \
    X(I420P14, YUV, 3, 14, 1, 1, 0)                                                                \
    X(I422P14, YUV, 3, 14, 1, 0, 0)                                                                \
    X(I440P14, YUV, 3, 14, 0, 1, 0)                                                                \
    X(I444P14, YUV, 3, 14, 0, 0, 0)                                                                \
    X(I420P16, YUV, 3, 16, 1, 1, 0)                                                                \
    X(I422P16, YUV, 3, 16, 1, 0, 0)                                                                \
    X(I440P16, YUV, 3, 16, 0, 1, 0)                                                                \
    X(I444P16, YUV, 3, 16, 0, 0, 0)                                                                \
    X(I420A, YUV, 4, 8, 1, 1, 1)                                                                   \
    X(I422A, YUV, 4, 8, 1, 0, 1)                                                                   \
    X(I440A, YUV, 4, 8, 0, 1, 1)                                                                   \
    X(I444A, YUV, 4, 8, 0, 0, 1)                                                                   \
    X(I420AP9, YUV, 4, 9, 1, 1, 1)                                                                 \
    X(I422AP9, YUV, 4, 9, 1, 0, 1)                                                                 \
    X(I440AP9, YUV, 4, 9, 0, 1, 1)                                                                 \
    X(I444AP9, YUV, 4, 9, 0, 0, 1)                                                                 \
    X(I420AP10, YUV, 4, 10, 1, 1, 1)                                                               \
    X(I422AP10, YUV, 4, 10, 1, 0, 1)                                                               \
    X(I440AP10, YUV, 4, 10, 0, 1, 1)                                                               \
    X(I444AP10, YUV, 4, 10, 0, 0, 1)                                                               \
    X(I420AP12, YUV, 4, 12, 1, 1, 1)                                                               \
    X(I422AP12, YUV, 4, 12, 1, 0, 1)                                                               \
    X(I440AP12, YUV, 4, 12, 0, 1, 1)                                                               \
    X(I444AP12, YUV, 4, 12, 0, 0, 1)                                                               \
    X(I420AP16, YUV, 4, 16, 1, 1, 1)                                                               \
    X(I422AP16, YUV, 4, 16, 1, 0, 1)                                                               \
    X(I440AP16, YUV, 4, 16, 0, 1, 1)                                                               \
    X(I444AP16, YUV, 4, 16, 0, 0, 1)                                                               \
    X(GBR8, RGB, 3, 8, 0, 0, 0)                                                                    \
    X(GBR9, RGB, 3, 9, 0, 0, 0)                                                                    \
    X(GBR10, RGB, 3, 10, 0, 0, 0)                                                                  \
    X(GBR12, RGB, 3, 12, 0, 0, 0)                                                                  \
    X(GBR14, RGB, 3, 14, 0, 0, 0)                                                                  \
    X(GBR16, RGB, 3, 16, 0, 0, 0)                                                                  \
    X(GBRA8, RGB, 4, 8, 0, 0, 1)                                                                   \
    X(GBRA10, RGB, 4, 10, 0, 0, 1)                                                                 \
    X(GBRA12, RGB, 4, 12, 0, 0, 1)                                                                 \
    X(GBRA14, RGB, 4, 14, 0, 0, 1)                                                                 \
    X(GBRA16, RGB, 4, 16, 0, 0, 1)                                                                 \
    X(RGBA, RGBA, 1, 8, 0, 0, 1)

enum et_format {
    ET_FORMAT_NONE,
#define ET_FORMAT_ENTRY(name, model, planes, depth, chroma_x, chroma_y, alpha) ET_FORMAT_##name,
    ET_FORMATS(ET_FORMAT_ENTRY)
#undef ET_FORMAT_ENTRY
        ET_FORMAT_COUNT
};

struct et_format_info {
    const char *name;
    enum et_model model;
    uint8_t planes;
    uint8_t depth;           /* significant bits of a sample, 8 to 16 */
    uint8_t bytes_per_pixel; /* bytes from one sample of a plane to the next: 1, 2, or 4 (RGBA) */
    uint8_t chroma_x;        /* log2 of the horizontal subsampling of planes 1 and 2 */
    uint8_t chroma_y;        /* log2 of the vertical subsampling of planes 1 and 2 */
    uint8_t alpha;           /* 1: the last plane is alpha, of full size */
};

/* Facts about a format; for ET_FORMAT_NONE and values outside the enum a row of zeros named "". */
const struct et_format_info *et_format_info(enum et_format format);

/*
 * The format with the model, depth, subsampling and alpha of `like`, whose other fields do not
 * matter, or ET_FORMAT_NONE where the table has none.
 */
enum et_format et_format_find(const struct et_format_info *like);

/*
 * The format of an image turned by a quarter: subsampling across and down change places.
 * ET_FORMAT_NONE for I411, which has no such counterpart.
 */
enum et_format et_format_turned(enum et_format format);

/* The same format with samples of `depth` bits, or ET_FORMAT_NONE where the table has none. */
enum et_format et_format_of_depth(enum et_format format, int depth);

/* Planes that hold colour or luma: all but alpha. */
int et_format_color_planes(enum et_format format);

/* Whether a plane is subsampled with the format's chroma: planes 1 and 2, unless that is alpha. */
bool et_plane_is_chroma(enum et_format format, int plane);

/* Samples across plane `plane` of an image `width` pixels wide; odd sizes round up. */
int et_plane_width(enum et_format format, int plane, int width);

/* Rows of plane `plane` of an image `height` pixels high; odd sizes round up. */
int et_plane_height(enum et_format format, int plane, int height);

/*
 * Colour description. The numbers are those of ITU-T H.273 (CICP), which every codec and
 * container uses; 2 means "not said". `guessed` tells which of them the stream did not say and
 * Etalon chose, as a mask of ET_GUESSED_*.
 */
struct et_color {
    uint8_t matrix;     /* 1 BT.709, 5 and 6 BT.601, 9 BT.2020, 0 identity (RGB) */
    uint8_t primaries;  /* 1 BT.709, 5 BT.470BG, 6 SMPTE 170M, 9 BT.2020 */
    uint8_t transfer;   /* 1 BT.709, 13 sRGB, 16 PQ, 18 HLG */
    uint8_t full_range; /* 0: luma 16 to 235 at 8 bits; 1: 0 to 255 */
    uint8_t siting;     /* enum et_siting */
    uint8_t guessed;
    uint16_t peak_nits; /* brightest light of a PQ stream in cd/m2; 0: it does not say */
};

/* Where the first chroma sample of 4:2:0 lies; other subsamplings have what of it applies to them. */
enum et_siting {
    ET_SITING_UNSPECIFIED,
    ET_SITING_LEFT,        /* co-sited across, midway down: MPEG-2, H.264, HEVC */
    ET_SITING_CENTER,      /* midway in both: MPEG-1, JPEG */
    ET_SITING_TOP_LEFT,    /* co-sited in both: BT.2020 */
    ET_SITING_TOP,         /* midway across, co-sited down */
    ET_SITING_BOTTOM_LEFT, /* co-sited across, with the lower row down */
    ET_SITING_BOTTOM,      /* midway across, with the lower row down */
};

enum {
    ET_GUESSED_MATRIX = 1,
    ET_GUESSED_PRIMARIES = 2,
    ET_GUESSED_TRANSFER = 4,
    ET_GUESSED_RANGE = 8,
    ET_GUESSED_SITING = 16
};

#endif
