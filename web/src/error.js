// SPDX-License-Identifier: MIT
/** @import { ErrorCode } from './generated/errors.js' */

/**
 * What every rejected call of Etalon carries, except an abort, which rejects with the signal's reason.
 * `code` is for programs, `message` names the thing, the value and what is allowed, `cause` is the
 * error underneath, where there was one.
 *
 * @example
 * try {
 *   await etalon.open(file);
 * } catch (error) {
 *   if (error instanceof EtalonError && error.code === 'DATA') show(error.message);
 * }
 */
export class EtalonError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'EtalonError';
    /** @type {ErrorCode} */
    this.code = code;
  }
}

/**
 * An error as it crosses between worker and page.
 * @typedef {{ code: ErrorCode, message: string, causeText?: string, causeName?: string, causeStack?: string }} PackedError
 */

/**
 * Packs any thrown value for the other side. What is not an `EtalonError` gets `code`.
 *
 * @param {unknown} error
 * @param {ErrorCode} [code] default IO
 * @returns {PackedError}
 * @example
 * port.postMessage({ id, error: packError(error) });
 */
export function packError(error, code = 'IO') {
  if (!(error instanceof EtalonError)) return { code, ...textOf(error) };
  const cause = error.cause === undefined ? undefined : textOf(error.cause);
  return { code: error.code, message: error.message, causeText: cause?.message, causeName: cause?.causeName, causeStack: cause?.causeStack };
}

/**
 * The error that the other side packed.
 *
 * @param {PackedError} packed
 * @returns {EtalonError}
 * @example
 * reject(unpackError(reply.error));
 */
export function unpackError({ code, message, causeText, causeName, causeStack }) {
  if (causeText === undefined) return new EtalonError(code, message);
  const cause = new Error(causeText);
  if (causeName) cause.name = causeName;
  // Where it was thrown; of a trap in a debug build, the names of the C functions.
  if (causeStack) cause.stack = causeStack;
  return new EtalonError(code, message, { cause });
}

/** @param {unknown} error */
function textOf(error) {
  const known = error instanceof Error || (typeof DOMException !== 'undefined' && error instanceof DOMException);
  if (!known) return { message: String(error), causeName: undefined, causeStack: undefined };
  return { message: error.message || error.name, causeName: error.name, causeStack: error.stack };
}

/**
 * Checks an argument that is one of a few words.
 *
 * @param {string} name
 * @param {string} value
 * @param {string[]} allowed
 * @throws {EtalonError} ARGUMENT
 * @example
 * checkChoice('preview', preview, ['fast', 'exact']);
 */
export function checkChoice(name, value, allowed) {
  if (allowed.includes(value)) return;
  throw new EtalonError('ARGUMENT', `${name} is ${allowed.map((each) => `'${each}'`).join(' or ')}, ${String(value)} was given`);
}
