// SPDX-License-Identifier: MIT
/** Frames that the page brings along, single ones and streams of them, and the VideoFrames that they become. */
import { packings } from '../generated/formats.js';
import { videoFrameOf } from '../video_frame.js';
import { factsOf, packFrame } from './pictures.js';
import { copyInto, placeOf } from './planes.js';
/** @import { PackedSource } from '../frame_source.js' */
/** @import { PackedFrame, PackedVideo, Requests } from '../protocol.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Plane } from './planes.js' */
/** @import { Context } from './worker.js' */

/** @typedef {{ engine: Engine, jobs: Jobs }} Parts */

/**
 * Makes a frame of what the page brought. The caller closes both.
 *
 * @param {Parts} parts
 * @param {PackedSource} source
 * @param {AbortSignal} signal
 * @param {number} [job] whose memory it takes; 0: its own
 * @returns {Promise<number>}
 */
async function makeFrame({ engine, jobs }, source, signal, job = 0) {
  const frame = engine.withDoubles('frame_make', [job], source.facts);
  try {
    await fill(engine, frame, source);
    if (!source.upright) return frame;
    const turned = await jobs.apply(frame, source.upright, signal, (id) => id);
    engine.call('frame_close', frame);
    return turned;
  } catch (error) {
    engine.call('frame_close', frame);
    throw error;
  }
}

/** @param {Engine} engine @param {number} frame @param {PackedSource} source */
async function fill(engine, frame, { packing, planes, video }) {
  const place = placeOf(engine, frame);
  const copy = async (/** @type {Plane[]} */ targets) => {
    if (video) await copyInto(engine, targets, video);
    else targets.forEach((target, index) => engine.heap.writeRows(target, /** @type {any} */ (planes)[index]));
  };
  if (packing < 0) {
    await copy(place.planes);
    engine.call('frame_check_samples', frame);
    return;
  }
  // Samples that lie in turn go aside, and the engine takes them apart.
  const pairs = packings[packing].name === 'NV12';
  const [luma, chroma] = place.planes;
  const width = pairs ? 2 * chroma.width : 4 * luma.width;
  const rows = pairs ? chroma.rows : luma.rows;
  const aside = { offset: engine.pointer('malloc', width * rows), stride: width, width, rows };
  try {
    await copy(pairs ? [luma, aside] : [aside]);
    engine.call('frame_unpack', frame, packing, aside.offset, width * rows);
  } finally {
    engine.call('free', aside.offset);
  }
}

/** Gives a stream's job the next frame. @param {Parts} parts @param {number} job @param {PackedSource | { frame: number }} source @param {AbortSignal} signal */
async function give(parts, job, source, signal) {
  const { engine } = parts;
  if ('frame' in source) {
    engine.call('job_stream_push', job, source.frame);
    return;
  }
  const frame = await makeFrame(parts, source, signal, job);
  try {
    engine.call('job_stream_push', job, frame);
  } finally {
    engine.call('frame_close', frame);
  }
}

/**
 * A frame for the page: as such, or as a VideoFrame, upon which it is closed.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @param {boolean} video
 * @param {Context} context
 * @returns {PackedFrame | PackedVideo}
 */
function handOut(engine, frame, video, { transfer }) {
  if (!video) {
    const packed = packFrame(engine, frame);
    if (packed.buffer instanceof ArrayBuffer) transfer.push(packed.buffer);
    return packed;
  }
  try {
    const made = videoOf(engine, frame);
    transfer.push(made);
    return { video: made };
  } finally {
    engine.call('frame_close', frame);
  }
}

/** @param {Engine} engine @param {number} frame */
function videoOf(engine, frame) {
  const facts = factsOf(engine, frame);
  const { format, width, height } = facts;
  if (format !== 'GBR8' && format !== 'GBRA8') return videoFrameOf(facts);
  engine.call('frame_pack', frame);
  const plane = { offset: engine.pointer('rendered'), stride: 4 * width, width: 4 * width, rows: height };
  return videoFrameOf({ ...facts, format: format === 'GBRA8' ? 'RGBA' : 'RGBX', planes: [plane], buffer: engine.heap.buffer });
}

/** What the page asks of frames that it brings along. @typedef {'frame-from' | 'apply' | Extract<keyof Requests, `transform-${string}`>} OutsideRequest */

/** @typedef {{ [K in OutsideRequest]: (args: Requests[K]['args'], context: Context) => Requests[K]['result'] | Promise<Requests[K]['result']> }} OutsideHandlers */

/**
 * What the worker answers for them.
 *
 * @param {() => Parts} ready
 * @returns {OutsideHandlers}
 */
export const outsideHandlers = (ready) => ({
  async 'frame-from'({ source }, context) {
    const { engine } = ready();
    try {
      return /** @type {PackedFrame} */ (handOut(engine, await makeFrame(ready(), source, context.signal), false, context));
    } finally {
      source.video?.close();
    }
  },

  apply({ frame, chain, video }, context) {
    const { engine, jobs } = ready();
    return jobs.apply(frame, chain, context.signal, (made) => handOut(engine, made, video, context));
  },

  'transform-open': ({ chain }, { signal }) => ready().jobs.openTransform(chain, signal),

  async 'transform-next'({ job, source, finish = false, video }, context) {
    const { engine, jobs } = ready();
    try {
      if (source) await jobs.push(job, context.signal, (id, either) => give(ready(), id, source, either));
      if (finish) await jobs.push(job, context.signal, async (id) => void engine.call('job_stream_finish', id));
      return await jobs.nextOf(job, context.signal, (id) => handOut(engine, engine.call('job_take_frame', id), video, context));
    } finally {
      if (source && 'video' in source) source.video?.close();
    }
  },

  'transform-close': ({ job }) => ready().jobs.closeStream(job),
});
