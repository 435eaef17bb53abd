// SPDX-License-Identifier: MIT
/** Takes frames, RGBA pictures and sound out of the engine. */
import { filters } from '../generated/filters.js';
import { formatNames, sideMost } from '../generated/formats.js';
import { planesOf } from './planes.js';
/** @import { PackedDecoded, PackedFrame, PackedPicture, PackedResults, PackedSamples } from '../protocol.js' */
/** @import { Engine } from './engine.js' */

/**
 * The facts and planes of a frame, which stays the caller's to close. With threads the planes stay where
 * they are; else they are copied.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @returns {PackedFrame}
 */
export function packFrame(engine, frame) {
  const facts = factsOf(engine, frame);
  if (engine.heap.shared) return facts;
  let offset = 0;
  const planes = facts.planes.map(({ width, rows }) => {
    const plane = { offset, stride: width, width, rows };
    offset += width * rows;
    return plane;
  });
  return { ...facts, planes, buffer: engine.heap.copyPlanes(facts.planes) };
}

/**
 * The facts of a frame, and its planes in the engine's memory, where they are until it runs on.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @returns {PackedFrame}
 */
export function factsOf(engine, frame) {
  const info = engine.doubles('frame_info', frame, 40);
  return {
    frame,
    format: formatNames[info[0] - 1],
    width: info[1],
    height: info[2],
    pts: info[4],
    duration: info[5],
    timeBase: [info[6], info[7]],
    sampleAspect: [info[8], info[9]],
    key: info[10] === 1,
    interlaced: info[17] === 1,
    topFieldFirst: info[18] === 1,
    color: { matrix: info[11], primaries: info[12], transfer: info[13], fullRange: info[14], siting: info[15], guessed: info[16] },
    colorChanged: info[36] === 1,
    planes: planesOf(info),
    buffer: engine.heap.buffer,
    results: packResults(engine, frame),
  };
}

/**
 * What the analyses of the chain found, in its order: name of the filter, then its arrays by name.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @returns {PackedResults}
 */
function packResults(engine, frame) {
  /** @type {PackedResults} */
  const found = [];
  for (let index = 0; ; index++) {
    const info = engine.analysis(frame, index);
    if (!info) return found.reverse();
    const { name, results } = filters[info[0]];
    found.push([name, Object.fromEntries(results.map(({ key, type }, result) => {
      const bytes = engine.heap.copyOut(info[2 + 2 * result], info[3 + 2 * result] * (type === 'f64' ? 8 : 4));
      return [key, type === 'f64' ? new Float64Array(bytes.buffer) : new Uint32Array(bytes.buffer)];
    }))]);
  }
}

/**
 * Paints a frame; with one of width and height the other follows the aspect, with none the frame's own size.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @param {number} [width]
 * @param {number} [height]
 * @returns {PackedPicture}
 */
export function paintFrame(engine, frame, width, height) {
  const info = engine.doubles('frame_info', frame, 40);
  const [frameWidth, frameHeight, across, down] = [info[1], info[2], info[8], info[9]];
  const aspect = ((across > 0 && down > 0 ? across / down : 1) * frameWidth) / frameHeight;
  const whole = (/** @type {number} */ value) => Math.min(Math.max(Math.round(value), 1), sideMost);
  const tall = height ?? (width === undefined ? frameHeight : whole(width / aspect));
  const wide = width ?? whole(tall * aspect);
  engine.call('frame_render', frame, wide, tall);
  return {
    width: wide,
    height: tall,
    buffer: engine.heap.copyOut(engine.pointer('rendered'), wide * tall * 4).buffer,
    pts: info[4],
    duration: info[5],
    timeBase: [info[6], info[7]],
    frameWidth,
    frameHeight,
    sampleAspect: [across, down],
    conversions: info[19],
    colorChanged: info[36] === 1,
    results: packResults(engine, frame),
  };
}

/**
 * The memory of a picture and of its results, to be handed over with them.
 *
 * @param {PackedPicture} picture
 * @returns {ArrayBuffer[]}
 */
export function memoryOf({ buffer, results }) {
  return [buffer, ...results.flatMap(([, arrays]) => Object.values(arrays).map((array) => array.buffer))];
}

/**
 * The block of sound that waits in a job, one channel after another.
 *
 * @param {Engine} engine
 * @param {number} job
 * @returns {PackedSamples}
 */
export function packSamples(engine, job) {
  const [position, rate, channels, count, ...pointers] = engine.doubles('job_samples_block', job, 40);
  const planes = pointers.slice(0, channels).map((offset) => ({ offset, stride: 4 * count, width: 4 * count, rows: 1 }));
  return { position, rate, channels, buffer: engine.heap.copyPlanes(planes) };
}

/**
 * What a player needs to know of a frame, which stays the caller's to close.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @returns {Omit<PackedDecoded, 'decoder' | 'why'>}
 */
export function decodedOf(engine, frame) {
  const info = engine.doubles('frame_info', frame, 40);
  return { frame, pts: info[4], duration: info[5], timeBase: [info[6], info[7]], key: info[10] === 1 };
}

/**
 * Paints a frame and closes it, also on failure.
 *
 * @param {Engine} engine
 * @param {number} frame
 * @param {{ width?: number, height?: number }} size
 * @returns {PackedPicture}
 */
export function paintAndClose(engine, frame, { width, height }) {
  try {
    return paintFrame(engine, frame, width, height);
  } finally {
    engine.call('frame_close', frame);
  }
}
