import dimse from 'dcmjs-dimse';
import loglevel from 'loglevel';

/**
 * The library and the parser inside it log what they read: names of callers, values of unknown elements. Nothing of
 * that may reach a log (docs/values.md, 3).
 */
export function silenceLibrary(): void {
  // Its streams use a constructor that Node warns of at the first object.
  process.noDeprecation = true;
  loglevel.setLevel('silent', false);
  for (const logger of [dimse.log, ...Object.values(loglevel.getLoggers())]) logger.setLevel('silent', false);
}
