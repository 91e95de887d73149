import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, fresh, type SendEvent, type SendProgress } from './send-state.js';

/** A server that lies: what it says of a request has nothing to do with what it keeps of it. */
interface Server {
  /** Content under the instance's UID, '' for none. */
  kept: string;
  copies: number;
}

const OURS = 'ours';
const answer = fc.constantFrom<SendEvent['kind']>(
  'accepted',
  'duplicate',
  'unmentioned',
  'link-failed',
  'refused',
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), answer, keeps: fc.boolean(), final: fc.boolean() }),
  fc.record({ kind: fc.constant('prove' as const), reached: fc.boolean() }),
  fc.constant({ kind: 'crash' as const }),
  fc.constant({ kind: 'retry' as const }),
  fc.record({ kind: fc.constant('stray' as const), answer }),
  fc.constant({ kind: 'loses' as const }),
);

function eventOf(kind: SendEvent['kind'], final = false): SendEvent {
  if (kind === 'refused') return { kind, final };
  if (kind === 'unfit') return { kind, reason: 'missing' };
  return { kind };
}

/** One proof, as a transport makes it: it looks, and says only what it saw. */
function look(server: Server): SendEvent {
  if (server.kept === '') return { kind: 'absent' };
  return { kind: server.kept === OURS ? 'proved' : 'differs' };
}

describe('an instance on its way', () => {
  it('is confirmed only where a look found it, whatever the server says, loses or held before, and ends there', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom('', OURS, 'another'),
        (steps, before) => {
          const server: Server = { kept: before, copies: before === '' ? 0 : 1 };
          let send: SendProgress = fresh;
          for (const now of steps) {
            const was = send;
            switch (now.kind) {
              case 'send':
                send = advance(send, { kind: 'taken' });
                if (send.state !== 'sending') break;
                if (now.keeps && server.kept === '') {
                  server.kept = OURS;
                  server.copies += 1;
                }
                send = advance(send, eventOf(now.answer, now.final));
                break;
              case 'prove':
                if (send.state === 'received' && now.reached) {
                  send = advance(send, look(server));
                  if (send.state === 'confirmed') expect(server.kept).toBe(OURS);
                  if (send.state === 'parked') expect(server.kept).toBe('another');
                }
                break;
              case 'crash':
                send = advance(send, { kind: 'link-failed' });
                break;
              case 'retry':
                send = advance(send, { kind: 'retried' });
                break;
              case 'stray':
                if (send.state !== 'sending') send = advance(send, eventOf(now.answer));
                break;
              case 'loses':
                if (send.state !== 'confirmed' && server.kept === OURS) server.kept = '';
                break;
            }
            if (was.state === 'confirmed') expect(send).toEqual(was);
            expect(send.reason === null).toBe(send.state !== 'parked');
          }
          // From wherever it stands, a server that does its work and a person that asks again bring it to an end.
          send = advance(advance(send, { kind: 'retried' }), { kind: 'link-failed' });
          send = advance(advance(send, { kind: 'taken' }), { kind: 'accepted' });
          if (server.kept === '') server.kept = OURS;
          send = advance(send, look(server));
          expect(send.state).toBe(server.kept === OURS ? 'confirmed' : 'parked');
        },
      ),
    );
  });

  it('is parked by a final refusal at once, by others after several', () => {
    const sending = advance(fresh, { kind: 'taken' });
    expect(advance(sending, { kind: 'refused', final: true })).toMatchObject({
      state: 'parked',
      reason: 'refused',
    });
    let send: SendProgress = fresh;
    let tries = 0;
    while (send.state !== 'parked' && tries < 100) {
      send = advance(advance(send, { kind: 'taken' }), { kind: 'refused', final: false });
      tries += 1;
    }
    expect(tries).toBe(6);
  });

  it('is tried for ever where nothing is said against it', () => {
    let send: SendProgress = fresh;
    for (let tries = 0; tries < 1000; tries += 1) {
      send = advance(advance(send, { kind: 'taken' }), { kind: tries % 2 ? 'unmentioned' : 'link-failed' });
    }
    expect(send).toMatchObject({ state: 'waiting', attempts: 500, refusals: 0 });
  });
});
