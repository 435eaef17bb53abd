// SPDX-License-Identifier: MIT
/** False in a package that was built without the threads build; replaced by web/vite.config.js. */
declare const __ETALON_THREADS__: boolean | undefined;

/** True in a package of a debug build; replaced by web/vite.config.js. */
declare const __ETALON_DEBUG__: boolean | undefined;

/** The version in package.json; replaced by web/vite.config.js. */
declare const __ETALON_VERSION__: string;

/** Emscripten's glue, without its own idea of where files are; web/vite.config.js finds it. */
declare module 'etalon-glue/*' {
  const glue: (module: Record<string, any>) => Promise<Record<string, any>>;
  export default glue;
}

/** What an audio worklet has; the DOM's library leaves it out. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, type: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;
declare const currentTime: number;
