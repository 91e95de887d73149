import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { bech32 } from '@scure/base';
import { identityToRecipient } from 'age-encryption';
import type { SiteSecret } from '../deidentify/index.js';

/** What a site and a repository tell each other once, by a way that both trust: how to write to it, how it signs. */
export interface Card {
  /** age recipient. */
  readonly recipient: string;
  /** Ed25519 public key (RFC 8032), 32 bytes in base64url. */
  readonly verifyKey: string;
}

/** The two keys of a site or repository. */
export interface PackageKeys {
  readonly card: Card;
  /** age identity: opens what was encrypted for the card. */
  readonly identity: string;
  /** Ed25519 signature, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

const KEY_BYTES = 32;
/** PKCS #8 and SPKI around a bare Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const CARD = /^tynys-card-1 (age1[a-z0-9]{58}) ([A-Za-z0-9_-]{43})$/;

/**
 * Both keys follow from the site secret, each by a label of its own (RFC 5869): there is nothing more to keep, to seal
 * or to lose, and the recovery phrase brings them back.
 */
export async function packageKeys({ bytes }: SiteSecret): Promise<PackageKeys> {
  const derive = (label: string): Buffer =>
    Buffer.from(hkdfSync('sha256', bytes, '', `tynys package ${label}`, KEY_BYTES));
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', derive('encryption')).toUpperCase();
  const signing = createPrivateKey({
    key: Buffer.concat([PKCS8, derive('signing')]),
    format: 'der',
    type: 'pkcs8',
  });
  const card = {
    recipient: await identityToRecipient(identity),
    verifyKey: bareKey(createPublicKey(signing)),
  };
  return { card, identity, sign: (message) => sign(null, message, signing) };
}

/** @param signature as `PackageKeys.sign` makes it */
export function isSignedBy({ verifyKey }: Card, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(verifyKey, 'base64url')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
}

/** One line of text. */
export function cardText({ recipient, verifyKey }: Card): string {
  return `tynys-card-1 ${recipient} ${verifyKey}`;
}

/** Undefined where the text is no card. */
export function parseCard(text: string): Card | undefined {
  const [, recipient, verifyKey] = CARD.exec(text.trim()) ?? [];
  return recipient === undefined || verifyKey === undefined ? undefined : { recipient, verifyKey };
}

function bareKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI.length).toString('base64url');
}
