// SPDX-License-Identifier: MIT
/* The block cache: 64-bit positions, blocks read once, errors, short sources. */
#include "media.h"
#include "media/source.h"
#include "media/ticks.h"

#include <math.h>

static const int64_t SIX_GB = 6LL << 30;

struct synthetic {
    int calls;
    int fail;     /* the next read fails */
    int64_t ends; /* 0: never */
};

/* The byte at a position, different in every block of a long source. */
static uint8_t byte_at(int64_t position)
{
    return (uint8_t)((uint64_t)position * 0x9E3779B97F4A7C15u >> 56);
}

static int read_synthetic(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    struct synthetic *synthetic = opaque;
    int given = size > 1000 ? size / 2 : size; /* short reads are allowed */

    synthetic->calls++;
    if (synthetic->fail)
        return et_fail(ET_ERROR_IO, "the test's reader fails");
    if (synthetic->ends && position + given > synthetic->ends)
        given = position < synthetic->ends ? (int)(synthetic->ends - position) : 0;
    for (int i = 0; i < given; i++)
        buffer[i] = byte_at(position + i);
    return given;
}

static int matches(struct et_source *source, int64_t position, int size)
{
    uint8_t buffer[4096];
    int got = et_source_read(source, position, buffer, size);

    for (int i = 0; i < got; i++) {
        if (buffer[i] != byte_at(position + i))
            return -1;
    }
    return got;
}

void test_media_source(void)
{
    struct synthetic synthetic = {0};
    struct et_reader reader = {.opaque = &synthetic, .read = read_synthetic, .size = SIX_GB + 5};
    struct et_source *source;
    int calls;

    CHECK(et_source_create(&reader, &source) == 0, "%s", et_error_message());
    for (int i = 0; i < 20; i++) {
        int64_t position =
            (int64_t)(((uint64_t)check_random() << 32 | check_random()) % (uint64_t)SIX_GB);
        int got = matches(source, position, 4096);

        CHECK(got > 0, "read at %lld gave %d", (long long)position, got);
    }
    calls = synthetic.calls;
    CHECK(matches(source, SIX_GB, 4096) == 5, "the end is at %lld", (long long)SIX_GB + 5);
    CHECK(matches(source, SIX_GB + 2, 2) == 2, "in the last block");
    CHECK(synthetic.calls > calls, "a new block is read");
    calls = synthetic.calls;
    CHECK(matches(source, SIX_GB, 3) == 3 && synthetic.calls == calls,
          "a cached block is read again");
    CHECK(matches(source, SIX_GB + 5, 1) == 0, "at the end");
    CHECK(matches(source, -1, 1) == 0, "before the start");
    synthetic.fail = 1;
    CHECK(matches(source, 123, 10) == ET_ERROR_IO, "an error is passed on");
    CHECK(et_source_error(source) == ET_ERROR_IO, "and kept");
    synthetic.fail = 0;
    et_source_clear_error(source);
    CHECK(matches(source, 123, 10) == 10, "and a later read tries again");
    et_source_destroy(&source);
}

/* A source of unknown size ends where its bytes do, whatever was asked for before. */
void test_media_source_open_ended(void)
{
    static const int64_t sizes[] = {1, (5 << 20) + 77, 7 << 20}; /* the last one of whole blocks */

    for (size_t i = 0; i < ET_COUNT(sizes); i++) {
        const int64_t size = sizes[i];
        struct synthetic synthetic = {.ends = size};
        struct et_reader reader = {.opaque = &synthetic, .read = read_synthetic, .size = -1};
        struct et_source *source;

        CHECK(et_source_create(&reader, &source) == 0, "%s", et_error_message());
        CHECK(matches(source, SIX_GB, 100) == 0, "far behind the end");
        CHECK(et_source_reader(source)->size < 0, "the size is not known from there");
        CHECK(matches(source, size + (3 << 20), 100) == 0, "behind the end");
        CHECK(matches(source, size - 1, 100) == 1, "the last byte: %s", et_error_message());
        CHECK(matches(source, size, 100) == 0, "the end: %s", et_error_message());
        CHECK(matches(source, size + 1, 100) == 0, "behind it");
        CHECK(et_source_error(source) == 0, "%s", et_error_message());
        CHECK(size % (1 << 20) == 0 || et_source_reader(source)->size == size, "%lld bytes",
              (long long)et_source_reader(source)->size);
        et_source_destroy(&source);
    }
}

void test_media_ticks(void)
{
    const AVRational seconds = {1, 1}, slow = {2, 1}, usual = {1, 12800}, unknown = {0, 1};
    int64_t lead = 0;

    CHECK(et_ticks_of_frames(3, (AVRational){25, 1}, usual) == 3 * 512, "3 frames");
    CHECK(et_ticks_of_frames(2, unknown, usual) == 2 * 512, "25 a second where none is said");
    CHECK(et_ticks_of_frames(1, (AVRational){25, 1}, seconds) == 1, "at least a tick");
    CHECK(et_ticks_of_frames(1, (AVRational){1, INT32_MAX}, (AVRational){1, INT32_MAX}) == 1,
          "what cannot be meant");
    CHECK(et_ticks_of_ms(500, usual) == 6400 && et_ticks_of_ms(500, slow) == 1, "half a second");
    for (int i = 0; i < 70; i++) { /* a tick of two seconds: farther each time, to the end */
        int64_t farther = et_ticks_farther(lead, slow);

        CHECK(farther > lead || lead == INT64_MAX, "%lld is not farther than %lld",
              (long long)farther, (long long)lead);
        lead = farther;
    }
    CHECK(lead == INT64_MAX, "%lld", (long long)lead);
    CHECK(et_ticks_of_double(1e300) == INT64_MAX && et_ticks_of_double(-1e300) == INT64_MIN &&
              et_ticks_of_double(NAN) == 0 && et_ticks_of_double(-7) == -7,
          "doubles");
}
