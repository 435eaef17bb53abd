// SPDX-License-Identifier: MIT
#include "media/sample_store.h"

#include "base/alloc.h"

int et_sample_store_open(struct et_sample_store *store, int stereo)
{
    store->stereo = stereo;
    store->memory = et_alloc(sizeof(float) * ET_MOST_CHANNELS * ET_STORED_SAMPLES);
    return store->memory ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for sound");
}

void et_sample_store_close(struct et_sample_store *store)
{
    et_free(store->memory);
    store->memory = NULL;
}

static float *plane(const struct et_sample_store *store, int channel)
{
    return store->memory + (size_t)channel * ET_STORED_SAMPLES;
}

int et_sample_store_fits(const struct et_sample_store *store, const struct et_sound_block *block,
                         int first)
{
    const struct et_samples *have = &store->samples;

    if (have->count == 0)
        return 1;
    return have->rate == block->rate && store->channels == block->channels &&
           have->position + have->count == block->position + first &&
           have->count < ET_STORED_SAMPLES;
}

int et_sample_store_add(struct et_sample_store *store, struct et_sound *sound,
                        const struct et_sound_block *block, int first)
{
    struct et_samples *have = &store->samples;
    int count = block->count - first;
    float *planes[ET_MOST_CHANNELS];
    int result;

    if (have->count == 0) {
        have->position = block->position + first;
        have->rate = block->rate;
        store->channels = block->channels;
        et_downmix_init(&store->mix, block->layout);
    }
    if (count > ET_STORED_SAMPLES - have->count)
        count = ET_STORED_SAMPLES - have->count;
    for (int channel = 0; channel < block->channels; channel++)
        planes[channel] = plane(store, channel) + have->count;
    result = et_sound_copy(sound, first, count, planes);
    if (result < 0)
        return result;
    have->count += count;
    return count;
}

void et_sample_store_finish(struct et_sample_store *store)
{
    struct et_samples *have = &store->samples;

    have->channels = store->stereo ? 2 : store->channels;
    for (int channel = 0; channel < ET_MOST_CHANNELS; channel++)
        have->planes[channel] = channel < have->channels ? plane(store, channel) : NULL;
    if (store->stereo) {
        const float *planes[ET_MOST_CHANNELS];

        for (int channel = 0; channel < store->channels; channel++)
            planes[channel] = plane(store, channel);
        et_downmix_run(&store->mix, planes, have->count, plane(store, 0), plane(store, 1));
    }
}
