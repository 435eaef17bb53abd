// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_DISPLAY_LIGHT_H
#define ETALON_FILTERS_DISPLAY_LIGHT_H

#include <etalon/program.h>

struct et_arena;

/*
 * Steps of a colour program between the light of its colour, as ET_SPACE_LIGHT has it, and the light of
 * a display, R, G, B in the same primaries, 1 for SDR white. That is 203 cd/m2 in PQ and HLG (BT.2408,
 * 3.1). PQ's light is 1 for 10,000 cd/m2. HLG's is the scene's; its OOTF for a display of L cd/m2
 * makes the display's (BT.2100, Table 5):
 *   display = L scene Ys^(gamma - 1), gamma = 1.2 + 0.42 log10(L / 1000), Ys the scene's luminance
 * The scene's light of BT.709 and other cameras' transfers becomes what is shown of its signal, by the
 * curve of sRGB, and back; light of other transfers is the display's already. Returns 0, ET_ERROR_MEMORY or an error of
 * the program. Engine thread.
 */
int et_light_to_display(struct et_program *program, struct et_arena *arena, int transfer,
                        double hlg_nits);
int et_light_from_display(struct et_program *program, struct et_arena *arena, int transfer,
                          double hlg_nits);

#endif
