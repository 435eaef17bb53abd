// SPDX-License-Identifier: MIT
/*
 * Hashes of what the C kernels compute, the same on every target. A change of a filter's output is
 * shown here, and is meant: then the printed row replaces the one in pins.def.
 */
#include "single.h"

#include "base/cpu.h"

#include <inttypes.h>
#include <string.h>

static const struct pin {
    const char *filter;
    enum et_format format;
    uint64_t hash;
    double values[MOST_PARAMS];
} pins[] = {
#define PIN(filter, format, hash, ...) {#filter, ET_FORMAT_##format, hash, {__VA_ARGS__}},
#include "pins.def"
#undef PIN
};

static void check_pin(const struct pin *pin, unsigned cpu)
{
    const struct et_filter *filter = et_filter_find(pin->filter);
    struct et_image_info info = info_of(pin->format, 131, 71);
    struct image in, out;
    image_create(&in, &info, 0);
    image_fill(&in, FILL_RANDOM, 42);
    CHECK(!filter_run(filter, pin->values, &in, cpu, 0, 0, &out), "%s", et_error_message());
    uint64_t hash = image_hash(&out.image);
    CHECK(hash == pin->hash, "PIN(%s, %s, 0x%016" PRIx64 ", ...) for values %g %g %g, cpu %u",
          pin->filter, et_format_info(pin->format)->name, hash, pin->values[0], pin->values[1],
          pin->values[2], cpu);
    image_destroy(&in);
    image_destroy(&out);
}

void test_pins(void)
{
    for (size_t i = 0; i < ET_COUNT(pins); i++) {
        check_pin(&pins[i], 0);
        if (et_cpu_available())
            check_pin(&pins[i], et_cpu_available());
    }
    for (size_t f = 0; f < et_filter_count(); f++) {
        int found = 0;
        for (size_t i = 0; i < ET_COUNT(pins); i++)
            found += !strcmp(pins[i].filter, et_filter_at(f)->name);
        CHECK(found >= 3, "%s: %d pins", et_filter_at(f)->name, found);
    }
}
