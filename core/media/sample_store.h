/* SPDX-License-Identifier: MIT */
#ifndef ETALON_MEDIA_SAMPLE_STORE_H
#define ETALON_MEDIA_SAMPLE_STORE_H

#include "media/downmix.h"
#include "media/sound.h"

#include <etalon/job.h>

enum { ET_STORED_SAMPLES = 8192 };

/* Decoded sound put together to blocks of up to ET_STORED_SAMPLES that are handed out. */
struct et_sample_store {
    float *memory; /* ET_MOST_CHANNELS arrays of ET_STORED_SAMPLES */
    struct et_downmix mix;
    int stereo, channels;
    struct et_samples samples; /* what is stored */
};

/* Allocates; `stereo`: what is handed out is mixed down to two channels. Returns 0 or ET_ERROR_MEMORY. */
int et_sample_store_open(struct et_sample_store *store, int stereo);

/* Frees the memory. Takes a store of zeros. */
void et_sample_store_close(struct et_sample_store *store);

/* Whether samples of a block, from its sample `first` on, can be stored behind what is stored. */
int et_sample_store_fits(const struct et_sample_store *store, const struct et_sound_block *block,
                         int first);

/*
 * Stores what it can of the block that `sound` has decoded, from its sample `first` on. Returns how many
 * samples that are, or an error of et_sound_copy().
 */
int et_sample_store_add(struct et_sample_store *store, struct et_sound *sound,
                        const struct et_sound_block *block, int first);

/* Makes `store->samples` ready to be handed out: its channels and planes. */
void et_sample_store_finish(struct et_sample_store *store);

#endif
