import { once } from 'node:events';
import { type FileOutcome, ReceiveWishes } from '../../contract/index.js';
import { reasonText } from '../import/index.js';
import { isAeTitle, openReceiver, type Receiver, type ReceiverOptions } from '../receive/index.js';
import { errorCode, type WriteStore } from '../store/index.js';
import { untilInterrupted } from './interrupt.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Call, Verb } from './verb.js';

const { port: DEFAULT_PORT, aeTitle: DEFAULT_AE_TITLE } = ReceiveWishes.parse({});

export const receiveVerb: Verb = {
  usage: `tynys receive [--port N] [--aet T] [--from AET,AET…] [--host ADDRESS] [--store DIR] [--json]

Listens for what modalities and archives send by DICOM (C-STORE, C-ECHO, storage commitment) until it is stopped.
An object is acknowledged once it is safe in the store; compressed ones are kept as they were sent.

  --port N        ${DEFAULT_PORT} unless said otherwise; 0: any free one
  --aet T         AE title that senders must call, ${DEFAULT_AE_TITLE} unless said otherwise
  --from AET,…    AE titles that may send; everybody unless said otherwise
  --host ADDRESS  127.0.0.1 for this machine only; 0.0.0.0, the whole network, unless said otherwise

With --json, first {"listening":{"port","aet"}}, then a line per object:
  {"SOPInstanceUID","from","result":"stored|duplicate|conflict|unreadable","reason"?,"code"?}
and last {"summary":{"stored","duplicate","conflict","unreadable","bytes","elapsedMs"}}.
Exit code 1 when the port cannot be listened on.`,
  options: {
    port: { type: 'string' },
    aet: { type: 'string' },
    from: { type: 'string' },
    host: { type: 'string' },
  },
  async run({ values, positionals, output }) {
    if (positionals.length > 0) throw new WrongCall('receive takes no names');
    const place = placeFrom(values);
    const store = storeToWrite(values.store);
    try {
      return await untilInterrupted((signal) => receive(store, place, output, signal));
    } finally {
      store.close();
    }
  },
};

type Place = Pick<ReceiverOptions, 'port' | 'host' | 'aeTitle' | 'callers'>;

async function receive(
  store: WriteStore,
  place: Place,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const startedMs = performance.now();
  const tally = { stored: 0, duplicate: 0, conflict: 0, unreadable: 0, bytes: 0 };
  let told: Promise<void> = Promise.resolve();
  const onOutcome = (from: string, outcome: FileOutcome): void => {
    const { result, SOPInstanceUID, reason, bytes } = outcome;
    tally[result === 'not-dicom' ? 'unreadable' : result] += 1;
    tally.bytes += bytes;
    const why = reason === undefined ? {} : { reason: reasonText(reason), code: reason.code };
    const sentence = result === 'stored' || result === 'duplicate' ? undefined : `${result}: from ${from}`;
    told = told.then(() => output.result({ SOPInstanceUID, from, result, ...why }, sentence));
  };
  const receiver = await listen(store, place, onOutcome);
  if (typeof receiver === 'string') {
    output.note(`tynys receive: ${receiver}`);
    return 1;
  }
  await output.result(
    { listening: { port: receiver.port, aet: place.aeTitle } },
    `Listening on port ${receiver.port} as ${place.aeTitle}. Ctrl-C ends it.`,
  );
  if (!signal.aborted) await once(signal, 'abort');
  await receiver.close();
  await told;
  const elapsedMs = Math.round(performance.now() - startedMs);
  await output.result(
    { summary: { ...tally, elapsedMs } },
    `${count(tally.stored, 'object')} stored, ${tally.duplicate} already there, ${tally.conflict} in conflict, ${tally.unreadable} unreadable; ${formatBytes(tally.bytes)}`,
  );
  return 0;
}

/** The receiver, or a sentence why this port cannot be listened on. */
async function listen(
  store: WriteStore,
  place: Place,
  onOutcome: (from: string, outcome: FileOutcome) => void,
): Promise<Receiver | string> {
  try {
    return await openReceiver({ store, ...place, onOutcome });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') return `port ${place.port} is in use by another program`;
    if (code === 'EACCES') return `port ${place.port} needs administrator's rights; choose one above 1023`;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `this machine has no address ${place.host}`;
    throw error;
  }
}

function placeFrom(values: Call['values']): Place {
  const { port = String(DEFAULT_PORT), aet = DEFAULT_AE_TITLE, from = '', host = '0.0.0.0' } = values;
  if (typeof port !== 'string' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new WrongCall('--port is a number up to 65535');
  }
  if (typeof aet !== 'string' || !isAeTitle(aet)) throw new WrongCall('--aet is 1 to 16 characters');
  const callers = typeof from === 'string' ? from.split(',').filter((title) => title !== '') : [];
  if (!callers.every(isAeTitle)) throw new WrongCall('--from lists AE titles of 1 to 16 characters');
  if (typeof host !== 'string') throw new WrongCall('--host is an address');
  return { port: Number(port), host, aeTitle: aet, callers };
}
