// SPDX-License-Identifier: MIT
/**
 * The engine's worker, in a page and in Node.js: takes requests, answers each once. The engine's threads
 * and its IO worker run this file too, under other names.
 */
import createSingle from 'etalon-glue/single';
import createThreads from 'etalon-glue/threads';
import { Control } from '../control.js';
import { EtalonError, packError } from '../error.js';
import { Clips } from './clips.js';
import { runExport } from './exports.js';
import { IoWorker, serveRanges } from './io.js';
import { Jobs } from './jobs.js';
import { loadEngine } from './load.js';
import { outsideHandlers } from './outside.js';
import { memoryOf, packFrame, packSamples, paintAndClose, paintFrame } from './pictures.js';
import { Playbacks, playHandlers } from './playback.js';
import { announce, openPort, role } from './port.js';
import { Pulse } from './pulse.js';
import { Readers } from './readers.js';
import { Scheduler } from './scheduler.js';
import { Sinks } from './sinks.js';
import { Sounds } from './sound.js';
import { Stops } from './stops.js';
/** @import { PackedError } from '../error.js' */
/** @import { Notice, PackedFrame, Request, Requests } from '../protocol.js' */
/** @import { Port } from './port.js' */
/** @import { PageLine } from './queue_sink.js' */

/** @typedef {Awaited<ReturnType<typeof start>>} Parts */
/** What a request has beside its arguments. @typedef {{ id: number, signal: AbortSignal, transfer: Transferable[] }} Context */
/** A write that waits for the page's answer. @typedef {{ resolve: () => void, reject: (error: unknown) => void }} Write */

/** @type {Port} */
let port;
/** @type {Parts | undefined} */
let parts;
/** Where each request is named, once the engine starts. @type {Stops | undefined} */
let named;
/** @type {Map<number, AbortController>} */
const running = new Map();
/** @type {Map<number, Write>} */
const writes = new Map();

/** @param {Requests['create']['args']} args */
async function start(args) {
  const { post } = port;
  const control = args.control && new Control(args.control);
  const pulse = new Pulse(control, post);
  const shared = control && { control, io: new IoWorker(args.scriptURL, control.buffer, args.io) };
  const stops = (named = new Stops(control));
  const readers = new Readers({ timeoutMs: args.readTimeout * 1000, pulse, stops, post, shared });
  const sinks = new Sinks(pulse);
  const engine = await loadEngine(
    args.build === 'threads' ? createThreads : createSingle,
    args,
    (heap) => ({
      read: (reader, position, pointer, size) => readers.read(reader, position, heap(), pointer, size),
      write: (sink, position, pointer, size) => sinks.write(sink, position, heap(), pointer, size),
      pending: (sink) => sinks.pending(sink),
      interrupt: (reader) => Number(readers.interrupt(reader)),
      readBack: (sink, position, pointer, size) => sinks.readBack(sink, position, heap(), pointer, size),
    }),
    (error) => void sinks.abortAll(error).then(() => port.post({ event: 'crashed', error: packError(error) })),
    () => port.post({ event: 'threads' }),
    pulse,
  );
  const scheduler = new Scheduler(undefined, (signal) => stops.enter(signal));
  const clips = new Clips(engine, readers);
  const common = { engine, scheduler, clips, stops, jobs: new Jobs(engine, scheduler, clips) };
  return { ...common, sinks, plays: new Playbacks(common), sounds: new Sounds(common), threads: args.threads };
}

/** @returns {Parts} */
function ready() {
  if (!parts) throw new EtalonError('STATE', 'the engine is not started');
  return parts;
}

/** @param {PackedFrame} packed @param {Context} context */
function send(packed, { transfer }) {
  if (packed.buffer instanceof ArrayBuffer) transfer.push(packed.buffer);
  return packed;
}

/** @type {{ [K in keyof Requests]: (args: Requests[K]['args'], context: Context) => Requests[K]['result'] | Promise<Requests[K]['result']> }} */
const handlers = {
  async create(args) {
    parts = await start(args);
    return { describe: parts.engine.json('describe') };
  },

  open: (args, { signal }) => ready().clips.open(args, signal),
  'close-clip': ({ clip }) => ready().clips.close(clip),

  'frame-at': (args, context) =>
    ready().jobs.frameAt(args, context.signal, (frame) => send(packFrame(ready().engine, frame), context)),

  async render(args, { signal, transfer }) {
    const { engine, jobs } = ready();
    const picture = await jobs.frameAt(args, signal, (frame) => paintAndClose(engine, frame, args));
    transfer.push(...memoryOf(picture));
    return picture;
  },

  'frame-render'({ frame, width, height }, { transfer }) {
    const picture = paintFrame(ready().engine, frame, width, height);
    transfer.push(...memoryOf(picture));
    return picture;
  },

  'frames-open': (args, { signal }) => ready().jobs.openStream(args, signal),

  async 'frames-next'({ job }, context) {
    const { engine, jobs } = ready();
    const packed = await jobs.nextOf(job, context.signal, (id) => packFrame(engine, engine.call('job_take_frame', id)));
    return packed && send(packed, context);
  },

  ...outsideHandlers(ready),

  'thumbnails-open': (args, { signal }) => ready().jobs.openThumbnails(args, signal),

  async 'thumbnails-next'({ job, ...size }, { signal, transfer }) {
    const { engine, jobs } = ready();
    const picture = await jobs.nextOf(job, signal, (id) => paintAndClose(engine, engine.call('job_take_frame', id), size));
    if (picture) transfer.push(...memoryOf(picture));
    return picture;
  },

  'frames-close': ({ job }) => ready().jobs.closeStream(job),

  'samples-open': (args, { signal }) => ready().jobs.openSamples(args, signal),

  async 'samples-next'({ job }, { signal, transfer }) {
    const { engine, jobs } = ready();
    const packed = await jobs.nextOf(job, signal, (id) => packSamples(engine, id));
    if (packed) transfer.push(packed.buffer);
    return packed;
  },

  'samples-close': ({ job }) => ready().jobs.closeStream(job),

  ...playHandlers(ready),

  async export(args, { id, signal, transfer }) {
    const result = await runExport(ready(), args, signal, pageLine(id), (progress) => port.post({ event: 'progress', id, progress }));
    if (result.output instanceof ArrayBuffer) transfer.push(result.output);
    return result;
  },

  curve(args, { transfer }) {
    const values = ready().engine.curve(args);
    transfer.push(values.buffer);
    return values;
  },

  plan: ({ chain, shape, fast }) => ready().engine.plan(chain, shape, fast),

  counters() {
    const counters = ready().engine.doubles('counters', undefined, 9);
    const [clips, jobs, chains, frames, framesAlive, buffers, threadsLeased, framesDecoded, heapBytes] = counters;
    return { clips, jobs, chains, frames, framesAlive, buffers, threadsLeased, framesDecoded, heapBytes };
  },

  async close(_, { id }) {
    for (const [other, controller] of running) {
      if (other !== id) controller.abort(new EtalonError('STATE', 'this Etalon was closed'));
    }
    await ready().jobs.closeAll();
    await ready().clips.closeAll();
    ready().engine.call('engine_destroy');
  },
};

/** Sends writes to the page's sink; it answers each. @param {number} id @returns {PageLine} */
function pageLine(id) {
  const ask = (/** @type {() => void} */ post) =>
    new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      writes.set(id, { resolve, reject });
      post();
    });
  return {
    write: (position, data) => ask(() => port.post({ event: 'write', id, position, data }, [data.buffer])),
    end: (error) => ask(() => port.post({ event: 'sink-end', id, error: error === undefined ? undefined : packError(error) })),
  };
}

/** @param {Request} request */
async function answer({ id, type, args }) {
  const controller = new AbortController();
  running.set(id, controller);
  named?.name(controller.signal, id);
  named?.enter(controller.signal);
  /** @type {Context} */
  const context = { id, signal: controller.signal, transfer: [] };
  try {
    const handler = /** @type {(args: any, context: Context) => any} */ (handlers[type]);
    const value = await handler(args, context);
    port.post({ reply: id, value }, context.transfer);
  } catch (error) {
    port.post({ reply: id, error: packError(error, 'STATE') });
  } finally {
    running.delete(id);
  }
}

/** @param {Notice} notice */
function take(notice) {
  if (notice.notice === 'abort') {
    running.get(notice.id)?.abort(new EtalonError('ABORTED', 'the caller stopped the work'));
  } else if (notice.notice === 'ping') {
    port.post({ event: 'pong' });
  } else if (notice.notice === 'frame-close') {
    closeFrame(notice.frame, notice.buffer);
  } else {
    const write = writes.get(notice.id);
    writes.delete(notice.id);
    if (notice.error) write?.reject(asError(notice.error));
    else write?.resolve();
  }
}

/** A frame of a crashed engine is gone already. @param {number} frame @param {ArrayBuffer} [buffer] */
function closeFrame(frame, buffer) {
  try {
    parts?.engine.call('frame_close', frame);
    if (buffer) parts?.engine.heap.recycle(buffer);
  } catch {
    // The page hears of a crash by itself.
  }
}

/** @param {PackedError} packed */
function asError({ message, causeName, causeText }) {
  const error = new Error(causeText ?? message);
  if (causeName) error.name = causeName;
  return error;
}

switch (role()) {
  case 'em-pthread':
    createThreads({});
    announce();
    break;
  case 'etalon-io':
    serveRanges((listener) => openPort().listen(listener));
    break;
  default:
    port = openPort();
    port.listen((message) => {
      if ('io' in message) serveRanges((listener) => (message.io.onmessage = ({ data }) => listener(data)));
      else if ('notice' in message) take(message);
      else void answer(message);
    });
}
