// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_SURVEY_H
#define ETALON_CHAIN_SURVEY_H

#include "chain/group.h"
#include "chain/stage.h"

/* What going through all bands of some strips showed. */
struct et_survey {
    int most[ET_GROUP_MOST];     /* rows of each window */
    int kept[ET_GROUP_MOST];     /* of them from the band before */
    int64_t made[ET_GROUP_MOST]; /* rows made by each stage */
    struct et_rows read;         /* of the first one's input, by the strip surveyed last */
    int64_t rows_read;           /* and by all of them */
};

/*
 * Goes through the bands of a strip, of one plane or (-1) of all, and adds to the survey. Returns false
 * where a stage goes back in its input.
 */
bool et_survey_strip(const struct et_band_group *group, int plane, struct et_rows rows,
                     struct et_survey *survey);

/*
 * Rows of a stage's input for rows of its output, of one plane or (-1) of all; `follows`: the rows above
 * were made right before, with the same scratch memory.
 */
struct et_rows et_rows_for(const struct et_stage *stage, int plane, bool follows,
                           struct et_rows out);

/* Rows that stage k makes at a time: about as much of the picture as a band of the last one. */
int et_part_rows(const struct et_band_group *group, int k);

/* Whether a band is worth the work that the filter does once for each that follows none. */
bool et_band_is_high_enough(const struct et_band_group *group, int k);

#endif
