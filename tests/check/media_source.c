// SPDX-License-Identifier: MIT
/* The block cache: 64-bit positions, blocks read once, errors, short sources. */
#include "media.h"
#include "media/source.h"

static const int64_t SIX_GB = 6LL << 30;

struct synthetic {
    int calls;
    int fail; /* the next read fails */
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
