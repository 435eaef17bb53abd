// SPDX-License-Identifier: MIT
/* Files of tables, and what is wrong with them. */
#include "color/cube.h"

#include "check.h"

#include "base/alloc.h"

#include <string.h>

void test_cube(void)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        {"", "line 0"},
        {"LUT_3D_SIZE 1\n",
         "line 1 of the table: LUT_3D_SIZE 1 is not a whole number from 2 to 129"},
        {"LUT_3D_SIZE 130\n", "line 1 of"},
        {"\n\nLUT_3D_SIZE two\n", "line 3 of the table: LUT_3D_SIZE needs 1 numbers"},
        {"LUT_1D_SIZE 2\nLUT_1D_SIZE 2\n", "line 2 of the table: LUT_1D_SIZE is there twice"},
        {"LUT_1D_SIZE 2\n0 0 0\n", "line 2 of the table: it ends 1 entries early"},
        {"LUT_1D_SIZE 2\n0 0 0\n1 1\n", "line 3 of the table: an entry needs 3 numbers"},
        {"LUT_1D_SIZE 2\n0 0 0\n1 1 1 1\n", "line 3 of the table: an entry has more"},
        {"LUT_1D_SIZE 2\n0 0 0\n1 1 1\r\n1 1 1\n", "line 4 of the table: more than 2"},
        {"LUT_1D_SIZE 2\n0 0 0\n1 nan 1\n", "line 3 of the table: an entry needs"},
        {"0 0 0\n", "line 1 of the table: entries before"},
        {"LUT_2D_SIZE 2\n", "line 1 of the table: \"LUT_2D_SIZE 2\" is not known"},
        {"LUT_1D_SIZE 2\nDOMAIN_MIN 1 0 0\n0 0 0\n1 1 1\n", "line 3 of the table: its domain"},
    };
    void *parsed;
    for (size_t i = 0; i < ET_COUNT(wrong); i++) {
        CHECK(et_cube_parse(wrong[i].text, strlen(wrong[i].text), &parsed) == ET_ERROR_DATA &&
                  strstr(et_error_message(), wrong[i].message),
              "%s is not in %s", wrong[i].message, et_error_message());
    }
    static const char both[] = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 2\nLUT_3D_SIZE 2\n"
                               "0.1 .2 -3e-1\n1 1 1\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n"
                               "0 1 1\n12345678901234567890 1 1";
    CHECK(et_cube_parse(both, sizeof(both) - 1, &parsed) == ET_ERROR_DATA, "beyond 1e9");
    static const char good[] = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 2\n0.1 .2 -3e-1\n1 1 1";
    CHECK(!et_cube_parse(good, sizeof(good) - 1, &parsed), "%s", et_error_message());
    const struct et_cube *read = parsed;
    CHECK(read->size_1d == 2 && !read->size_3d && read->to_1d[1] == 2 &&
              read->entries_1d[0][0] == 0.1F && read->entries_1d[0][2] == -0.3F,
          "a 1D table is not read well");
    et_free(parsed);
}
