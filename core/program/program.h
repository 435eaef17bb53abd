// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_PROGRAM_H
#define ETALON_PROGRAM_PROGRAM_H

#include <etalon/filter.h>

struct et_json;

/*
 * The inner side of <etalon/program.h>: a program is built from the parts of a group of filters,
 * composed, and compiled to operations on rows of float.
 */

/* A filter with `program`, its parameters, and the shapes that it was told. */
struct et_program_part {
    const struct et_filter *filter;
    const void *params;
    struct et_image_info in, out;
    bool is_off; /* leaves pixels as they are for now */
};

/* The parameter struct of et_filter_program. */
struct et_program_parts {
    const struct et_program_part *parts;
    int count;
    bool fast; /* for a preview: one table where that saves time, see program/fast.h */
};

/* What runs parts: a filter like any other, not in the registry. */
extern const struct et_filter et_filter_program;

/* ---- Building ---------------------------------------------------------------------------------- */

enum et_operation_kind {
    ET_OPERATION_AFFINE,
    ET_OPERATION_CURVES,
    ET_OPERATION_TABLE,
    ET_OPERATION_POINTS
};

/* A function of functions: `value`, or a factor and an offset where that is NULL, of `before`'s. */
struct et_curve_link {
    const struct et_curve_link *before; /* NULL: of x itself */
    double (*value)(const void *context, double x);
    const void *context;
    double factor, offset;
};

/*
 * A curve, sampled. A float's sign and its bits above `shift` tell the bin in which it lies, and
 * lines[bin] the value at 0 and the slope of that bin's straight line. Bin 0 reaches from 0 to the
 * first power of 2, the last one to infinity; `bins` more of them are for values below 0.
 */
struct et_curve_table {
    const float (*lines)[2];
};

struct et_curve_range {
    int shift, base, last, bins;
};

struct et_operation {
    enum et_operation_kind kind;

    double rows[3][4]; /* AFFINE */
    float factors[3][4];

    const struct et_curve_link *links[3]; /* CURVES; NULL: the channel stays */
    bool of_light;
    struct et_curve_range range;
    struct et_curve_table curves[3];

    const float (*entries)[4];          /* TABLE: entry = (value - from) * scale */
    const struct et_table_words *words; /* of the entries; NULL: not kept */
    int size;
    float from[3], scale[3];

    et_program_run_points *run_points; /* POINTS */
    const void *context;
};

struct et_program {
    struct et_arena *arena;
    struct et_color color;
    enum et_model model;
    int height;
    bool is_deep;        /* codes have more than 10 bits, before or after */
    enum et_space space; /* in which the pixels are after the last operation */
    struct et_operation *operations;
    int count, room;
};

/*
 * Builds the program of parts that follow each other, from codes of the first one's input to codes of
 * the last one's output, into the arena. Returns 0, an error of a part, or ET_ERROR_ARGUMENT where a
 * part's colour is not what it told, ET_ERROR_UNSUPPORTED, ET_ERROR_MEMORY.
 */
int et_program_build(struct et_program *program, const struct et_program_parts *parts,
                     struct et_arena *arena, unsigned cpu);

/* The first and the last part of that: codes of `in` so far, and all that is made of the steps. */
int et_program_begin(struct et_program *program, const struct et_image_info *in,
                     struct et_arena *arena);
int et_program_finish(struct et_program *program);

/* Samples the curves of a built program. Returns 0 or ET_ERROR_MEMORY. */
int et_program_sample_curves(struct et_program *program);

/* Writes what a program is made of as an array of names: "affine", "curves", "table", "points". */
void et_program_describe(struct et_json *json, const char *key, const void *state);

/* Entries along a side of the table as which a program runs for a preview; 0: it runs exactly. */
int et_program_fast_size(const void *state);

/* ---- Rows -------------------------------------------------------------------------------------- */

/* `count` is a multiple of 16 up to ET_PROGRAM_CHUNK; planes are 64-byte aligned. */
typedef void et_operation_run(const struct et_operation *operation, float *const planes[3],
                              int count);

/* The kernel of an operation. */
et_operation_run *et_operation_kernel(const struct et_operation *operation, unsigned cpu);

#endif
