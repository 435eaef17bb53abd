// SPDX-License-Identifier: MIT
/** Ends the run of Vitest with the set of media that it used. */
import { clips, setName } from './media.js';

export function teardown() {
  console.log(`\nmedia: ${setName}, ${clips.length} clips`);
}
