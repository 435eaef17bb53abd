// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_H
#define ETALON_CHAIN_H

/* Chains of filters: what they do, where, when, and with which second input. Part of <etalon/etalon.h>. */

#include <etalon/error.h>
#include <etalon/frame.h>

struct et_engine;
struct et_clip;
struct et_chain;

/* The registry: number of filters, the i-th (0-based), and one by name (NULL: no such filter). */
size_t et_filter_count(void);
const struct et_filter *et_filter_at(size_t index);
const struct et_filter *et_filter_find(const char *name);

/*
 * The curve through points as a filter applies it, of a parameter that has et_param.curve: `samples` values, 2 or
 * more, for x from the parameter's `min` to its `max` evenly. Returns 0, or ET_ERROR_ARGUMENT: the parameter
 * is no curve, or cannot be set to these numbers.
 */
int et_filter_curve(const struct et_filter *filter, size_t index, const double *numbers,
                    size_t count, double *values, size_t samples);

/* Creates an empty chain, which leaves frames as they are. Returns 0 or ET_ERROR_MEMORY. */
int et_chain_create(struct et_engine *engine, struct et_chain **out);

/* Destroys a chain. Takes NULL. */
void et_chain_destroy(struct et_chain **chain);

/*
 * Appends a filter. `values` holds one number per parameter of its table, in the table's order
 * (a CHOICE as its index; for a LIST, which gets the numbers that it has at first, any). Returns 0,
 * ET_ERROR_ARGUMENT with a message that names value, parameter and range, or ET_ERROR_MEMORY.
 */
int et_chain_add(struct et_chain *chain, const struct et_filter *filter, const double *values,
                 size_t count);

/*
 * Lets colour programs of the chain (neighbouring filters of single pixels, in one pass) run as one table of
 * 33^3 colours each, for previews while playing, or ends that: not exact, but 95 in 100 colours whose R'G'B'
 * is within 0 to 1 come out at most 4 codes of 8 bits off, and none more than 32 (core/program/fast.h). A
 * program becomes one where that is faster, even if each frame has other parameters, and where a trial
 * keeps the bound; et_chain_plan() says which. Drops the plan, as adding a filter does.
 */
void et_chain_set_fast(struct et_chain *chain, bool fast);

/*
 * The functions below are about the filter that was added last. They copy what they are given, and
 * return 0, ET_ERROR_ARGUMENT, ET_ERROR_MEMORY, or ET_ERROR_STATE while the chain is empty. Whether
 * filter and setting fit together is said by the job: its first step may fail with ET_ERROR_ARGUMENT.
 */

/* Sets a LIST, parameter `param` of the table. */
int et_chain_set_list(struct et_chain *chain, size_t param, const double *values, size_t count);

/* Sets a TEXT to `size` bytes. Returns what the parameter's parse() returns, too. */
int et_chain_set_text(struct et_chain *chain, size_t param, const char *text, size_t size);

/* How a value goes on to that of the next keyframe; that of a list number by number. */
enum et_ease {
    ET_EASE_HOLD,   /* stays until then; the only one for a CHOICE */
    ET_EASE_LINEAR, /* at an even pace */
    ET_EASE_BEZIER, /* CSS's cubic-bezier(x1, y1, x2, y2), x1 and x2 in 0 to 1 */
};

struct et_key {
    double time_s; /* of the clip */
    double value;
    enum et_ease ease;
    double bezier[4]; /* x1, y1, x2, y2 */
};

/*
 * Lets a parameter follow `count` keyframes in the order of their times; before the first and after
 * the last it has their values. Values are cut to the range, and rounded for an INT. Parameters that
 * are marked fixed take none.
 */
int et_chain_set_keys(struct et_chain *chain, size_t param, const struct et_key *keys,
                      size_t count);

/*
 * The same for a LIST, of which `values` holds `length` numbers for each keyframe, those of one behind
 * those of the other; `value` of the keyframes counts for nothing.
 */
int et_chain_set_list_keys(struct et_chain *chain, size_t param, const struct et_key *keys,
                           size_t count, const double *values, size_t length);

/* A rectangle in pixels of the filter's input, 16384 at most; parts outside the image count for nothing. */
struct et_region {
    int x, y, width, height;
    int feather; /* pixels inside the rectangle over which the filter's effect rises to its whole */
};

/*
 * Limits a filter to a region: outside it the input shows unchanged. Only for filters whose output has
 * the shape of their input. An analysis sees the region alone, whose edges go outward to whole chroma
 * samples there, without a feather; a region outside the picture is an ET_ERROR_ARGUMENT of its job.
 */
int et_chain_set_region(struct et_chain *chain, const struct et_region *region);

/* The numbers of a region, in the order of struct et_region. */
enum et_region_number {
    ET_REGION_X,
    ET_REGION_Y,
    ET_REGION_WIDTH,
    ET_REGION_HEIGHT,
    ET_REGION_FEATHER,
    ET_REGION_NUMBERS
};

/*
 * Lets a number of the region, which was set before, follow keyframes as a parameter does: cut to its
 * range and rounded. A region that is set later has none. Also ET_ERROR_STATE where there is no region.
 * An analysis whose region leaves the picture at a keyframe is an ET_ERROR_ARGUMENT at the begin of its
 * job; between keyframes, when that frame comes.
 */
int et_chain_set_region_keys(struct et_chain *chain, enum et_region_number number,
                             const struct et_key *keys, size_t count);

/*
 * Limits a filter to the frames with from_s <= time < to_s, both rounded to ticks; -INFINITY and
 * INFINITY leave an end open. Other frames pass as they are. Only for filters whose output has the
 * shape of their input, and as many frames.
 */
int et_chain_set_enable(struct et_chain *chain, double from_s, double to_s);

/*
 * Where a second input comes from. `frame` gives the frame shown at `pts` (in `time_base`) of the
 * frame that is filtered, a new reference, and returns
 *   ET_FRAME with it in *out, ET_MORE: call again with the same time, ET_DONE: nothing is shown,
 *   so that the first input passes as it is, or a negative ET_ERROR_*.
 */
struct et_input {
    void *opaque;
    struct et_image_info info; /* the shape that most of its frames have */
    bool can_be_nothing;       /* `frame` may return ET_DONE */
    bool is_timed;             /* not the same at all times */
    struct et_chain *chain;    /* its own, for et_chain_plan(); NULL: none */
    int (*frame)(void *opaque, int64_t pts, struct et_rational time_base, struct et_frame **out);
    void (*close)(void *opaque); /* when the chain does not need it any more */
};

/* Sets the second input. Takes it over, also on failure. */
int et_chain_set_input(struct et_chain *chain, const struct et_input *input);

/*
 * Second inputs may have a chain of their own, `inner` (NULL: none): what it makes is what the filter gets. It
 * is taken over, also on failure, and planned at once, so that ET_ERROR_UNSUPPORTED and what et_chain_plan()
 * else fails with may come here. It has no analyses, and chains of second inputs lie 4 deep at most.
 */

/*
 * Sets one frame, of which it takes a reference, as the second input at all times. Its chain, where that depends on
 * time, sees it at the time of the frame that is filtered.
 */
int et_chain_set_still(struct et_chain *chain, struct et_frame *frame, struct et_chain *inner);

/* What a second input shows before a clip's first frame and after its last. */
enum et_clip_ends { ET_CLIP_ENDS_HOLD, ET_CLIP_ENDS_NOTHING };

/*
 * Sets a clip as the second input: its frame at the same time plus `offset_s`, from a decoder of its
 * own, decoded in the steps of the job: that which et_job_frame_at() gives with the chain `inner`, whose times are
 * those of this clip. The clip counts one job more until the chain is destroyed.
 */
int et_chain_set_clip(struct et_chain *chain, struct et_clip *clip, double offset_s,
                      enum et_clip_ends ends, struct et_chain *inner);

/*
 * Frames that the chain makes of each: 1, or the product of its filters' outputs_per_input. The
 * time base of the frames that leave it is that of its input, divided by this.
 */
int et_chain_outputs(const struct et_chain *chain);

/*
 * Plans the chain for input of shape `in` and writes the plan as JSON, which the caller frees with
 * et_text_free(): { input, output: shapes, outputs, framesBefore, framesAfter, groups: [{ stages: [index],
 * bandRows, strips, tiles, bandBytes: [of each window] }], stages: [{ entry, filter,
 * fused: [{ entry, filter }], fastTable, operations: [name], input, output, order: "any" | "topDown" | "wholeFrame", bands, outputs, framesBefore, framesAfter,
 * inputs, second (the plan of the second input's own chain) | null, keyframes: [key, or "region.x" and so on], region (at first): null | { x, y, width, height, feather }, enable: null | { from, to }
 * (null: open), bytesRead, bytesWritten }], bytesRead, bytesWritten: sums, removed: [{ entry, filter }] }, where
 * a shape is { format, width, height }, `entry` is the place in the chain, a group is of stages that work band by
 * band with no frame between them, bytes are those of whole frames that are read and written for one of the input,
 * and what was removed is neutral. A stage that is a colour program lists the entries fused in it, the
 * first of which is its `entry`, and what is left of their steps for each pixel: "affine", "curves",
 * "table", "points". `fastTable` is 33 where it runs as a table of so many colours along a side, see
 * et_chain_set_fast(), whose steps are those then; else 0. Returns 0 or what a job would fail with.
 */
int et_chain_plan(struct et_chain *chain, const struct et_image_info *in, char **json);

/* Frees a text and nulls the caller's pointer. Takes NULL. */
void et_text_free(char **text);

#endif
