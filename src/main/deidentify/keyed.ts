import { createHmac } from 'node:crypto';
import type { HmacPurpose } from '../../domain/deidentify/index.js';

/** Study and frame of reference UIDs come thousands of times; more than this many are not worth remembering. */
const REMEMBERED = 4096;

/** HMAC-SHA-256 under the site secret, each purpose apart, as the engine asks for it. */
export function keyedHash(secret: Uint8Array): (purpose: HmacPurpose, value: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return (purpose, value) => {
    // No purpose holds a NUL, so no two pairs are one text.
    const message = `tynys ${purpose}\0${value}`;
    let digest = known.get(message);
    if (digest === undefined) {
      digest = createHmac('sha256', secret).update(message).digest();
      if (known.size >= REMEMBERED) known.clear();
      known.set(message, digest);
    }
    return digest;
  };
}
