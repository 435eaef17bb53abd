// SPDX-License-Identifier: MIT
#include "chain/texts.h"

#include "base/alloc.h"

#include <etalon/error.h>
#include <string.h>

enum {
    KEPT = 2,            /* texts that no chain has */
    MOST_SIZE = 8 << 20, /* of a text that is looked for again: a table of 65 x 65 x 65 and more */
};

struct text {
    struct text *next;
    et_text_parse *parse;
    void *parsed;
    int users;
    size_t size;
    char characters[]; /* none where there are more than MOST_SIZE */
};

/* The one that was taken last comes first. */
struct et_texts {
    struct text *first;
};

static int make(struct et_texts *texts, et_text_parse *parse, const char *characters, size_t size,
                void **parsed)
{
    const size_t copied = size <= MOST_SIZE ? size : 0;
    struct text *text = et_alloc(sizeof(*text) + copied);
    if (!text)
        return et_fail(ET_ERROR_MEMORY, "no memory for a text of %zu bytes", size);
    *text = (struct text){.next = texts->first, .parse = parse, .users = 1, .size = size};
    memcpy(text->characters, characters, copied);
    const int error = parse(characters, size, &text->parsed);
    if (error) {
        et_free(text);
        return error;
    }
    texts->first = text;
    *parsed = text->parsed;
    return 0;
}

int et_texts_take(struct et_texts **out, et_text_parse *parse, const char *characters, size_t size,
                  void **parsed)
{
    if (!*out)
        *out = et_alloc_zero(1, sizeof(**out));
    struct et_texts *texts = *out;
    if (!texts)
        return et_fail(ET_ERROR_MEMORY, "no memory for texts");
    for (struct text **at = &texts->first; *at; at = &(*at)->next) {
        struct text *text = *at;
        if (text->parse != parse || text->size != size || size > MOST_SIZE ||
            memcmp(text->characters, characters, size))
            continue;
        *at = text->next;
        text->next = texts->first;
        texts->first = text;
        text->users++;
        *parsed = text->parsed;
        return 0;
    }
    return make(texts, parse, characters, size, parsed);
}

static void free_text(struct text **at)
{
    struct text *text = *at;
    *at = text->next;
    et_free(text->parsed);
    et_free(text);
}

void et_texts_give_back(struct et_texts *texts, const void *parsed)
{
    int kept = 0;
    for (struct text **at = &texts->first; *at;) {
        struct text *text = *at;
        text->users -= text->parsed == parsed;
        if (text->users == 0 && (text->size > MOST_SIZE || kept == KEPT))
            free_text(at);
        else {
            kept += text->users == 0;
            at = &text->next;
        }
    }
}

void et_texts_destroy(struct et_texts **out)
{
    struct et_texts *texts = *out;
    if (!texts)
        return;
    while (texts->first)
        free_text(&texts->first);
    et_free(texts);
    *out = NULL;
}
