// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_NATIVE_INPUT_H
#define ETALON_TESTS_NATIVE_INPUT_H

#include <etalon/etalon.h>
#include <stdio.h>

/* What the native programs of the unit tests share: a file to read, and chains from words. */

struct native_file {
    FILE *stream;
    int64_t bytes_read; /* so far */
};

/* A reader of the whole file. */
struct et_reader native_reader(struct native_file *file);

/* Adds a filter to a chain: "NAME,VALUE,VALUE..." in the order of its parameters; changes the text. */
int native_add_filter(struct et_chain *chain, char *text);

#endif
