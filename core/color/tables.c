// SPDX-License-Identifier: MIT
#include "color/tables.h"

#include <etalon/error.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/math.h"
#include "color/standard.h"

enum {
    KEPT = 4,
    SRGB_OCTAVES = 16, /* 2^-16 is less than a tenth of a step of 14 bits */
    OOTF_OCTAVES = 16, /* 2^-16 of the scene's white is 0.002 cd/m2 */
    GAIN_LOW = 4,      /* octaves below white: no knee is darker, see et_tone_map() */
    GAIN_HIGH = 7,     /* above it: 10,000 cd/m2 of BT.2020 red are 2^6.4 in BT.709 */
};

struct entry {
    struct et_arena *arena; /* NULL: free */
    struct et_color_tables *tables;
    int transfer, peak_nits;
    unsigned used;
};

struct et_color_cache {
    struct entry entries[KEPT];
    unsigned clock;
};

double et_tone_map(double light, double peak_nits)
{
    const double peak = et_pq_signal(peak_nits / ET_PQ_NITS);
    const double white = et_pq_signal((double)ET_WHITE_NITS / ET_PQ_NITS) / peak;
    double e = et_pq_signal(light * ET_WHITE_NITS / ET_PQ_NITS) / peak;
    if (white >= 1)
        return light > 1 ? 1 : light;
    if (e > 1)
        e = 1;
    const double knee = 1.5 * white - 0.5;
    if (e <= knee)
        return light;
    const double t = (e - knee) / (1 - knee), square = t * t, cube = square * t;
    e = (2 * cube - 3 * square + 1) * knee + (cube - 2 * square + t) * (1 - knee) +
        (-2 * cube + 3 * square) * white;
    return et_transfer_to_light(ET_TRANSFER_PQ, e * peak) * ET_PQ_NITS / ET_WHITE_NITS;
}

/* ---- Filling ---------------------------------------------------------------------------------- */

static float float_of(int32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

/* Bins from 2^-low to 2^high, the bin of 2^high included. */
static struct et_log_range log_range(int low, int high)
{
    const int octave = 1 << (23 - ET_LOG_SHIFT);
    return (struct et_log_range){(127 - low) * octave, (low + high) * octave};
}

static double middle_of(struct et_log_range range, int bin)
{
    double from = float_of((range.base + bin) << ET_LOG_SHIFT);
    double to = float_of((range.base + bin + 1) << ET_LOG_SHIFT);
    return (from + to) / 2;
}

static int fill_srgb(struct et_color_tables *tables, struct et_arena *arena)
{
    const struct et_log_range range = log_range(SRGB_OCTAVES, 0);
    const size_t count = (size_t)range.last + 1;
    uint8_t *srgb_8 = et_arena_alloc(arena, count, sizeof(*srgb_8));
    uint16_t *srgb_14 = et_arena_alloc(arena, count, sizeof(*srgb_14));
    if (!srgb_8 || !srgb_14)
        return ET_ERROR_MEMORY;
    for (int i = 1; i <= range.last; i++) {
        double signal = et_srgb_signal(middle_of(range, i));
        signal = signal > 1 ? 1 : signal;
        srgb_8[i] = (uint8_t)et_round(signal * 255);
        srgb_14[i] = (uint16_t)et_round(signal * ET_SIGNAL_MOST);
    }
    tables->srgb_8 = srgb_8;
    tables->srgb_14 = srgb_14;
    tables->srgb_range = range;
    return 0;
}

/* BT.2100 Table 5, note 5e: gamma is 1.2 for a display of 1,000 cd/m2. */
static int fill_ootf(struct et_color_tables *tables, struct et_arena *arena)
{
    const struct et_log_range range = log_range(OOTF_OCTAVES, 0);
    float *ootf = et_arena_alloc(arena, (size_t)range.last + 1, sizeof(*ootf));
    if (!ootf)
        return ET_ERROR_MEMORY;
    for (int i = 0; i <= range.last; i++)
        ootf[i] = (float)(et_pow(middle_of(range, i), 0.2) * ET_HLG_NITS / ET_WHITE_NITS);
    tables->ootf = ootf;
    tables->ootf_range = range;
    return 0;
}

static int fill_gain(struct et_color_tables *tables, struct et_arena *arena, double peak_nits)
{
    const struct et_log_range range = log_range(GAIN_LOW, GAIN_HIGH);
    float *gain = et_arena_alloc(arena, (size_t)range.last + 1, sizeof(*gain));
    if (!gain)
        return ET_ERROR_MEMORY;
    gain[0] = 1; /* of all that is darker, too */
    for (int i = 1; i <= range.last; i++) {
        double light = middle_of(range, i);
        gain[i] = (float)(et_tone_map(light, peak_nits) / light);
    }
    tables->gain = gain;
    tables->gain_range = range;
    return 0;
}

static int fill(struct entry *entry)
{
    const double unit = entry->transfer == ET_TRANSFER_PQ ? (double)ET_PQ_NITS / ET_WHITE_NITS : 1;
    struct et_color_tables *tables = et_arena_alloc(entry->arena, 1, sizeof(*tables));
    if (!tables)
        return ET_ERROR_MEMORY;
    for (int i = 0; i <= ET_SIGNAL_STEPS; i++)
        tables->light[i] = (float)(unit * et_transfer_to_shown_light(entry->transfer,
                                                                     (double)i / ET_SIGNAL_STEPS));
    tables->light[ET_SIGNAL_STEPS + 1] = tables->light[ET_SIGNAL_STEPS];
    entry->tables = tables;
    int error = fill_srgb(tables, entry->arena);
    if (!error && entry->transfer == ET_TRANSFER_HLG)
        error = fill_ootf(tables, entry->arena);
    if (!error && (entry->transfer == ET_TRANSFER_HLG || entry->transfer == ET_TRANSFER_PQ))
        error = fill_gain(tables, entry->arena, entry->peak_nits);
    return error;
}

/* ---- Keeping ---------------------------------------------------------------------------------- */

static struct entry *find(struct et_color_cache *cache, int transfer, int peak_nits)
{
    struct entry *oldest = &cache->entries[0];
    for (int i = 0; i < KEPT; i++) {
        struct entry *entry = &cache->entries[i];
        if (entry->arena && entry->transfer == transfer && entry->peak_nits == peak_nits)
            return entry;
        if (entry->used < oldest->used)
            oldest = entry;
    }
    et_arena_destroy(&oldest->arena);
    *oldest = (struct entry){.transfer = transfer, .peak_nits = peak_nits};
    return oldest;
}

const struct et_color_tables *et_color_tables_get(struct et_engine *engine, int transfer,
                                                  int peak_nits)
{
    if (!engine->colors)
        engine->colors = et_alloc_zero(1, sizeof(*engine->colors));
    if (!engine->colors)
        return NULL;
    if (transfer == ET_TRANSFER_HLG)
        peak_nits = ET_HLG_NITS;
    else if (transfer != ET_TRANSFER_PQ)
        peak_nits = 0;
    struct entry *entry = find(engine->colors, transfer, peak_nits);
    if (!entry->arena && (et_arena_create(&entry->arena) || fill(entry))) {
        et_arena_destroy(&entry->arena);
        return NULL;
    }
    entry->used = ++engine->colors->clock;
    return entry->tables;
}

void et_color_cache_destroy(struct et_color_cache **cache)
{
    if (!*cache)
        return;
    for (int i = 0; i < KEPT; i++)
        et_arena_destroy(&(*cache)->entries[i].arena);
    et_free(*cache);
    *cache = NULL;
}
