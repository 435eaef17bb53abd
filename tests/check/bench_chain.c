// SPDX-License-Identifier: MIT
/* Chains of filters, from a row's values or from settings as the command line takes them. */
#include "bench.h"

#include "chain/plan.h"
#include "frame/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARAMS = 32, MOST_NUMBERS = 64 };

/* For filters of two inputs: a bitmap of the frame's size, from clear at the left to opaque. */
static void set_bitmap(struct et_chain *chain)
{
    struct et_pool *pool;
    if (et_pool_create(1, &pool))
        bench_fail("pool");
    struct et_frame *frame = bench_frame(pool, ET_FORMAT_RGBA);
    for (int y = 0; y < BENCH_HEIGHT; y++)
        for (int x = 0; x < BENCH_WIDTH; x++) {
            const uint8_t pixel[] = {(uint8_t)x, (uint8_t)y, (uint8_t)(x + y),
                                     (uint8_t)(x * 255 / (BENCH_WIDTH - 1))};
            memcpy(frame->image.data[0] + y * frame->image.stride[0] + 4 * x, pixel, 4);
        }
    if (et_chain_set_still(chain, frame, NULL))
        bench_fail("bitmap");
    et_frame_unref(&frame);
    et_pool_close(&pool);
}

static void add_filter(struct et_chain *chain, const struct et_filter *filter, const double *values)
{
    if (et_chain_add(chain, filter, values, filter->param_count))
        bench_fail(filter->name);
    bench_set(chain, filter);
    if (filter->inputs == 2)
        set_bitmap(chain);
}

/* ---- Settings ---------------------------------------------------------------------------------- */

/* The next word of a text, up to one of `ends`, which is cut off; NULL: there is none. */
static char *next_word(char **text, const char *ends)
{
    char *word = *text + strspn(*text, " ");
    if (!*word)
        return NULL;
    char *end = word + strcspn(word, ends);
    *text = *end ? end + 1 : end;
    *end = 0;
    return word;
}

static size_t param_of(const struct et_filter *filter, const char *key)
{
    for (size_t i = 0; i < filter->param_count; i++)
        if (key && !strcmp(filter->params[i].key, key))
            return i;
    fprintf(stderr, "%s has no \"%s\"\n", filter->name, key ? key : "");
    exit(1);
}

static double value_of(const struct et_param *param, const char *text)
{
    for (int i = 0; param->type == ET_PARAM_CHOICE && i <= param->max; i++)
        if (!strcmp(param->choices[i], text))
            return i;
    char *end;
    const double value = strtod(text, &end);
    if (end == text) {
        fprintf(stderr, "%s cannot be \"%s\"\n", param->key, text);
        exit(1);
    }
    return value;
}

/* Commas between settings are colons; those of a text lie in brackets. */
static void unify(char *text)
{
    for (int depth = 0; *text; text++) {
        depth += (*text == '[') - (*text == ']');
        if (*text == ',' && !depth)
            *text = ':';
    }
}

/*
 * "name=key:value:key:value", as the command line takes them: numbers of a list have blanks between
 * them, texts have no colon.
 */
static void add_settings(struct et_chain *chain, char *text)
{
    unify(text);
    const char *name = next_word(&text, "= ");
    const struct et_filter *filter = et_filter_find(name);
    double values[MOST_PARAMS], numbers[MOST_NUMBERS];
    char *lists[MOST_PARAMS] = {NULL}, *texts[MOST_PARAMS] = {NULL}, *key, *number;
    if (!filter || filter->param_count > MOST_PARAMS)
        bench_fail(name);
    for (size_t i = 0; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
    while ((key = next_word(&text, ":"))) {
        const size_t i = param_of(filter, key);
        char *value = next_word(&text, ":");
        if (filter->params[i].type == ET_PARAM_LIST)
            lists[i] = value;
        else if (filter->params[i].type == ET_PARAM_TEXT)
            texts[i] = value;
        else
            values[i] = value_of(&filter->params[i], value ? value : "");
    }
    add_filter(chain, filter, values);
    for (size_t i = 0; i < filter->param_count; i++) {
        size_t count = 0;
        while (lists[i] && count < MOST_NUMBERS && (number = next_word(&lists[i], " ")))
            numbers[count++] = strtod(number, NULL);
        if (count && et_chain_set_list(chain, i, numbers, count))
            bench_fail(filter->params[i].key);
        if (texts[i] && et_chain_set_text(chain, i, texts[i], strlen(texts[i])))
            bench_fail(filter->params[i].key);
    }
}

struct et_chain *bench_chain(struct et_engine *engine, const struct bench_row *row)
{
    char text[1000], *rest = text, *settings;
    struct et_chain *chain;
    if (et_chain_create(engine, &chain))
        bench_fail(row->name);
    if (!row->chain) {
        const struct et_filter *filter = et_filter_find(row->filter);
        if (!filter)
            bench_fail(row->filter);
        add_filter(chain, filter, row->values);
        return chain;
    }
    snprintf(text, sizeof(text), "%s", row->chain);
    chain->alone = strstr(row->name, "_alone") != NULL;
    et_chain_set_fast(chain, strstr(row->name, "_fast") != NULL);
    while ((settings = next_word(&rest, "|")))
        add_settings(chain, settings);
    return chain;
}
