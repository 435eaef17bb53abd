// SPDX-License-Identifier: MIT
import { Control } from './control.js';
import { EtalonError, unpackError } from './error.js';
import { serveFeed } from './feed.js';
import { tell } from './listener.js';
import { answerSink } from './output.js';
import { span } from './span.js';
import { undoing } from './undo.js';
import { Watchdog } from './watchdog.js';
/** @import { Platform, WorkerHandle } from './platform/platform.js' */
/** @import { FromWorker, Notice, Requests } from './protocol.js' */
/** @import { PageSink } from './output.js' */
/** @import { Progress } from './types.js' */

/**
 * @typedef {object} RequestOptions
 * @property {AbortSignal} [signal]
 * @property {(progress: Progress) => void} [onProgress]
 * @property {PageSink} [sink] takes the writes of this request
 * @property {Transferable[]} [transfer] what goes over to the worker
 * @property {number} [generation] of the worker that gave the ids in the arguments
 */

/**
 * How the worker is started. `shared`: memory can be shared with it; `stepTimeout`: seconds that it may
 * compute without a sign of life; `threadsStart`: seconds for the threads of a loaded module to start.
 *
 * @typedef {Requests['create']['args'] & { workerURL: string | undefined, shared: boolean, stepTimeout: number, threadsStart: number }} Setup
 */

/** @typedef {{ type: keyof Requests, args: any, resolve: (value: any) => void, reject: (error: unknown) => void, options: RequestOptions, onAbort: () => void }} Pending */

/** Time for a crashed worker to close its sinks, milliseconds. */
const lastWordsMs = 1000;
const longestTimerMs = 2 ** 31 - 1;

/**
 * The page's side of the worker: requests and replies, aborts, and a new worker after a crash. Every
 * worker has a `generation`; ids of an older one answer STATE.
 */
export class Client {
  /** Grows when a worker ends. */
  generation = 1;
  /** @type {Platform} */
  #platform;
  #setup;
  #watchdog;
  /** What is shared with the running worker. @type {Control | undefined} */
  #control;
  /** Messages of the running worker so far. */
  #heard = 0;
  /** The worker said that it waits for bytes. */
  #outside = false;
  /** @type {WorkerHandle | undefined} */
  #worker;
  /** The IO worker's end of the line to the engine, until the first URL starts that worker. @type {MessagePort | undefined} */
  #ioPort;
  /** @type {WorkerHandle | undefined} */
  #io;
  /** @type {Promise<Requests['create']['result']> | undefined} */
  #started;
  #ready = false;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;
  /** Settles when close() is done. @type {Promise<void> | undefined} */
  #closing;
  /** True when a start ended because its threads did not start in time. */
  threadsBlocked = false;

  /**
   * @param {Platform} platform
   * @param {Setup} setup
   */
  constructor(platform, setup) {
    this.#platform = platform;
    this.#setup = setup;
    this.#watchdog = new Watchdog(setup.stepTimeout * 1000, {
      look: () => this.#signOfLife(),
      ping: () => this.#worker?.post({ notice: 'ping' }),
      onHang: () => this.#end(new EtalonError('CRASHED', `the engine computed for ${setup.stepTimeout} s without a sign of life`)),
    });
  }

  /** Seconds that one read may take. */
  get readTimeout() {
    return this.#setup.readTimeout;
  }

  /** True after close(). */
  get closed() {
    return this.#closing !== undefined;
  }

  /** True while a worker runs that takes requests. */
  get ready() {
    return this.#ready && !this.closed;
  }

  /** Starts the worker unless it runs; resolves when the engine is ready. */
  start() {
    if (this.closed) return Promise.reject(new EtalonError('STATE', 'this Etalon is closed: call Etalon.create() again'));
    if (!this.#started) {
      const started = this.#start();
      this.#started = started;
      // The next call tries again.
      started.catch(() => this.#started === started && (this.#started = undefined));
    }
    return this.#started;
  }

  async #start() {
    const { workerURL, shared, ...args } = this.#setup;
    const worker = this.#startWorker(workerURL);
    this.#worker = worker;
    this.#control = shared ? new Control() : undefined;
    this.#outside = false;
    worker.onMessage((message) => span(spanName(message), () => this.#receive(worker, message)));
    worker.onError((error) => {
      const text = this.#ready ? 'the engine crashed' : `the worker ${workerURL ?? 'worker.js'} did not start`;
      this.#crash(worker, new EtalonError(this.#ready ? 'CRASHED' : 'IO', text, { cause: error }));
    });
    this.#expectWorker(worker);
    try {
      const io = this.#openIo();
      const result = await this.#send('create', { ...args, control: this.#control?.buffer, io }, { transfer: io && [io] });
      this.#ready = true;
      return result;
    } catch (error) {
      this.#crash(worker, /** @type {EtalonError} */ (error));
      throw error;
    }
  }

  /** The engine's end of a line to an IO worker. */
  #openIo() {
    if (!this.#control || !this.#platform.startIo) return undefined;
    const { port1, port2 } = new MessageChannel();
    this.#ioPort = port1;
    return port2;
  }

  /**
   * Starts the IO worker of a page, unless it runs. The engine's thread could not: in Chromium a worker that it
   * started gets no answer of a server while that thread sleeps.
   */
  #startIo() {
    const port = this.#ioPort;
    const worker = this.#worker;
    if (!port || !worker) return;
    this.#ioPort = undefined;
    this.#io = this.#platform.startIo?.(this.#setup.workerURL, port, (cause) =>
      this.#crash(worker, new EtalonError('IO', 'the worker that fetches URLs did not start', { cause })));
  }

  /** @param {string | undefined} workerURL */
  #startWorker(workerURL) {
    try {
      return this.#platform.startWorker(workerURL);
    } catch (cause) {
      throw new EtalonError('IO', `the worker ${workerURL ?? 'worker.js'} did not start`, { cause });
    }
  }

  /**
   * Sends a request; resolves with its result. An abort rejects with the signal's reason once the
   * worker has closed the job.
   *
   * @template {keyof Requests} K
   * @param {K} type
   * @param {Requests[K]['args']} args
   * @param {RequestOptions} [options]
   * @returns {Promise<Requests[K]['result']>}
   */
  async request(type, args, options = {}) {
    const { signal, generation } = options;
    signal?.throwIfAborted();
    if (generation !== undefined && generation !== this.generation) {
      throw new EtalonError('STATE', 'the engine crashed or was closed: what it held before is gone');
    }
    // A running worker gets the message at once, in the order of the calls.
    if (!this.ready) await this.start();
    signal?.throwIfAborted();
    return this.#send(type, args, options);
  }

  /**
   * Sends a notice to the worker of a generation, if it is still there.
   *
   * @param {Notice} notice
   * @param {number} generation
   * @param {Transferable[]} [transfer]
   */
  notify(notice, generation, transfer) {
    if (this.#worker && generation === this.generation) this.#worker.post(notice, transfer);
  }

  /** Ends the engine and its worker; pending requests reject with STATE. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    const running = this.#started;
    if (running && this.#worker) await running.then(() => this.#send('close', {}, {})).catch(() => {});
    this.#end(new EtalonError('STATE', 'this Etalon was closed'));
  }

  /**
   * @template {keyof Requests} K
   * @param {K} type
   * @param {Requests[K]['args']} args
   * @param {RequestOptions} options
   * @returns {Promise<Requests[K]['result']>}
   */
  #send(type, args, options) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new EtalonError('CRASHED', 'the engine crashed'));
    const id = ++this.#lastId;
    const control = this.#control;
    this.#stopReads(type, args);
    if (/** @type {any} */ (args).source?.kind === 'url') this.#startIo();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        worker.post({ notice: 'abort', id });
        control?.stopRequest(id);
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, { type, args, resolve, reject, options, onAbort });
      worker.keepAlive(true);
      if (this.#ready) this.#watchdog.watch(true);
      try {
        span(`post ${type}`, () => worker.post({ id, type, args }, options.transfer));
      } catch (error) {
        this.#settle(id);
        reject(new EtalonError('ARGUMENT', `${type}: a value cannot be handed to a worker`, { cause: error }));
      }
    });
  }

  /** What ends something ends its reads at once: their thread hears no message before. @param {keyof Requests} type @param {any} args */
  #stopReads(type, args) {
    const control = this.#control;
    if (type === 'close') control?.stopAll();
    if (type === 'close-clip') control?.stopClip(args.clip);
    // A sound has the id of the request that opened it.
    if (type === 'sound-close') control?.stopRequest(args.id);
    if (type !== 'frames-close') return;
    for (const [id, pending] of this.#pending) {
      if (/^(frames|thumbnails)-next$/.test(pending.type) && pending.args.job === args.job) control?.stopRequest(id);
    }
  }

  /** For the watchdog: changes while the worker lives, NaN while it waits for bytes. */
  #signOfLife() {
    if (this.#control) return this.#control.outside ? NaN : this.#heard + this.#control.beat;
    return this.#outside ? NaN : this.#heard;
  }

  /** Forgets a request. @param {number} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    pending.options.signal?.removeEventListener('abort', pending.onAbort);
    if (!this.#pending.size) {
      this.#worker?.keepAlive(false);
      this.#watchdog.watch(false);
    }
    return pending;
  }

  /** @param {WorkerHandle} worker @param {FromWorker} message */
  #receive(worker, message) {
    if (worker !== this.#worker) return;
    this.#heard++;
    if ('reply' in message && message.error?.code === 'CRASHED') {
      // The worker says so of itself once its sinks are closed, and all that is pending is rejected then.
      const error = unpackError(message.error);
      setTimeout(() => this.#crash(worker, error), lastWordsMs);
    } else if ('reply' in message) {
      const pending = this.#settle(message.reply);
      const signal = pending?.options.signal;
      if (!message.error && signal?.aborted && pending?.type !== 'export') {
        void this.#giveBack(worker, pending?.type, message.value).then(() => pending?.reject(signal.reason));
      } else if (!message.error) pending?.resolve(message.value);
      else if (message.error.code === 'ABORTED' && signal?.aborted) pending?.reject(signal.reason);
      else pending?.reject(unpackError(message.error));
    } else if (message.event === 'threads') {
      this.#watchThreads(worker);
    } else if (message.event === 'read') {
      void serveFeed(message);
    } else if (message.event === 'outside') {
      this.#outside = message.on;
    } else if (message.event === 'crashed') {
      this.#crash(worker, unpackError(message.error));
    } else if (message.event !== 'pong') {
      const options = this.#pending.get(message.id)?.options;
      if (message.event === 'progress') tell(options?.onProgress, message.progress);
      else void answerSink(options?.sink, message).then((answer) => worker === this.#worker && worker.post(answer));
    }
  }

  /** Gives back what an answer holds that nobody wants any more. @param {WorkerHandle} worker @param {keyof Requests | undefined} type @param {any} value */
  async #giveBack(worker, type, value) {
    if (value?.frame) worker.post({ notice: 'frame-close', frame: value.frame });
    const undo = type && undoing(type, value);
    if (undo) await this.#send(undo.type, /** @type {any} */ (undo.args), {}).catch(() => {});
  }

  /** A file that is no worker of this package never says anything. @param {WorkerHandle} worker */
  #expectWorker(worker) {
    const { workerURL, readTimeout } = this.#setup;
    const heard = this.#heard;
    worker.post({ notice: 'ping' });
    const timer = setTimeout(() => {
      if (this.#heard !== heard) return;
      this.#crash(worker, new EtalonError('IO', `the worker ${workerURL ?? 'worker.js'} said nothing for ${readTimeout} s (readTimeout): is it worker.js of this package?`));
    }, Math.min(readTimeout * 1000, longestTimerMs));
    /** @type {any} */ (timer).unref?.();
  }

  /**
   * Gives threads a time to start in: a Firefox that a test drives can block for ever in `new Worker`.
   *
   * @param {WorkerHandle} worker
   */
  #watchThreads(worker) {
    const { threadsStart } = this.#setup;
    setTimeout(() => {
      if (this.#ready || worker !== this.#worker) return;
      this.threadsBlocked = true;
      this.#crash(worker, new EtalonError('STATE', `the threads did not start within ${threadsStart} s`));
    }, threadsStart * 1000);
  }

  /** @param {WorkerHandle} worker @param {EtalonError} error */
  #crash(worker, error) {
    if (worker === this.#worker) this.#end(error);
  }

  /** Ends the worker and rejects what is pending. @param {EtalonError} error */
  #end(error) {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#io?.terminate();
    this.#io = undefined;
    this.#ioPort?.close();
    this.#ioPort = undefined;
    this.#started = undefined;
    this.#ready = false;
    this.#watchdog.watch(false);
    this.generation++;
    for (const [id, { options }] of [...this.#pending]) {
      options.sink?.abort(error);
      this.#settle(id)?.reject(error);
    }
  }
}

/** @param {FromWorker} message */
const spanName = (message) => ('reply' in message ? 'reply' : message.event);
