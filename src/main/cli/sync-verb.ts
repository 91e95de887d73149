import type { Destination, LinkProblem } from '../../contract/index.js';
import { onTheWay } from '../../domain/sync/index.js';
import type { QueuedSend, WriteStore } from '../store/index.js';
import { openTransport, Sender } from '../sync/index.js';
import { destinationsFor, LINK_OPTIONS, linkSecret } from './destination-option.js';
import { untilInterrupted } from './interrupt.js';
import { linkProblemWords } from './link-problem-words.js';
import { count, formatBytes, type Output, WrongCall } from './output.js';
import { storeToWrite } from './store-option.js';
import type { Verb } from './verb.js';

export const syncVerb: Verb = {
  usage: `tynys sync --once|--watch [--to URL|DIR] [--user U] [--store DIR] [--json]

Sends everything that was released to a repository: a DICOMweb server (URL) or a folder (DIR; made if it is missing).
Without --to, to every destination of the store. Only released, de-identified objects leave. What was sent before is
not sent again; the same call goes on where it was stopped.

  --once            ends when everything is confirmed or parked, or when nothing gets through any more
  --watch           goes on until it is stopped, with what is released meanwhile
  --to URL|DIR      where to; it is remembered as a destination of the store
  --user U          user name of the server; its password is in TYNYS_PASSWORD. A bearer token is in TYNYS_TOKEN.
  --allow-http      also sends over plain HTTP to another machine, which everybody on the way can read

With --json, a line per instance, with --watch one at each change:
  {"SOPInstanceUID","state":"waiting|sending|received|confirmed|parked","reason"?}
'received': the other side says that it stored it; 'confirmed': it was found there. Last
{"summary":{"waiting","sending","received","confirmed","parked","problem"?,"elapsedMs"}}.
Exit code 1 when something is not confirmed.`,
  options: {
    once: { type: 'boolean' },
    watch: { type: 'boolean' },
    ...LINK_OPTIONS,
  },
  async run({ values, positionals, output }) {
    if (positionals.length > 0) throw new WrongCall('sync takes no names; where to is --to');
    const watch = values['watch'] === true;
    if (watch === (values['once'] === true)) throw new WrongCall('sync needs either --once or --watch');
    const startedMs = performance.now();
    const store = storeToWrite(values.store);
    try {
      const destinations = destinationsFor(store, values);
      for (const { id } of destinations) store.sends.enqueue(id);
      const told = new Told(output, watch);
      const problems = await untilInterrupted((signal) =>
        Promise.all(destinations.map((destination) => send(store, destination, told, signal, !watch))),
      );
      return await sumUp(store, destinations, problems, told, output, startedMs);
    } finally {
      store.close();
    }
  },
};

async function send(
  store: WriteStore,
  destination: Destination,
  told: Told,
  signal: AbortSignal,
  once: boolean,
): Promise<LinkProblem | 'elsewhere' | null> {
  const transport = openTransport(destination, {
    storeDir: store.dir,
    secret: linkSecret,
  });
  const sender = new Sender({
    sends: store.sends,
    destination,
    transport,
    onSettled: (sends) => told.tell(sends),
  });
  try {
    const end = await sender.run(signal, once);
    return end === 'elsewhere' ? end : end === 'given-up' ? sender.status().problem : null;
  } finally {
    transport.close();
  }
}

/** The lines about instances: at each change, or each instance's last one only. */
class Told {
  readonly #output: Output;
  readonly #isEachChange: boolean;
  readonly #last = new Map<number, QueuedSend['state']>();

  constructor(output: Output, isEachChange: boolean) {
    this.#output = output;
    this.#isEachChange = isEachChange;
  }

  tell(sends: readonly QueuedSend[]): void {
    for (const send of sends) {
      const isLast = send.state === 'confirmed' || send.state === 'parked';
      if (!isLast && !this.#isEachChange) continue;
      void this.say(send);
    }
  }

  /** What has not been said of it yet. */
  async say(send: QueuedSend): Promise<void> {
    const { id, SOPInstanceUID, state, reason } = send;
    if (this.#last.get(id) === state) return;
    this.#last.set(id, state);
    const why = reason === null ? {} : { reason };
    await this.#output.result(
      { SOPInstanceUID, state, ...why },
      state === 'parked' ? `parked: ${SOPInstanceUID}: ${reason ?? ''}` : undefined,
    );
  }
}

async function sumUp(
  store: WriteStore,
  destinations: readonly Destination[],
  problems: readonly (string | null)[],
  told: Told,
  output: Output,
  startedMs: number,
): Promise<number> {
  const tally = { waiting: 0, sending: 0, received: 0, confirmed: 0, parked: 0 };
  let bytes = 0;
  for (const { id } of destinations) {
    for (const each of store.sends.all(id)) {
      await told.say(each);
      tally[each.state] += 1;
      bytes += each.bytes;
    }
  }
  const left = onTheWay(tally);
  const problem = problems.find((each) => each !== null) ?? undefined;
  const elapsedMs = Math.round(performance.now() - startedMs);
  const summary = { ...tally, bytes, ...(problem === undefined ? {} : { problem }), elapsedMs };
  const why = problem === undefined ? '' : `; ${linkProblemWords[problem] ?? problem}`;
  await output.result(
    { summary },
    `${count(tally.confirmed, 'instance')} confirmed (${formatBytes(bytes)} in all), ${tally.parked} parked, ${left} still on their way${why}`,
  );
  return left + tally.parked > 0 || problem !== undefined ? 1 : 0;
}
