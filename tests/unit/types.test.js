// SPDX-License-Identifier: MIT
/** What TypeScript sees of the package: every name that a caller has to write, and no class that is not theirs to make. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './media.js';
import { temporaryFolder } from './temporary.js';

const names = ['AudioInfo', 'Capabilities', 'Chain', 'ColorSpace', 'DecoderChoice', 'Ease', 'EngineOptions', 'EntrySettings', 'ErrorCode', 'ExportOptions', 'ExportResult',
  'FilterDescriptor', 'FilterEntry', 'FrameFacts', 'FrameOptions', 'FrameResults', 'FrameSource', 'FrameStream', 'Light', 'Moment', 'OpenOptions', 'Output', 'ParamDescriptor', 'Plan', 'Plane', 'PlaneLayout',
  'PlannedGroup', 'PlannedStage', 'PlayCounts', 'PositionedWrite', 'Preview', 'Progress', 'RangeOptions', 'RawPicture', 'ReadableSource', 'Region', 'Rendered', 'SampleOptions', 'Samples',
  'SecondInput', 'Shape', 'Shown', 'SizeOptions', 'Source', 'Thumbnail', 'ThumbnailOptions', 'VideoEncoding', 'VideoInfo', 'ViewOptions', 'WritableSink'];

it('the declarations', () => {
  const file = join(temporaryFolder('types'), 'use.ts');
  writeFileSync(file, `
    import { Clip, Etalon, EtalonError, Frame, View, filters, formats } from '${root}/web/dist/index.js';
    import type { Keyframes, ${names.join(', ')} } from '${root}/web/dist/index.js';
    ${['Clip', 'Etalon', 'Frame', 'View'].map((name) => `// @ts-expect-error it is made by Etalon\n    new ${name}();`).join('\n    ')}

    export async function use(file: File, canvas: HTMLCanvasElement): Promise<EtalonError | undefined> {
      const options: ViewOptions = { preview: 'exact', decoder: 'wasm' };
      const contrast: Keyframes<number> = [{ time: 0, value: 1, ease: 'hold' }, { time: 1, value: 2 }];
      const chain: Chain = [{ filter: 'adjust', contrast }];
      const etalon: Etalon = await Etalon.create({ threads: 2 });
      const clip: Clip = await etalon.open(file);
      const view: View = etalon.view(canvas, { clip, chain, ...options });
      const shown: Shown | null = await view.show(1);
      view.onShown = ({ results }) => results.histogram?.luma.indexOf(1);
      for await (const frame of clip.frames({ chain })) frame.close();
      // @ts-expect-error there is no such filter
      await clip.plan([{ filter: 'nonsense' }]);
      // @ts-expect-error nor such a parameter
      await clip.plan([{ filter: 'adjust', contrst: 1 }]);
      // @ts-expect-error nor such a kernel
      await clip.plan([{ filter: 'scale', kernel: 'nearest' }]);
      // @ts-expect-error what decides on the size takes no keyframes
      await clip.plan([{ filter: 'scale', width: [{ time: 0, value: 640 }] }]);
      const region: Region = { x: [{ time: 0, value: 8 }, { time: 2, value: 300, ease: 'hold' }], y: 10, width: 40, height: 20 };
      await clip.plan([{ filter: 'curves', red: [{ time: 0, value: [0, 0, 1, 1] }, { time: 1, value: [0, 0.1, 1, 0.9] }], master: [0, 0, 1, 1], region }]);
      // @ts-expect-error a number is no list
      await clip.plan([{ filter: 'temporal_blend', weights: [{ time: 0, value: 1 }] }]);
      // @ts-expect-error a second input is missing
      await clip.plan([{ filter: 'crossfade' }]);
      await clip.plan([{ filter: 'crossfade', input: { clip, offset: 1 } }, { filter: 'overlay', input: new ImageData(1, 1), blend: 'screen' }]);
      const video: VideoFrame = await etalon.apply(await Frame.from(new ImageData(2, 2), { etalon, timestamp: 1 }), { chain, output: 'VideoFrame' });
      const frame: Frame = await etalon.apply(await Frame.from(video, { etalon }));
      const cameras: ReadableStream<VideoFrame> = new ReadableStream<VideoFrame>().pipeThrough(etalon.transform({ chain }));
      const frames: ReadableStream<Frame> = cameras.pipeThrough(etalon.transform({ output: 'Frame' }));
      const stream: TransformStream<VideoFrame, VideoFrame> = etalon.transform();
      // @ts-expect-error a frame is held by an engine
      await Frame.from(video);
      // @ts-expect-error no such output
      etalon.transform({ output: 'Image' });
      await Promise.all([frames.cancel(), stream.readable.cancel(), frame.render({ width: 2 })]);
      return shown ? new EtalonError('STATE', filters[0].name + Object.keys(formats)[0]) : undefined;
    }
    export type All = [${names.join(', ')}];
  `);
  compile(file);
});

it('README\'s lines, where each chain and its keyframes say what they are', () => {
  const blocks = Array.from(readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g), ([, code]) => code);
  const [use, ...others] = blocks.filter((code) => !code.includes('@playwright/test') && !code.includes("querySelector('canvas')"));
  expect(others.length).toBeGreaterThan(5);
  const file = join(temporaryFolder('types'), 'readme.ts');
  const typed = [use.replace("from 'etalon'", `from '${root}/web/dist/index.js'`), ...others].map((code) => code.replace(/const (chain|blurred) =/, 'const $1: Chain =').replace('const x =', 'const x: Keyframes<number> =')).join('\n');
  writeFileSync(file, `
    import { Frame, type Chain, type Keyframes } from '${root}/web/dist/index.js';
    declare const camera: ReadableStream<VideoFrame>, bytes: Uint8Array;
    declare const canvas: HTMLCanvasElement, slider: HTMLInputElement, button: HTMLButtonElement;
    declare function draw(counts: Uint32Array | undefined): void;
    declare function meter(left: Float32Array, right: Float32Array): void;
    ${typed}
  `);
  compile(file);
});

/** Fails with what the compiler says. */
function compile(file) {
  // What a project asks of its own target is enough: whatever else the declarations need, they name.
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'ES2022,DOM', '--types', '', file];
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), options, { encoding: 'utf8' });
  } catch (error) {
    throw new Error(error.stdout, { cause: error });
  }
}
