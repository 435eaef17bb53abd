// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_SINGLE_H
#define ETALON_TESTS_SINGLE_H

#include "image.h"

enum { MOST_PARAMS = 20 };

/* What a filter gets beside its input and its parameters. */
struct scene {
    struct et_image_info second; /* shape of a random second input; zeros: as the input, or RGBA */
    const struct image *given_second; /* the second input itself; NULL: a random one */
    bool without_second;              /* there is none, where a filter can do without */
    int output;                       /* which of the frames that it makes */
    int interlaced, top_first;
    int left;        /* the input is a part of a picture across, from that column on */
    int whole_width; /* of that picture; 0: the input's */

    /* By parameter: numbers of a LIST, text of a TEXT; NULL or nothing: what its value counts. */
    const struct et_numbers *lists;
    const char *const *texts;
};

/*
 * Runs a filter by itself, without a chain: configures it for `in` with its parameter values, makes the
 * output (which the caller destroys) and computes it in bands of random heights where `split` is
 * not 0, which seeds them and says by bit 1 whether they follow each other; of its input a band then sees the rows alone that it may read. Neighbours in time and the second input are random images, the same in
 * each call. The output of an analysis is an image of its results' bytes. Returns 0 or the error of
 * output_info or configure, and then no image.
 */
int filter_run_scene(const struct et_filter *filter, const double *values, const struct image *in,
                     const struct scene *scene, unsigned cpu, uint32_t split, uint8_t guard,
                     struct image *out);

/* The same with a scene of zeros. */
int filter_run(const struct et_filter *filter, const double *values, const struct image *in,
               unsigned cpu, uint32_t split, uint8_t guard, struct image *out);

/* Whether a filter with these values says that it changes nothing, and the shape that it gives then. */
bool filter_is_neutral(const struct et_filter *filter, const double *values,
                       const struct scene *scene, const struct et_image_info *in,
                       struct et_image_info *out);

/* The initial values of a filter's parameters. */
void filter_initial(const struct et_filter *filter, double values[MOST_PARAMS]);

/* The shape of the second input for a scene that does not say it. */
struct et_image_info second_of(const struct et_filter *filter, const struct et_image_info *in);

#endif
