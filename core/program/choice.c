// SPDX-License-Identifier: MIT
#include "program/choice.h"

#include "program/fast.h"
#include "program/words_run.h"

struct chooser {
    struct et_program_choice *choice;
    const struct et_image_info *in, *out;
    unsigned cpu;
    bool fits; /* words, if the program is one for them */
};

/* Runs the program as words where it can be, within parts of a code. Returns 0 or ET_ERROR_MEMORY. */
static int choose_words(const struct chooser *chooser, double error)
{
    struct et_program_choice *choice = chooser->choice;
    const int depth = et_format_info(chooser->in->format)->depth;
    choice->word_kernels = NULL;
    if (!chooser->fits)
        return 0;
    const int result = et_words_build(&choice->words, &choice->program, depth, error, chooser->cpu);
    if (result > 0)
        choice->word_kernels = et_words_kernels(depth, chooser->cpu);
    return result < 0 ? result : 0;
}

/*
 * Puts a table in the place of the program, which runs as `exact_run` says, where that pays. Returns 1,
 * 0, or ET_ERROR_MEMORY.
 */
static int choose_table(const struct chooser *chooser, enum et_fast_run exact_run)
{
    struct et_program_choice *choice = chooser->choice;
    const struct et_program exact = choice->program;
    const double pixels = (double)chooser->in->width * chooser->in->height;
    const int depth = et_format_info(chooser->out->format)->depth;
    struct et_program table;
    if (!et_fast_pays(&exact, exact_run, chooser->fits ? ET_FAST_WORDS : ET_FAST_FLOAT, pixels))
        return 0;
    int result = et_fast_build(&table, &exact, chooser->in, depth, chooser->cpu);
    if (result <= 0)
        return result;
    choice->program = table;
    /* Near enough for a table is what is near enough in 8 bits. */
    result = choose_words(chooser, ET_WORDS_ERROR * (1 << (depth - 8)));
    choice->is_table = result == 0 && (!chooser->fits || choice->word_kernels ||
                                       et_fast_pays(&exact, exact_run, ET_FAST_FLOAT, pixels));
    if (!choice->is_table)
        choice->program = exact;
    return result < 0 ? result : choice->is_table;
}

/* Words of an exact program take longer to make than a table: they are made where there is none. */
static int choose(const struct chooser *chooser, bool fast)
{
    const bool words = chooser->fits && et_words_may(&chooser->choice->program);
    int result = fast ? choose_table(chooser, words ? ET_FAST_WORDS : ET_FAST_FLOAT) : 0;
    if (result)
        return result < 0 ? result : 0;
    result = choose_words(chooser, ET_WORDS_ERROR);
    if (result == 0 && fast && words && !chooser->choice->word_kernels)
        result = choose_table(chooser, ET_FAST_FLOAT);
    return result < 0 ? result : 0;
}

int et_program_choose(struct et_program_choice *choice, const struct et_program_parts *parts,
                      struct et_arena *arena, unsigned cpu)
{
    const struct et_image_info *in = &parts->parts[0].in;
    const struct et_image_info *out = &parts->parts[parts->count - 1].out;
    const struct chooser chooser = {choice, in, out, cpu, et_words_fit(in, out)};
    *choice = (struct et_program_choice){.is_table = false};
    const int error = et_program_build(&choice->program, parts, arena, cpu);
    return error ? error : choose(&chooser, parts->fast);
}
