// SPDX-License-Identifier: MIT
/** What TypeScript sees of the package: every name that a caller has to write, and no class that is not theirs to make. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { root } from './media.js';
import { temporaryFolder } from './temporary.js';

const names = ['AudioInfo', 'Capabilities', 'Chain', 'ColorSpace', 'Ease', 'EngineOptions', 'EntrySettings', 'ErrorCode', 'ExportOptions', 'ExportResult',
  'FilterDescriptor', 'FilterEntry', 'FrameOptions', 'FrameResults', 'Light', 'Moment', 'OpenOptions', 'Output', 'ParamDescriptor', 'Plan', 'Plane', 'PlaneLayout',
  'PlannedGroup', 'PlannedStage', 'PlayCounts', 'PositionedWrite', 'Progress', 'RangeOptions', 'ReadableSource', 'Rendered', 'SampleOptions', 'Samples',
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
      for await (const frame of clip.frames({ chain })) frame.close();
      // @ts-expect-error there is no such filter
      await clip.plan([{ filter: 'nonsense' }]);
      return shown ? new EtalonError('STATE', filters[0].name + Object.keys(formats)[0]) : undefined;
    }
    export type All = [${names.join(', ')}];
  `);
  const lib = 'ES2023,ESNext.Disposable,DOM,DOM.Iterable,DOM.AsyncIterable';
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', lib, '--types', '', file];
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), options, { encoding: 'utf8' });
  } catch (error) {
    throw new Error(error.stdout, { cause: error });
  }
});
