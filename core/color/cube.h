// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_CUBE_H
#define ETALON_COLOR_CUBE_H

#include "color/table_words.h"

/*
 * A .cube file (Adobe, "Cube LUT Specification", 1.0): a 1D table for each channel, a 3D table of
 * colours, or both, the first before the second, as some programs write them. Entries of the 3D table
 * lie with red fastest. Each has three values and one that is not used.
 */
enum { ET_CUBE_MOST_1D = 65536, ET_CUBE_MOST_3D = 129 };

struct et_cube {
    int size_1d, size_3d; /* entries, entries along a side; 0: there is none */
    double from_1d[3], to_1d[3], from_3d[3], to_3d[3];
    const float (*entries_1d)[4];
    const float (*entries_3d)[4];
    struct et_table_words words_3d; /* of these */
};

/*
 * Reads the text of a file into one block, which the caller frees with et_free(). Lines may end in LF,
 * CR LF or CR; # begins a comment; unknown keywords are an error, TITLE is not kept. Returns 0,
 * ET_ERROR_DATA with a message that names the line, or ET_ERROR_MEMORY. Any thread.
 */
int et_cube_parse(const char *text, size_t size, void **out);

#endif
