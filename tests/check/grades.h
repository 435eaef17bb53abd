// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_GRADES_H
#define ETALON_TESTS_GRADES_H

#include "image.h"
#include "single.h"

/* Grades that are worth a table for a fast preview, and chains of them. */

enum { GRADE_WIDTH = 1024, GRADE_HEIGHT = 512, GRADE_STEPS = 6, GRADES = 7 };

struct grade {
    const char *name;
    uint8_t color[3]; /* matrix, primaries, transfer */
    struct {
        const char *filter;
        double values[MOST_PARAMS];
    } steps[GRADE_STEPS];
};

#define SDR                                                                                        \
    {                                                                                              \
        1, 1, 1                                                                                    \
    }
#define PQ                                                                                         \
    {                                                                                              \
        9, 9, 16                                                                                   \
    }
#define HLG                                                                                        \
    {                                                                                              \
        9, 9, 18                                                                                   \
    }
#define EXPOSURE(stops)                                                                            \
    {                                                                                              \
        "exposure",                                                                                \
        {                                                                                          \
            stops                                                                                  \
        }                                                                                          \
    }
#define WHITE                                                                                      \
    {                                                                                              \
        "white_balance",                                                                           \
        {                                                                                          \
            5500, 0                                                                                \
        }                                                                                          \
    }
#define WHEELS                                                                                     \
    {                                                                                              \
        "color_wheels",                                                                            \
        {                                                                                          \
            0.05, 0, -0.02, 1, 1.1, 1, 1, 1, 1.1, 1.2, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1                \
        }                                                                                          \
    }
#define VIBRANCE                                                                                   \
    {                                                                                              \
        "vibrance",                                                                                \
        {                                                                                          \
            0.5                                                                                    \
        }                                                                                          \
    }
#define SHADOWS                                                                                    \
    {                                                                                              \
        "shadows_highlights",                                                                      \
        {                                                                                          \
            0.4, -0.4                                                                              \
        }                                                                                          \
    }
#define LEVELS                                                                                     \
    {                                                                                              \
        "levels",                                                                                  \
        {                                                                                          \
            0.02, 0.98, 1.1, 0, 1, 0                                                               \
        }                                                                                          \
    }

extern const struct grade grades[GRADES];

/* A shape in a grade's colour. */
struct et_image_info grade_info(const struct grade *grade, enum et_format format, int width,
                                int height);

/* Makes a chain, for a fast preview or not. Returns 0 or an error; then the chain is to be destroyed too. */
int grade_chain(struct et_engine *engine, const struct grade *grade, bool fast,
                struct et_chain **chain);

/* What a grade makes of an image; and whether as a table, as the plan says it. */
struct et_frame *graded(struct et_engine *engine, const struct grade *grade, const struct image *in,
                        bool fast, bool *table);

#endif
