// SPDX-License-Identifier: MIT
/* Sound: ranges against the whole, damage, and the mix to stereo against its formula in double precision. */
#include <libavutil/channel_layout.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media.h"
#include "media/downmix.h"

enum { MOST_SAMPLES = 1 << 17, RANGES = 12, MUTATIONS = 40, MIX_SAMPLES = 100 };

struct sound {
    int64_t first;
    int count, channels, rate;
    float *left; /* MOST_SAMPLES of the first channel */
};

/* Reads a range into `sound`. Returns ET_DONE, or the job's error. */
static int read_sound(struct et_clip *clip, double from_s, double to_s, struct sound *sound)
{
    struct et_job *job;
    int step = et_job_samples(clip, -1, from_s, to_s, 0, &job);

    sound->count = 0;
    while (step >= 0 && (step = et_job_step(job, 8000)) > 0) {
        const struct et_samples *block = et_job_samples_block(job);

        if (!block)
            continue;
        if (sound->count == 0)
            sound->first = block->position;
        for (int i = 0; i < block->count && sound->count < MOST_SAMPLES; i++)
            sound->left[sound->count++] = block->planes[0][i];
        sound->channels = block->channels;
        sound->rate = block->rate;
    }
    et_job_close(&job);
    return step;
}

/* A range holds the samples that the whole has there; it may begin half a tick of the container off. */
static void check_range(struct et_clip *clip, const struct sound *whole, struct sound *part)
{
    double end_s = (double)(whole->first + whole->count) / whole->rate;
    double from_s = check_random_below(1000) / 1000.0 * end_s;
    double to_s = from_s + 0.001 + check_random_below(300) / 1000.0;
    int result = read_sound(clip, from_s, to_s, part);
    int64_t end = whole->first + whole->count;
    int64_t from = llround(from_s * whole->rate), to = llround(to_s * whole->rate);
    int64_t wanted = (to < end ? to : end) - (from > whole->first ? from : whole->first);
    bool found;

    CHECK(result == ET_DONE, "%f s: %d, %s", from_s, result, et_error_message());
    wanted = wanted > 0 ? wanted : 0; /* a transport stream begins late */
    found = wanted <= 1 && part->count == 0;
    CHECK(llabs(part->count - wanted) <= 1, "%d samples from %f to %f s instead of %lld",
          part->count, from_s, to_s, (long long)wanted);
    for (int64_t slip = -1; slip <= 1 && !found && part->count > 0; slip++) {
        int64_t at = part->first - whole->first + slip;
        int64_t count = at + part->count <= whole->count ? part->count : whole->count - at;

        found = at >= 0 && count > 0 &&
                !memcmp(part->left, whole->left + at, (size_t)count * sizeof(float));
    }
    CHECK(found, "%d samples from %f s (%lld) are not those of the whole", part->count, from_s,
          (long long)part->first);
}

static void check_file(struct et_engine *engine, const char *name, int count)
{
    struct media_file file;
    struct et_clip *clip = NULL;
    struct sound whole = {.left = malloc(MOST_SAMPLES * sizeof(float))};
    struct sound part = {.left = malloc(MOST_SAMPLES * sizeof(float))};

    if (whole.left && part.left && media_load(name, &file)) {
        struct et_reader reader = media_reader(&file);

        CHECK(et_clip_open(engine, &reader, 0, &clip) == 0, "%s: %s", name, et_error_message());
        CHECK(read_sound(clip, -INFINITY, INFINITY, &whole) == ET_DONE, "%s: %s", name,
              et_error_message());
        CHECK(whole.count == count && whole.channels == 2 && whole.rate == 48000,
              "%s: %d samples instead of %d", name, whole.count, count);
        for (int i = 0; i < RANGES && !check_has_failed(); i++)
            check_range(clip, &whole, &part);
        et_clip_close(&clip);
        media_free(&file);
    }
    free(whole.left);
    free(part.left);
    media_check_floor(engine);
}

void test_media_sound(void)
{
    struct et_engine *engine = check_engine(0, ~0u);

    check_file(engine, "cut/bbb_2s.mp4", 96240);
    check_file(engine, "cut/bbb_2s.ts", 97280);
    et_engine_destroy(&engine);
}

/* Whatever the bytes are: an end, or a typed error. */
void test_media_sound_damage(void)
{
    struct et_engine *engine = check_engine(0, ~0u);
    struct sound sound = {.left = malloc(MOST_SAMPLES * sizeof(float))};
    struct media_file file;

    if (!sound.left || !media_load("cut/bbb_2s.ts", &file))
        return;
    for (int i = 0; i < MUTATIONS; i++) {
        struct et_reader reader = media_reader(&file);
        struct et_clip *clip = NULL;
        int64_t size = file.size;

        for (int flip = 0; flip < 200; flip++)
            file.bytes[check_random_below((int)size)] ^= (uint8_t)(1 << check_random_below(8));
        file.fails_at = i % 5 == 4 ? size / 2 : INT64_MAX;
        if (et_clip_open(engine, &reader, 0, &clip) == 0 && et_clip_info(clip)->has_audio) {
            int result = read_sound(clip, i % 2 ? 1.9 : -INFINITY, INFINITY, &sound);

            CHECK(result == ET_DONE || (result < 0 && et_error_message()[0]), "%d", result);
        }
        et_clip_close(&clip);
    }
    free(sound.left);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

static void check_mix(const AVChannelLayout *layout, const double *left, const double *right)
{
    static float planes[ET_MOST_CHANNELS][MIX_SAMPLES], mixed[2][MIX_SAMPLES];
    const float *in[ET_MOST_CHANNELS];
    struct et_downmix mix;
    double sums[2] = {0}, most;

    for (int channel = 0; channel < layout->nb_channels; channel++) {
        in[channel] = planes[channel];
        sums[0] += left[channel];
        sums[1] += right[channel];
        for (int i = 0; i < MIX_SAMPLES; i++)
            planes[channel][i] = (float)(check_random_below(65536) - 32768) / 32768;
    }
    most = fmax(1, fmax(sums[0], sums[1]));
    et_downmix_init(&mix, layout);
    et_downmix_run(&mix, in, MIX_SAMPLES, mixed[0], mixed[1]);
    for (int i = 0; i < MIX_SAMPLES; i++) {
        double wanted[2] = {0};

        for (int channel = 0; channel < layout->nb_channels; channel++) {
            wanted[0] += left[channel] / most * (double)planes[channel][i];
            wanted[1] += right[channel] / most * (double)planes[channel][i];
        }
        /* Each factor, product and sum rounds to 2^-24 of at most 1. */
        for (int side = 0; side < 2; side++)
            CHECK(fabs((double)mixed[side][i] - wanted[side]) <
                      3 * layout->nb_channels * ldexp(1, -24),
                  "%d channels, side %d: %g instead of %g", layout->nb_channels, side,
                  (double)mixed[side][i], wanted[side]);
    }
}

void test_downmix(void)
{
    const double h = sqrt(0.5);
    const AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO, stereo = AV_CHANNEL_LAYOUT_STEREO;
    const AVChannelLayout five = AV_CHANNEL_LAYOUT_5POINT1, seven = AV_CHANNEL_LAYOUT_7POINT1;
    const AVChannelLayout back = AV_CHANNEL_LAYOUT_4POINT0;
    const AVChannelLayout unsaid = {.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = 2};

    check_mix(&mono, (const double[]){1}, (const double[]){1});
    check_mix(&stereo, (const double[]){1, 0}, (const double[]){0, 1});
    check_mix(&unsaid, (const double[]){1, 0}, (const double[]){0, 1});
    check_mix(&five, (const double[]){1, 0, h, 0, h, 0}, (const double[]){0, 1, h, 0, 0, h});
    check_mix(&seven, (const double[]){1, 0, h, 0, h, 0, h, 0},
              (const double[]){0, 1, h, 0, 0, h, 0, h});
    check_mix(&back, (const double[]){1, 0, h, 0.5}, (const double[]){0, 1, h, 0.5});
}
