// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTER_H
#define ETALON_FILTER_H

/*
 * All that the author of a filter needs. A filter is one C file in core/filters/ that ends in a
 * `const struct et_filter`, and one line in core/filters/registry.def. Parameter tables, types,
 * documentation, sliders, tests and bench rows are made from the descriptor.
 */

#include <etalon/error.h>
#include <etalon/format.h>
#include <etalon/program.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct et_arena;

enum { ET_SIDE_MOST = 16384 }; /* pixels, width and height */

/* The shape of an image: what is known about frames before there are any. */
struct et_image_info {
    enum et_format format;
    int width;  /* pixels, 1 to ET_SIDE_MOST */
    int height; /* pixels, 1 to ET_SIDE_MOST */
    struct et_color color;
};

/*
 * Pixels. `data[p]` is the first sample of plane p, `stride[p]` the bytes from one row to the next.
 * Rows are aligned to their samples and no more, and what lies between two rows may be pixels of
 * another image: a frame can be a part of a larger one, whose planes it shares. So kernels read and
 * write samples alone. The planes that Etalon allocates start at multiples of 64 bytes, as do their rows.
 */
struct et_image {
    struct et_image_info info;
    uint8_t *data[4];
    ptrdiff_t stride[4];
};

/* The first sample of row `y` of a plane. */
static inline uint8_t *et_image_row(const struct et_image *image, int plane, int y)
{
    return image->data[plane] + y * image->stride[plane];
}

enum et_param_type { ET_PARAM_FLOAT, ET_PARAM_INT, ET_PARAM_CHOICE, ET_PARAM_LIST, ET_PARAM_TEXT };

enum et_unit { ET_UNIT_NONE, ET_UNIT_PIXEL, ET_UNIT_DEGREE };

/*
 * A list of numbers as a parameter: points of a curve, weights. The chain owns the values, which stay as
 * long as the filter is configured for them. Of all keyframes of a list the count is one.
 */
struct et_numbers {
    const double *values;
    size_t count;
};

/*
 * One parameter. In the parameter struct a FLOAT is a `double`; INT and CHOICE are `int`; a LIST is
 * a `struct et_numbers`, of which each number lies in `min` to `max`. A TEXT is a pointer to what its
 * `parse` made of it when it was set, NULL before.
 */
struct et_param {
    const char *key;   /* name in chains: "sigma" */
    const char *label; /* for people: "Radius" */
    const char *help;  /* one sentence */
    enum et_param_type type;
    enum et_unit unit;
    double min, max, step, initial;
    size_t offset;              /* of the field in the parameter struct */
    const char *const *choices; /* CHOICE: names of the values 0 to max */
    bool fixed;                 /* takes no keyframes: it decides on the output's shape, say */

    /* LIST: fewest and most numbers, and those that it has at first. */
    size_t fewest, most;
    const double *initial_values;
    size_t initial_count;

    /*
     * TEXT: makes one block of et_alloc() of `size` bytes of text (a file's, say), which the chain
     * owns. Returns 0, ET_ERROR_DATA (a file) or ET_ERROR_ARGUMENT (what a caller wrote) with a message
     * that names the place, or ET_ERROR_MEMORY.
     * `choices` are texts to try it with, `max` of them.
     */
    int (*parse)(const char *text, size_t size, void **out);

    /*
     * LIST: its numbers are points, x and y in turn, each in `min` to `max`, of a curve that this computes as the
     * filter applies it: `count` values, 2 or more, for x from `min` to `max` evenly. NULL: they are no points.
     */
    void (*curve)(const struct et_numbers *points, double *values, size_t count);
};

#define ET_FLOAT(params, key, label, help, unit, min, max, step, initial)                          \
    {                                                                                              \
#key, label, help, ET_PARAM_FLOAT, unit, min, max, step, initial, offsetof(params, key),   \
            NULL, false, 0, 0, NULL, 0, NULL, NULL                                                 \
    }
#define ET_INT(params, key, label, help, unit, min, max, step, initial)                            \
    {                                                                                              \
#key, label, help, ET_PARAM_INT, unit, min, max, step, initial, offsetof(params, key),     \
            NULL, false, 0, 0, NULL, 0, NULL, NULL                                                 \
    }
#define ET_CHOICE(params, key, label, help, names, initial)                                        \
    {                                                                                              \
#key, label, help, ET_PARAM_CHOICE, ET_UNIT_NONE, 0, ET_COUNT(names) - 1, 1, initial,      \
            offsetof(params, key), names, false, 0, 0, NULL, 0, NULL, NULL                         \
    }

/* The same for parameters that take no keyframes. */
#define ET_FIXED_FLOAT(params, key, label, help, unit, min, max, step, initial)                    \
    {                                                                                              \
#key, label, help, ET_PARAM_FLOAT, unit, min, max, step, initial, offsetof(params, key),   \
            NULL, true, 0, 0, NULL, 0, NULL, NULL                                                  \
    }
#define ET_FIXED_INT(params, key, label, help, unit, min, max, step, initial)                      \
    {                                                                                              \
#key, label, help, ET_PARAM_INT, unit, min, max, step, initial, offsetof(params, key),     \
            NULL, true, 0, 0, NULL, 0, NULL, NULL                                                  \
    }
#define ET_FIXED_CHOICE(params, key, label, help, names, initial)                                  \
    {                                                                                              \
#key, label, help, ET_PARAM_CHOICE, ET_UNIT_NONE, 0, ET_COUNT(names) - 1, 1, initial,      \
            offsetof(params, key), names, true, 0, 0, NULL, 0, NULL, NULL                          \
    }

/* A list of `fewest` to `most` numbers; `numbers` is a static array of what it has at first. */
#define ET_LIST(params, key, label, help, unit, min, max, step, fewest, most, numbers)             \
    {                                                                                              \
#key, label, help, ET_PARAM_LIST, unit, min, max, step, 0, offsetof(params, key), NULL,    \
            false, fewest, most, numbers, ET_COUNT(numbers), NULL, NULL                            \
    }

/* The points of a curve that `sampler` computes: up to `most` numbers of 0 to 1, `numbers` at first. */
#define ET_CURVE(params, key, label, help, sampler, most, numbers)                                 \
    {                                                                                              \
#key, label, help, ET_PARAM_LIST, ET_UNIT_NONE, 0, 1, 0.001, 0, offsetof(params, key),     \
            NULL, false, 4, most, numbers, ET_COUNT(numbers), NULL, sampler                        \
    }

/* A text that `parser` reads; `samples` is a static array of some. */
#define ET_TEXT(params, key, label, help, parser, samples)                                         \
    {                                                                                              \
#key, label, help, ET_PARAM_TEXT, ET_UNIT_NONE, 0, ET_COUNT(samples), 1, 0,                \
            offsetof(params, key), samples, true, 0, 0, NULL, 0, parser, NULL                      \
    }
#define ET_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In which order the chain may ask for rows. */
enum et_order {
    ET_ORDER_ANY,         /* any bands in parallel; equal output for any split */
    ET_ORDER_TOP_DOWN,    /* one pass from the first row to the last, state carried down */
    ET_ORDER_WHOLE_FRAME, /* one call for all rows */
};

/*
 * Which formats a filter takes, as a mask over models; it must take every depth and subsampling,
 * with alpha and without. Alpha is a plane of full size, like luma: what moves, scales or blurs
 * pixels does it to alpha as well, what changes colours copies it.
 */
enum {
    ET_MODELS_GRAY = 1 << ET_MODEL_GRAY,
    ET_MODELS_YUV = 1 << ET_MODEL_YUV,
    ET_MODELS_RGB = 1 << ET_MODEL_RGB,
    ET_MODELS_RGBA = 1 << ET_MODEL_RGBA
};

/*
 * What configure() gets. With keyframes it is called again before each frame whose parameters
 * differ, on the same state (zeroed) and the same arena (rewound, its memory kept), so that nothing
 * is allocated once the largest setting was seen; the chain configures it beforehand for values that stand
 * for all that its keyframes give.
 */
struct et_setup {
    const void *params;          /* the filter's parameter struct, checked against its table */
    struct et_image_info in;     /* shape of the input, or of its part, see columns_needed() */
    struct et_image_info second; /* shape of the second input; zeros where there is none */
    struct et_image_info out;    /* shape of the output, as output_info() gave it */
    int whole_width;             /* of the picture, of which `in` may be a part across */
    void *state;                 /* state_size bytes, zeroed */
    struct et_arena *arena;      /* tables are allocated here; freed with the chain */
    unsigned cpu;                /* ET_CPU_* mask that picks between _c and _simd128 */
};

/* What is known of the frame at hand, beside its pixels. */
struct et_moment {
    int64_t pts;    /* of the input frame, in the clip's time base: seeds noise */
    double time_s;  /* the same in seconds */
    int interlaced; /* 1: two fields of different times */
    int top_first;  /* 1: the field of rows 0, 2, 4 ... is the earlier one */
};

/*
 * What run() gets: rows `first` to `last` - 1 of plane `plane` of `out` are to be computed. An
 * analysis reads those rows of `in` instead, and adds to `results`.
 */
struct et_run {
    const void *state;
    const struct et_image *in; /* whole input frame */

    /*
     * The frames_before frames before `in`, `in` itself, and the frames_after frames behind it, in
     * the order of time. At the ends of a clip the first or last frame is repeated.
     */
    const struct et_image *const *frames;

    const struct et_image *second; /* whole frame of the second input; NULL where there is none */
    const struct et_image *out;    /* whole output frame; NULL for an analysis */
    const struct et_moment *moment;
    int output; /* which of the outputs_per_input frames, from 0 on */
    int plane;
    int first, last; /* rows of that plane, 0 <= first < last <= its height; see rows_above() */

    /*
     * scratch_size bytes, 64-byte aligned, of this band alone; not zeroed. ET_ORDER_TOP_DOWN: of this
     * plane alone, zeroed before its first band and kept from band to band, to carry state down.
     */
    void *scratch;

    /*
     * True where the run before this one in `scratch` was for the rows right above, of the same plane,
     * output and setting: what it left there lasts. Where the filter has rows_to_follow(), the rows
     * that it names are there, in place of those of rows_needed(). ET_ORDER_TOP_DOWN: false, its scratch
     * lasts anyway.
     */
    bool follows;

    /* Where `in` and `out` are a part of the picture across, see columns_needed(): its first column. */
    int left;

    /* Analysis: one array per entry of `results`, zeroed before the first band that gets it. */
    void *const *results;
};

/* Elements of an array that an analysis gives. */
enum et_result_type { ET_RESULT_U32, ET_RESULT_F64 };

/* One array that an analysis gives: a typed array in JavaScript. */
struct et_result {
    const char *key;  /* "luma" */
    const char *help; /* one sentence: what an element counts, and in which order they lie */
    enum et_result_type type;
};

/* What becomes of the two fields of an interlaced frame: the even rows and the odd ones. */
enum et_fields {
    ET_FIELDS_STAY,
    ET_FIELDS_SWAP, /* the even rows become the odd ones */
    ET_FIELDS_MIX,  /* rows are no longer of one field: the frame counts as progressive */
};

/* What a filter works on: sections of lists, in this order. */
enum et_group {
    ET_GROUP_COLOR, /* each pixel for itself */
    ET_GROUP_SPATIAL,
    ET_GROUP_TEMPORAL,
    ET_GROUP_GEOMETRY,
    ET_GROUP_COMPOSE, /* two inputs, keys, fades */
    ET_GROUP_ANALYSIS
};

struct et_filter {
    const char *name;  /* "gaussian_blur" */
    const char *label; /* "Gaussian blur" */
    const char *help;  /* one sentence */
    enum et_group group;
    const char *example; /* settings that show what it does: "sigma:4"; NULL: the initial ones */
    const struct et_param *params;
    size_t param_count;
    size_t params_size;
    size_t state_size;
    unsigned models;
    enum et_order order;

    int inputs;             /* 1 or 2; 0 means 1 */
    unsigned second_models; /* of a second input, which may be absent where `inputs` is 1 */
    int frames_before, frames_after; /* neighbours in time that run() reads, 0 to 8 each */

    /* Frames made of each input frame, evenly spaced in its duration. NULL: 1. */
    int (*outputs_per_input)(const void *params);

    /* What the filter, as it is configured, does to fields. NULL: they stay. */
    enum et_fields (*fields)(const void *state);

    bool makes_progressive; /* no output frame is interlaced */
    bool follows_time;      /* what run() computes depends on `pts` or `time_s` of et_run.moment */
    bool draws;             /* a flat picture does not stay flat, or not of its code */

    /*
     * Width over height of the output's pixels, where the input's are `aspect` (both parts above 0).
     * NULL: the same.
     */
    struct et_rational (*sample_aspect)(const void *params, const struct et_image_info *in,
                                        const struct et_image_info *out, struct et_rational aspect);

    /*
     * True when these parameters leave every sample as it is: the chain drops the filter. NULL:
     * never.
     */
    bool (*is_neutral)(const void *params, const struct et_image_info *in);

    /*
     * Shape of the output. NULL: that of the input. Returns 0, ET_ERROR_ARGUMENT, or
     * ET_ERROR_UNSUPPORTED where these parameters cannot be had for this format. Keyframes may not
     * change it.
     */
    int (*output_info)(const void *params, const struct et_image_info *in,
                       struct et_image_info *out);

    /*
     * In place of configure() and run(), or beside them: what the filter does to each pixel, as steps that the chain
     * composes with those of its neighbours. See <etalon/program.h>.
     */
    int (*program)(const struct et_setup *setup, struct et_program *program);

    /*
     * With `program`, for filters that have configure() and run() as well: the models for which these
     * are faster than a program of the filter alone. They are taken where no neighbour has to be one.
     */
    unsigned run_models;

    /*
     * One run() computes all planes: it is called with plane 0 alone, and rows `first` to `last` of
     * the other planes are those beside them, from first >> chroma_y to last >> chroma_y, rounded up.
     * `first` is a multiple of 2^chroma_y, and so is `last` unless it is the height. rows_needed() is
     * asked for plane 0 alone, too.
     */
    bool joint;

    /*
     * Computes tables into `state` and the arena. Returns 0, ET_ERROR_MEMORY or ET_ERROR_ARGUMENT.
     */
    int (*configure)(const struct et_setup *setup);

    /*
     * Rows of the input plane (of each frame that run() reads of the first input) that rows `first`
     * to `last` - 1 of the output plane need, as [*in_first, *in_last), before clipping to the plane.
     * NULL: the same rows. Of the other planes the rows are there that lie in the same part of the
     * picture, where chroma row y >> chroma_y lies beside luma row y: a filter that reads them
     * further out, because it interpolates chroma, names more rows here. No other row is touched:
     * in a chain whose filters run band by band it does not exist. The second input is always there
     * as a whole.
     */
    void (*rows_needed)(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last);

    /*
     * The same for a run that follows another one (et_run.follows): what was read already and is kept in
     * scratch need not be there again. NULL: rows_needed().
     */
    void (*rows_to_follow)(const void *state, int plane, int first, int last, int *in_first,
                           int *in_last);

    /*
     * How many rows above the plane runs may begin, of which et_run.first is below 0: they make none of
     * those and take in what they need, so that no run has to be given all that the first row needs at
     * once. NULL: 0.
     */
    int (*rows_above)(const void *state, int plane);

    /* No run() reads another plane of the input than its own: planes may be made one after another. */
    bool by_plane;

    /*
     * That the filter can work on a part of the picture across, as if that were the picture. It is
     * configured for the part's width. Of the samples of `plane` those are as in the whole that lie
     * *reach or more from an end where the part was cut off, where such an end is at a multiple of *unit
     * (both in samples of the plane): parts begin there, and what lies behind the last multiple does not
     * count. Returns false where it cannot, as it is configured. NULL: never. The second input stays whole.
     * For a filter that reads no neighbours in time and keeps the size.
     */
    bool (*columns_needed)(const void *state, int plane, int *reach, int *unit);

    /*
     * True when the output, as it is configured, is the part of the input that begins at pixel *x, *y, a whole sample
     * of every plane, and no sample is changed: the chain then hands on the input's own planes from
     * there on. Inside a group of stages run() computes it all the same. NULL: never.
     */
    bool (*is_part)(const void *state, int *x, int *y);

    /*
     * Fewest rows that a band of `plane` should have, where a band has work to do that its rows
     * share. A hint: every split gives equal output. NULL: any number is well.
     */
    int (*band_rows)(const void *state, int plane);

    /* Scratch bytes that run() needs for bands of at most `rows` rows of any plane. NULL: none. */
    size_t (*scratch_size)(const void *state, int rows);

    /* Allocates nothing, cannot fail, writes only its rows. Any thread. */
    void (*run)(const struct et_run *run);

    /*
     * Analysis, where `result_count` is not 0: the frame passes unchanged, and every thread adds to
     * arrays of its own. `result_size` gives the elements of array `index`; `merge` adds `from` to
     * `into` in a way that does not depend on the split (NULL: sums U32 arrays); `finish` turns the
     * sums into what is handed out (NULL: as they are).
     */
    const struct et_result *results;
    size_t result_count;
    size_t (*result_size)(const void *state, size_t index);
    void (*merge)(const void *state, void *const *into, void *const *from);
    void (*finish)(const void *state, void *const *results);
};

/* CPU features, for et_setup.cpu. Builds without SIMD128 twins ignore the mask. */
enum { ET_CPU_SIMD128 = 1 };

#endif
