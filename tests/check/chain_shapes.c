// SPDX-License-Identifier: MIT
/*
 * The shapes of filters that a chain runs, with small filters made here, judged by plain loops over
 * the frames: neighbours in time, several outputs, bands from the top down, analyses.
 */
#include "filters.h"
#include "image.h"

#include "base/engine.h"
#include "chain/chain.h"
#include "frame/frame.h"

#include <string.h>

enum { FRAMES = 9, WIDTH = CHECK_CARRY_WIDTH, HEIGHT = 1201, MOST_OUT = 40 };

/* ---- Sequences -------------------------------------------------------------------------------- */

static struct et_frame *make_frame(struct et_pool *pool, int width, int height, int number)
{
    static const int times[FRAMES] = {-40, 0, 40, 70, 150, 151, 300, 340, 400};
    struct et_image_info info = info_of(ET_FORMAT_I420, width, height);
    struct image image;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_RANDOM, (uint32_t)(number + 1));
    struct et_frame *frame = image_to_frame(&image.image, pool);
    image_destroy(&image);
    frame->pts = times[number];
    frame->duration = 40;
    frame->time_base = (struct et_rational){1, 1000};
    frame->interlaced = frame->top_first = frame->key = 1;
    return frame;
}

struct sequence {
    struct et_pool *pool;
    struct et_frame *in[FRAMES], *out[MOST_OUT];
    int count, steps;
};

static void drain(struct sequence *sequence, struct et_chain *chain, int budget_us)
{
    int result;
    while ((result = et_chain_step(chain, budget_us)) != ET_DONE) {
        CHECK(result == ET_FRAME || result == ET_MORE, "%s", et_error_message());
        if (result == ET_FRAME)
            sequence->out[sequence->count++] = et_chain_take(chain);
        else if (result == ET_MORE)
            sequence->steps++;
        else
            return;
    }
}

/* Sends frames `first` to `last` - 1 through a chain; the clip has all FRAMES. */
static void send(struct sequence *sequence, const struct et_filter *const *filters,
                 int filter_count, int threads, int first, int last, int budget_us)
{
    struct et_engine *engine = check_engine(threads, 0);
    struct et_chain *chain;
    struct et_image_info out;
    const double none = 0;
    sequence->count = sequence->steps = 0;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < filter_count; i++)
        CHECK(!et_chain_add(chain, filters[i], &none, 0), "%s", et_error_message());
    CHECK(!et_chain_configure(chain, &sequence->in[0]->image.info, &out), "%s", et_error_message());
    et_chain_restart(chain, first == 0);
    for (int i = first; i < last; i++) {
        CHECK(!et_chain_push(chain, sequence->in[i]), "%s", et_error_message());
        drain(sequence, chain, budget_us);
    }
    if (last == FRAMES)
        et_chain_finish(chain);
    drain(sequence, chain, budget_us);
    et_chain_destroy(&chain);
    et_engine_destroy(&engine);
}

static void begin(struct sequence *sequence, int width, int height)
{
    memset(sequence, 0, sizeof(*sequence));
    CHECK(!et_pool_create(FRAMES, &sequence->pool), "no pool");
    for (int i = 0; i < FRAMES; i++)
        sequence->in[i] = make_frame(sequence->pool, width, height, i);
}

static void drop_out(struct sequence *sequence)
{
    for (int i = 0; i < sequence->count; i++)
        et_frame_unref(&sequence->out[i]);
    sequence->count = 0;
}

static void end(struct sequence *sequence)
{
    drop_out(sequence);
    for (int i = 0; i < FRAMES; i++)
        et_frame_unref(&sequence->in[i]);
    et_pool_close(&sequence->pool);
}

static int clamped(int index, int count_of)
{
    return index < 0 ? 0 : index >= count_of ? count_of - 1 : index;
}

/* What `mean` makes of sample x, y of frame `at` of a sequence of values. */
static int mean_of(const int *values, int count_of, int at)
{
    return (values[clamped(at - 2, count_of)] + 2 * values[clamped(at - 1, count_of)] +
            4 * values[at] + 3 * values[clamped(at + 1, count_of)]) /
           10;
}

void test_chain_neighbours(void)
{
    const struct et_filter *const filters[] = {&check_filter_mean, &check_filter_mean};
    struct sequence sequence;
    begin(&sequence, 37, 19);
    for (int threads = 0; threads < 4; threads += 3) {
        send(&sequence, filters, 2, threads, 0, FRAMES, 0);
        CHECK(sequence.count == FRAMES, "%d frames of %d", sequence.count, FRAMES);
        for (int p = 0; p < 3; p++)
            for (int y = 0; y < (p ? 10 : 19); y++)
                for (int x = 0; x < (p ? 19 : 37); x++) {
                    int values[FRAMES], once[FRAMES];
                    for (int i = 0; i < FRAMES; i++)
                        values[i] = image_get(&sequence.in[i]->image, p, x, y);
                    for (int i = 0; i < FRAMES; i++)
                        once[i] = mean_of(values, FRAMES, i);
                    for (int i = 0; i < FRAMES; i++)
                        CHECK(image_get(&sequence.out[i]->image, p, x, y) ==
                                  mean_of(once, FRAMES, i),
                              "frame %d, plane %d, x %d, y %d", i, p, x, y);
                }
        for (int i = 0; i < sequence.count; i++)
            CHECK(sequence.out[i]->pts == sequence.in[i]->pts, "frame %d has another time", i);
        drop_out(&sequence);
    }
    end(&sequence);
}

/* A part of a clip gives the frames that the whole gives, but those without all their neighbours. */
void test_chain_parts(void)
{
    const struct et_filter *const filters[] = {&check_filter_mean, &check_filter_thrice,
                                               &check_filter_mean};
    struct sequence whole, part;
    begin(&whole, 16, 16);
    begin(&part, 16, 16);
    send(&whole, filters, 3, 0, 0, FRAMES, 1000);
    CHECK(whole.count == 3 * FRAMES, "%d frames", whole.count);
    for (int first = 0; first < FRAMES; first++)
        for (int last = first + 1; last <= FRAMES; last++) {
            send(&part, filters, 3, 0, first, last, 1000);
            /* Of frames `first` + 2 to `last` - 2 the second filter has all; the third needs three more. */
            int inner = last - first - (first ? 2 : 0) - (last < FRAMES ? 2 : 0);
            int expected = 3 * inner - (first ? 2 : 0) - (last < FRAMES ? 1 : 0);
            CHECK(part.count == (expected > 0 ? expected : 0), "%d to %d: %d frames, not %d", first,
                  last, part.count, expected);
            for (int i = 0, k = 0; i < part.count; i++) {
                while (k < whole.count && whole.out[k]->pts != part.out[i]->pts)
                    k++;
                CHECK(k < whole.count &&
                          !image_difference(&whole.out[k]->image, &part.out[i]->image),
                      "%d to %d: frame %d is another", first, last, i);
            }
            drop_out(&part);
        }
    end(&part);
    end(&whole);
}

void test_chain_outputs(void)
{
    const struct et_filter *const filters[] = {&check_filter_thrice, &check_filter_mean};
    struct sequence sequence;
    begin(&sequence, 5, 4);
    send(&sequence, filters, 2, 0, 0, FRAMES, 0);
    CHECK(sequence.count == 3 * FRAMES, "%d frames", sequence.count);
    for (int i = 0; i < sequence.count; i++) {
        const struct et_frame *in = sequence.in[i / 3], *out = sequence.out[i];
        /* Up to the next frame, whatever the duration says; behind the last by the duration. */
        int64_t span = i / 3 + 1 < FRAMES ? sequence.in[i / 3 + 1]->pts - in->pts : 40;
        CHECK(out->time_base.num == 1 && out->time_base.den == 3000, "1/%d s", out->time_base.den);
        CHECK(out->pts == 3 * in->pts + span * (i % 3), "frame %d at %lld", i, (long long)out->pts);
        CHECK(out->duration == span, "frame %d lasts %lld", i, (long long)out->duration);
        CHECK(out->key == (i % 3 == 0) && !out->interlaced, "flags of frame %d", i);
        for (int x = 0; x < 5; x++) {
            int values[3 * FRAMES];
            for (int k = 0; k < 3 * FRAMES; k++)
                values[k] = (image_get(&sequence.in[k / 3]->image, 0, x, 2) + k % 3) & 255;
            CHECK(image_get(&out->image, 0, x, 2) == mean_of(values, 3 * FRAMES, i), "frame %d", i);
        }
    }
    end(&sequence);
}

void test_chain_top_down(void)
{
    const struct et_filter *const filters[] = {&check_filter_carry};
    struct sequence sequence;
    begin(&sequence, WIDTH, HEIGHT);
    for (int threads = 0; threads < 4; threads += 3) {
        send(&sequence, filters, 1, threads, 0, 2, 0);
        CHECK(sequence.count == 2 && sequence.steps > 8, "%d frames in %d steps", sequence.count,
              sequence.steps);
        for (int i = 0; i < 2; i++)
            for (int p = 0; p < 3; p++)
                for (int x = 0; x < (p ? WIDTH / 2 : WIDTH); x++) {
                    int sum = 0;
                    for (int y = 0; y < (p ? (HEIGHT + 1) / 2 : HEIGHT); y++) {
                        sum = (sum + image_get(&sequence.in[i]->image, p, x, y)) & 255;
                        if (image_get(&sequence.out[i]->image, p, x, y) != sum)
                            CHECK(false, "frame %d, plane %d, x %d, y %d", i, p, x, y);
                    }
                }
        drop_out(&sequence);
    }
    end(&sequence);
}

/* On one thread the bands of a stage that works by itself follow each other; otherwise none does. */
void test_chain_follow(void)
{
    const struct et_filter *const filters[] = {&check_filter_follow, &check_filter_follow};
    struct sequence sequence;
    begin(&sequence, WIDTH, HEIGHT);
    for (int stages = 1; stages < 3; stages++)
        for (int threads = 0; threads < 4; threads += 3) {
            send(&sequence, filters, stages, threads, 0, 2, 0);
            CHECK(sequence.count == 2, "%d frames", sequence.count);
            for (int i = 0; i < sequence.count; i++)
                for (int p = 0; p < 3; p++) {
                    const struct et_image *out = &sequence.out[i]->image;
                    const int last = image_get(out, p, 0, (p ? (HEIGHT + 1) / 2 : HEIGHT) - 1);
                    CHECK(!image_get(out, p, 0, 0), "plane %d: the first band follows", p);
                    CHECK(last == (stages == 1 && check_threads(threads) == 0),
                          "%d stages, %d threads, plane %d: %d", stages, threads, p, last);
                }
            drop_out(&sequence);
        }
    end(&sequence);
}

/* `found` is what `count` says of `image`. */
static void check_count(const struct et_analysis *found, const struct et_image *image)
{
    uint32_t samples[256] = {0};
    double largest[3] = {0};
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < et_plane_height(image->info.format, p, image->info.height); y++)
            for (int x = 0; x < et_plane_width(image->info.format, p, image->info.width); x++) {
                int value = image_get(image, p, x, y);
                samples[value]++;
                largest[p] = value > largest[p] ? value : largest[p];
            }
    for (int p = 0; p < 3; p++)
        largest[p] += 0.5;
    CHECK(found->counts[0] == 256 && found->counts[1] == 3, "other sizes");
    CHECK(!memcmp(found->arrays[0], samples, sizeof(samples)), "other counts");
    CHECK(!memcmp(found->arrays[1], largest, sizeof(largest)), "another largest sample");
}

void test_chain_analysis(void)
{
    const struct et_filter *const filters[] = {&check_filter_count, &check_filter_mean,
                                               &check_filter_count};
    struct sequence sequence;
    begin(&sequence, 701, 433);
    for (int threads = 0; threads < 4; threads++) {
        send(&sequence, filters, 1, threads, 0, FRAMES, 0);
        CHECK(sequence.count == FRAMES, "%d frames", sequence.count);
        for (int i = 0; i < sequence.count; i++) {
            const struct et_frame *frame = sequence.out[i];
            CHECK(frame->image.data[0] == sequence.in[i]->image.data[0], "the frame was copied");
            CHECK(!sequence.in[i]->analysis, "the input was changed");
            check_count(frame->analysis, &frame->image);
        }
        drop_out(&sequence);

        send(&sequence, filters, 3, threads, 0, FRAMES, 0);
        for (int i = 0; i < sequence.count; i++) {
            const struct et_analysis *last = sequence.out[i]->analysis;
            CHECK(last->entry == 2 && last->before->entry == 0 && !last->before->before, "entries");
            check_count(last, &sequence.out[i]->image);
            check_count(last->before, &sequence.in[i]->image);
        }
        drop_out(&sequence);
    }
    end(&sequence);
}
