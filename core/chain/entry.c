// SPDX-License-Identifier: MIT
/* An entry of a chain by itself: what its settings and its keyframes make of it. */
#include "chain/entry.h"

#include "base/alloc.h"
#include "chain/params.h"
#include "chain/region.h"

#include <string.h>

int et_entry_outputs(const struct et_chain_entry *entry)
{
    const struct et_filter *filter = entry->filter;
    return filter->outputs_per_input ? filter->outputs_per_input(entry->params) : 1;
}

/* The times of several outputs are spread up to the next frame, which has to be known. */
int et_entry_ahead(const struct et_chain_entry *entry)
{
    int after = entry->filter->frames_after;
    return after == 0 && et_entry_outputs(entry) > 1 ? 1 : after;
}

bool et_entry_is_neutral(const struct et_chain_entry *entry, const void *params,
                         const struct et_image_info *in)
{
    const struct et_filter *filter = entry->filter;
    /* The time base of what comes out must not depend on a shape. */
    return filter->is_neutral && et_entry_outputs(entry) == 1 && filter->is_neutral(params, in);
}

bool et_entry_is_keyed(const struct et_chain_entry *entry)
{
    return entry->tracks != NULL;
}

/* Numbers of the tracks before one. */
static size_t numbers_before(const struct et_track *tracks, size_t index)
{
    size_t sum = 0;
    for (size_t i = 0; tracks && i < index; i++)
        sum += tracks[i].length;
    return sum;
}

size_t et_entry_params_size(const struct et_chain_entry *entry)
{
    const struct et_filter *filter = entry->filter;
    return et_align_up(filter->params_size) +
           numbers_before(entry->tracks, filter->param_count) * sizeof(double);
}

/* Where the numbers of a keyframed parameter lie behind the struct. */
static double *room_of(const struct et_chain_entry *entry, size_t param, void *params)
{
    double *numbers = (void *)((uint8_t *)params + et_align_up(entry->filter->params_size));
    return numbers + numbers_before(entry->tracks, param);
}

/* Sets what follows keyframes in a parameter struct; `room` is for the numbers of all tracks. */
static void follow(const struct et_param *table, const struct et_track *tracks, size_t count,
                   const struct et_instant *instant, double *room, void *params)
{
    for (size_t i = 0; i < count; i++) {
        const struct et_track *track = &tracks[i];
        if (!track->count)
            continue;
        const struct et_passage passage = et_track_passage(track, instant);
        for (size_t n = 0; n < track->length; n++)
            room[n] = et_passage_number(&passage, n);
        et_params_set(&table[i], room, track->length, params);
        room += track->length;
    }
}

void et_entry_params_at(const struct et_chain_entry *entry, const struct et_instant *instant,
                        void *params)
{
    const struct et_filter *filter = entry->filter;
    memcpy(params, entry->params, filter->params_size);
    if (entry->tracks)
        follow(filter->params, entry->tracks, filter->param_count, instant,
               room_of(entry, 0, params), params);
}

void et_entry_params_in_turn(const struct et_chain_entry *entry, size_t param, int turn,
                             void *params)
{
    /* Such that what is whole at the ends is not whole between them. */
    static const double parts[ET_KEY_TURNS] = {0,      1,      0.0041, 0.0137, 0.0307,
                                               0.0871, 0.1934, 0.3713, 0.6251, 0.8879};
    const struct et_track *track = &entry->tracks[param];
    double *numbers = room_of(entry, param, params);
    if (!track->count)
        return;
    for (size_t n = 0; n < track->length; n++) {
        double least, most;
        et_track_range(track, n, &least, &most);
        numbers[n] = least + (most - least) * parts[turn];
    }
    et_params_set(&entry->filter->params[param], numbers, track->length, params);
}

struct et_region et_entry_region_at(const struct et_chain_entry *entry,
                                    const struct et_instant *instant)
{
    struct et_region region = entry->region;
    double numbers[ET_REGION_NUMBERS];
    if (entry->moves)
        follow(et_region_params, entry->moves, ET_REGION_NUMBERS, instant, numbers, &region);
    return region;
}
