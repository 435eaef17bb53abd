// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <etalon/chain.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

static void append(struct et_json *json, const char *text, size_t length)
{
    if (json->length + length + 1 > json->capacity) {
        size_t capacity = (json->capacity + length + 1) * 2;
        char *grown = json->failed ? NULL : et_grow(json->text, json->capacity, capacity);

        if (!grown) {
            json->failed = true;
            return;
        }
        json->text = grown;
        json->capacity = capacity;
    }
    memcpy(json->text + json->length, text, length);
    json->length += length;
    json->text[json->length] = '\0';
}

static void append_text(struct et_json *json, const char *text)
{
    append(json, text, strlen(text));
}

static void append_quoted(struct et_json *json, const char *text)
{
    append_text(json, "\"");
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        char escaped[8];

        if (byte == '"' || byte == '\\')
            snprintf(escaped, sizeof(escaped), "\\%c", byte);
        else if (byte < 0x20)
            snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
        else
            snprintf(escaped, sizeof(escaped), "%c", byte);
        append_text(json, escaped);
    }
    append_text(json, "\"");
}

static void value_start(struct et_json *json, const char *key)
{
    if (json->comma)
        append_text(json, ",");
    if (key) {
        append_quoted(json, key);
        append_text(json, ":");
    }
    json->comma = true;
}

static void nest(struct et_json *json, const char *key, const char *bracket)
{
    value_start(json, key);
    append_text(json, bracket);
    json->comma = false;
}

static void unnest(struct et_json *json, const char *bracket)
{
    append_text(json, bracket);
    json->comma = true;
}

void et_json_object(struct et_json *json, const char *key)
{
    nest(json, key, "{");
}

void et_json_object_end(struct et_json *json)
{
    unnest(json, "}");
}

void et_json_array(struct et_json *json, const char *key)
{
    nest(json, key, "[");
}

void et_json_array_end(struct et_json *json)
{
    unnest(json, "]");
}

void et_json_string(struct et_json *json, const char *key, const char *value)
{
    value_start(json, key);
    if (value)
        append_quoted(json, value);
    else
        append_text(json, "null");
}

void et_json_int(struct et_json *json, const char *key, int64_t value)
{
    char text[32];

    snprintf(text, sizeof(text), "%" PRId64, value);
    value_start(json, key);
    append_text(json, text);
}

void et_json_bool(struct et_json *json, const char *key, bool value)
{
    value_start(json, key);
    append_text(json, value ? "true" : "false");
}

void et_json_number(struct et_json *json, const char *key, double value)
{
    char text[40] = "null";

    if (value - value == 0)
        snprintf(text, sizeof(text), "%.12g", value);
    value_start(json, key);
    append_text(json, text);
}

void et_text_free(char **text)
{
    et_free(*text);
    *text = NULL;
}

char *et_json_end(struct et_json *json)
{
    if (!json->failed)
        return json->text;
    et_free(json->text);
    json->text = NULL;
    return NULL;
}
