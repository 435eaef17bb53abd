// SPDX-License-Identifier: MIT
/*
 * The rate control against an encoder whose frames take what a formula says, which is its own model's: how
 * it steers, not how well it knows H.264. tests/unit/bitrate.test.js asks real encodes.
 */
#include "image.h"

#include "media/rate.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 61, HEIGHT = 45, INTERVAL = 60, FRAMES = 300 };

static const double FRAME_S = 1.0 / 30;

/* Bits of a frame: as H.264's, halved by each six quantizers, more of them for a key frame. */
static double bits_of(const struct et_rate *rate, double detail, int frame)
{
    const double wobble = 1 + 0.3 * (check_random_below(201) - 100) / 100;

    return detail * (frame % INTERVAL ? 1 : 7) * wobble * pow(2, -rate->quantizer / 6.0);
}

/* Bits a second of pictures whose detail is `first`, and `second` from the middle on. */
static double run(double wanted, double first, double second, int quantizers[FRAMES])
{
    const struct et_image_info info = info_of(ET_FORMAT_I420, WIDTH, HEIGHT);
    struct image pictures[2];
    struct et_rate rate;
    double bits = 0, time_s = 0;

    check_seed(5);
    for (int i = 0; i < 2; i++) {
        image_create(&pictures[i], &info, 0);
        image_fill(&pictures[i], FILL_RANDOM, (uint32_t)i + 1);
    }
    CHECK(!et_rate_init(&rate, wanted, WIDTH, HEIGHT, INTERVAL, FRAME_S), "%s", et_error_message());
    for (int i = 0; i < FRAMES; i++) {
        const bool late = i >= FRAMES / 2;
        double more;

        quantizers[i] = et_rate_quantizer(&rate, &pictures[late].image, time_s);
        CHECK(quantizers[i] >= ET_RATE_FINEST && quantizers[i] <= ET_RATE_COARSEST, "%d",
              quantizers[i]);
        more = bits_of(&rate, late ? second : first, i);
        et_rate_count(&rate, more);
        bits += more;
        time_s += late ? FRAME_S : FRAME_S * (1 + i % 2); /* uneven times at first */
    }
    et_rate_free(&rate);
    for (int i = 0; i < 2; i++)
        image_destroy(&pictures[i]);
    return bits / time_s;
}

void test_rate(void)
{
    static const struct {
        double wanted, first, second;
    } cases[] = {
        {2e5, 4e5, 4e5}, {2e5, 4e4, 8e5}, {2e5, 8e5, 4e4}, {1e6, 1e6, 3e6}, {5e4, 3e5, 1e5}};
    int quantizers[FRAMES], again[FRAMES];

    for (size_t i = 0; i < ET_COUNT(cases); i++) {
        const double got = run(cases[i].wanted, cases[i].first, cases[i].second, quantizers);

        CHECK(got > 0.9 * cases[i].wanted && got < 1.1 * cases[i].wanted, "case %zu: %.0f of %.0f",
              i, got, cases[i].wanted);
        run(cases[i].wanted, cases[i].first, cases[i].second, again);
        CHECK(!memcmp(quantizers, again, sizeof(again)), "case %zu: other quantizers", i);
    }
    /* What cannot be spent, or not be saved, ends at the bounds. */
    CHECK(run(1e7, 1e5, 1e5, quantizers) < 1e7 && quantizers[FRAMES - 1] == ET_RATE_FINEST, "%d",
          quantizers[FRAMES - 1]);
    CHECK(run(1e3, 1e7, 1e7, quantizers) > 1e3 && quantizers[FRAMES - 1] == ET_RATE_COARSEST, "%d",
          quantizers[FRAMES - 1]);
}
