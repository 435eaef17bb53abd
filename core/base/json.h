// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_JSON_H
#define ETALON_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes JSON text. Commas are put by the writer; a key is NULL inside arrays and at the top. When
 * memory runs out the writer remembers it and et_json_end() returns NULL.
 */
struct et_json {
    char *text;
    size_t length, capacity;
    bool comma, failed;
};

/* Begin and end an object or an array; `key` is its name in the object around it, NULL in an array. */
void et_json_object(struct et_json *json, const char *key);
void et_json_object_end(struct et_json *json);
void et_json_array(struct et_json *json, const char *key);
void et_json_array_end(struct et_json *json);

/* A string is UTF-8; NULL writes null. */
void et_json_string(struct et_json *json, const char *key, const char *value);
void et_json_int(struct et_json *json, const char *key, int64_t value);
void et_json_bool(struct et_json *json, const char *key, bool value);

/* Numbers that are not finite become null; 12 significant digits. */
void et_json_number(struct et_json *json, const char *key, double value);

/* The text, which the caller frees with et_free(); NULL when memory ran out. */
char *et_json_end(struct et_json *json);

#endif
