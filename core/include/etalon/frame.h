// SPDX-License-Identifier: MIT
#ifndef ETALON_FRAME_H
#define ETALON_FRAME_H

/* A frame, its time and properties, and what analyses found in it. Part of <etalon/etalon.h>. */

#include <etalon/filter.h>

/*
 * How bright a picture's source is, in cd/m2, 0 where the stream does not say: the peak of the
 * display that it was mastered on (SMPTE ST 2086), the brightest pixel and the brightest mean of a
 * frame (CTA-861.3, MaxCLL and MaxFALL).
 */
struct et_light {
    int mastering_nits, content_nits, average_nits;
};

/*
 * A frame. Fields are read-only for whoever did not create it. Its planes stay where they are
 * until the last reference is gone.
 */
struct et_frame {
    struct et_image image;
    int64_t pts;      /* presentation time, in time_base */
    int64_t duration; /* in time_base; 0 when unknown */
    struct et_rational time_base;
    struct et_rational sample_aspect; /* width to height of a pixel; 0/1 when unknown */
    int key;                          /* 1: decoding can start here */
    int interlaced;                   /* 1: two fields of different times */
    int top_first;                    /* 1: the field of rows 0, 2, 4 ... is the earlier one */
    struct et_light light;            /* for tone mapping */
    int color_changed; /* 1: before any filter its colours were not those of et_clip_info() */
    const struct et_analysis *analysis; /* what the chain found out; NULL: nothing */
};

/*
 * What an analysis found in a frame: array i has counts[i] elements of the type that
 * filter->results[i] says. Lives as long as the frame.
 */
struct et_analysis {
    const struct et_filter *filter;
    size_t entry;                     /* its place in the chain, from 0 on */
    const struct et_analysis *before; /* of an analysis earlier in the chain; NULL: none */
    const size_t *counts;
    void *const *arrays;
};

/*
 * Makes a frame for pixels that come from outside, whose samples are the caller's to fill before anybody reads
 * them. `like` says what it is: image.info, pts, duration (0: unknown), time_base, sample_aspect, light and
 * fields; the rest of it counts for nothing. Any format of planes; not RGBA, see et_frame_unpack(). What its
 * colour does not say, matrix, primaries or transfer of 2, a full_range of 2, no siting, is guessed as for a clip and
 * marked in `guessed`. Returns 0, with a reference that the caller owns, ET_ERROR_ARGUMENT (a format, size,
 * range, siting, time or aspect that cannot be) or ET_ERROR_MEMORY. Engine thread.
 */
int et_frame_make(const struct et_frame *like, struct et_frame **out);

/*
 * To be asked once such a frame is filled: filters look values up in tables of the format's depth. Returns 0, or
 * ET_ERROR_ARGUMENT where a sample has bits beyond it. Any thread.
 */
int et_frame_check_samples(const struct et_frame *frame);

/*
 * Interleaved samples of 8 bits, as WebCodecs names them, and the format of planes that holds them. Of NV12 only the
 * chroma, Cb and Cr in turn: its luma lies by itself. The fourth byte of RGBX and BGRX says nothing.
 */
#define ET_PACKINGS(X)                                                                             \
    X(NV12, I420)                                                                                  \
    X(RGBA, GBRA8)                                                                                 \
    X(RGBX, GBR8)                                                                                  \
    X(BGRA, GBRA8)                                                                                 \
    X(BGRX, GBR8)

enum et_packing {
#define ET_PACKING_ENTRY(name, format) ET_PACKING_##name,
    ET_PACKINGS(ET_PACKING_ENTRY)
#undef ET_PACKING_ENTRY
        ET_PACKING_COUNT
};

/* The name of a packing, "" for values outside the enum. Static storage. */
const char *et_packing_name(enum et_packing packing);

/* The format of planes that holds a packing; ET_FORMAT_NONE for values outside the enum. */
enum et_format et_packing_format(enum et_packing packing);

/*
 * Fills a frame of et_packing_format() that the caller made, of NV12 planes 1 and 2 of it, from `size` bytes: rows one
 * after another, 4 bytes a pixel, or of NV12 2 a sample of chroma. Returns 0, or ET_ERROR_ARGUMENT where the format
 * or the size is another.
 */
int et_frame_unpack(const struct et_frame *frame, enum et_packing packing, const uint8_t *samples,
                    size_t size);

/*
 * Writes a frame of GBR8 or GBRA8 as pixels of R, G, B, A bytes, unchanged and in its size, A = 255 for GBR8; rows
 * `stride` bytes apart. Returns 0, ET_ERROR_UNSUPPORTED for any other format, or ET_ERROR_ARGUMENT.
 */
int et_frame_pack(const struct et_frame *frame, uint8_t *rgba, ptrdiff_t stride);

/* Takes another reference. Any thread. Returns `frame`. */
struct et_frame *et_frame_ref(struct et_frame *frame);

/* Drops a reference and nulls the caller's pointer. Takes NULL. Any thread. */
void et_frame_unref(struct et_frame **frame);

#endif
