import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type KeyStore, recoveryPhrase, SecretError, SecretKeeper, secretFromFile } from './site-secret.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tynys-secret-'));
  vi.stubEnv('TYNYS_SITE_SECRET', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

/** Seals so that what it sealed can be told from the text, and opens only what it sealed. */
function keyStore(account: string): KeyStore {
  return {
    seal: (text) => Buffer.from(`${account}:${Buffer.from(text).toString('base64')}`),
    open(sealed) {
      const [owner, text = ''] = Buffer.from(sealed).toString().split(':');
      if (owner !== account) throw new Error('another account');
      return Buffer.from(text, 'base64').toString();
    },
  };
}

describe('the site secret', () => {
  it('is made once and is for its owner only', () => {
    const first = new SecretKeeper(dir).secret();
    expect(first.bytes.length).toBe(32);
    expect(first.status.kept).toBe('file');
    expect(new SecretKeeper(dir).secret()).toEqual(first);
    expect(statSync(join(dir, 'secret')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'secret/site-secret')).mode & 0o777).toBe(0o600);
  });

  it('differs from site to site', () => {
    const other = new SecretKeeper(join(dir, 'other')).secret();
    expect(other.status.fingerprint).not.toBe(new SecretKeeper(dir).secret().status.fingerprint);
  });

  it('moves to another machine as a phrase, and what was there is kept beside it', () => {
    const here = new SecretKeeper(dir).secret();
    const there = new SecretKeeper(join(dir, 'there'));
    const before = there.secret();
    const phrase = recoveryPhrase(here);
    expect(phrase.split(' ').length).toBe(24);
    expect(there.restore(`  ${phrase.toUpperCase().replaceAll(' ', '\n')} `).bytes).toEqual(here.bytes);
    expect(there.secret().bytes).toEqual(here.bytes);
    const kept = join(dir, `there/secret/site-secret.${before.status.fingerprint}`);
    expect(secretFromFile(kept).bytes).toEqual(before.bytes);
  });

  it('is not taken over with a mistyped word', () => {
    const keeper = new SecretKeeper(dir);
    const before = keeper.secret();
    const words = recoveryPhrase(before).split(' ');
    words[3] = words[3] === 'zoo' ? 'abandon' : 'zoo';
    expect(() => keeper.restore(words.join(' '))).toThrow(SecretError);
    expect(() => keeper.restore('one two three')).toThrow(SecretError);
    expect(keeper.secret()).toEqual(before);
  });

  it('is sealed where there is a key store, and says so to those who have none', () => {
    const sealed = new SecretKeeper(dir, keyStore('a')).secret();
    expect(sealed.status.kept).toBe('key-store');
    expect(existsSync(join(dir, 'secret/site-secret'))).toBe(false);
    const hex = Buffer.from(sealed.bytes).toString('hex');
    expect(readFileSync(join(dir, 'secret/site-secret.sealed'), 'utf8')).not.toContain(hex);
    expect(new SecretKeeper(dir, keyStore('a')).secret()).toEqual(sealed);
    expect(() => new SecretKeeper(dir).secret()).toThrow(/recovery phrase/);
    expect(() => new SecretKeeper(dir, keyStore('b')).secret()).toThrow(/another account/);
  });

  it('comes from the environment before all else, as words or hex', () => {
    const kept = new SecretKeeper(dir).secret();
    const given = new SecretKeeper(join(dir, 'b')).secret();
    for (const text of [recoveryPhrase(given), Buffer.from(given.bytes).toString('hex')]) {
      vi.stubEnv('TYNYS_SITE_SECRET', text);
      const { bytes, status } = new SecretKeeper(dir).secret();
      expect(bytes).toEqual(given.bytes);
      expect(status).toEqual({ kept: 'environment', createdAt: null, fingerprint: given.status.fingerprint });
    }
    vi.stubEnv('TYNYS_SITE_SECRET', 'something');
    expect(() => new SecretKeeper(dir).secret()).toThrow(SecretError);
    vi.stubEnv('TYNYS_SITE_SECRET', '');
    expect(new SecretKeeper(dir).secret()).toEqual(kept);
  });

  it('that is damaged is not replaced by a new one', () => {
    new SecretKeeper(dir).secret();
    writeFileSync(join(dir, 'secret/site-secret'), 'cut');
    expect(() => new SecretKeeper(dir).secret()).toThrow(/damaged/);
  });
});
