// SPDX-License-Identifier: MIT
import { secondClips } from './jobs.js';
import { priorities } from './scheduler.js';
import { explainSink } from './sinks.js';
/** @import { PackedExport, PackedResult } from '../protocol.js' */
/** @import { Progress } from '../types.js' */
/** @import { Clips } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Scheduler } from './scheduler.js' */
/** @import { PageLine } from './queue_sink.js' */
/** @import { Sinks } from './sinks.js' */

const reportEveryMs = 100;

/**
 * Runs an export to its end; what was written is taken back when it fails.
 *
 * @param {{ engine: Engine, scheduler: Scheduler, clips: Clips, jobs: Jobs, sinks: Sinks, threads: number }} worker
 * @param {PackedExport} args
 * @param {AbortSignal} signal
 * @param {PageLine} page
 * @param {(progress: Progress) => void} report
 * @returns {Promise<PackedResult>}
 */
export async function runExport({ engine, scheduler, clips, jobs, sinks, threads }, args, signal, page, report) {
  return clips.use(args.clip, [signal], async (clip, either) => {
    const { id, sink } = await sinks.open(args.sink, page);
    try {
      either.throwIfAborted();
      const options = [args.from, args.to, args.rateControl, args.quantizer, args.bitrate, args.keyInterval,
        Number(args.copyAudio), Number(args.strict), Number(sink.appendOnly), threads, Number(sink.readBack !== undefined)];
      const job = engine.withDoubles('job_export', [clip.id, engine.chain(args.chain), id], options);
      /** @type {Float64Array} */
      let status;
      try {
        const progress = reporter(() => engine.doubles('job_status', job, 12), report);
        progress(true);
        await scheduler.run({
          priority: priorities.BULK,
          step: () => jobs.step(job),
          drain: () => sink.drain(),
          onTurn: () => progress(false),
        }, either);
        clips.checkReads(either);
        status = progress(true);
      } finally {
        jobs.close(job);
      }
      const output = await unlessAborted(sink.finish(), either);
      return {
        frames: status[1],
        damaged: status[2],
        bytes: status[3],
        audioPackets: status[4],
        width: status[5],
        height: status[6],
        conversions: status[7],
        fragmented: status[8] === 1,
        faststart: status[9] === 1,
        output,
      };
    } catch (error) {
      const explained = explainSink(sink, error);
      await sink.abort(explained);
      throw explained;
    } finally {
      sinks.close(id);
    }
  }, secondClips(args.chain));
}

/** What is written last may stall for ever. @template T @param {Promise<T>} promise @param {AbortSignal} signal @returns {Promise<T>} */
function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject);
  });
}

/** @param {() => Float64Array} read @param {(progress: Progress) => void} report */
function reporter(read, report) {
  const start = performance.now();
  let last = -Infinity;
  return (/** @type {boolean} */ always) => {
    const now = performance.now();
    if (!always && now - last < reportEveryMs) return new Float64Array();
    last = now;
    const status = read();
    const [progress, framesDone] = status;
    const seconds = (now - start) / 1000;
    const secondsLeft = progress > 0 ? (seconds / progress) * (1 - progress) : Infinity;
    report({ progress, framesDone, fps: seconds > 0 ? framesDone / seconds : 0, secondsLeft });
    return status;
  };
}
