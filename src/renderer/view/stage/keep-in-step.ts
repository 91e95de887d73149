import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import type { FilmStack } from './film-stack.js';
import { filmBeside, type StackPlanes, stackPlanes } from './stack-planes.js';
import type { Stage } from './stage.js';

const known = new WeakMap<FilmStack, Promise<StackPlanes | undefined>>();

/** The planes of a stack, asked for once, behind everything that somebody waits for. */
function planesOf(stack: FilmStack): Promise<StackPlanes | undefined> {
  const asked = known.get(stack);
  if (asked) return asked;
  const objects = [...new Set(stack.films.map(({ object }) => object))];
  const read = objects.map((object) => reader().ask({ kind: 'planes', object }, priorities.thumbnail));
  // An object that cannot be read says so in its viewport; the stack then goes film by film.
  const planes = Promise.all(read).then(
    (parts) => stackPlanes(parts.flat()),
    () => undefined,
  );
  known.set(stack, planes);
  return planes;
}

/**
 * While linked, the stages follow whichever of them moves to another film: slices of one frame of reference by
 * where they lie in the patient, everything else film by film.
 * @returns a function that unlinks them
 */
export function keepInStep(stages: readonly Stage[]): () => void {
  const last = new Map(stages.map((stage) => [stage, stage.getState()]));
  /** Where stages were sent from here, so that their arrival sends nobody on. */
  const sent = new Map<Stage, number>();
  let isLinked = true;

  const send = async (stage: Stage, leader: FilmStack, from: number, to: number): Promise<void> => {
    const { stack } = stage.getState();
    if (!stack) return;
    const [its, own] = await Promise.all([planesOf(leader), planesOf(stack)]);
    const now = stage.getState();
    if (!isLinked || now.stack !== stack) return;
    const beside = its && own ? filmBeside(its, to, own) : undefined;
    const index = Math.min(stack.films.length - 1, Math.max(0, beside ?? now.index + to - from));
    if (index === now.index) return;
    sent.set(stage, index);
    await stage.goTo(index);
  };

  const follow = (leader: Stage): void => {
    const before = last.get(leader);
    const now = leader.getState();
    last.set(leader, now);
    if (!before || !now.stack) return;
    if (now.stack !== before.stack) {
      void planesOf(now.stack);
      return;
    }
    if (now.index === before.index) return;
    const wasSent = sent.get(leader) === now.index;
    sent.delete(leader);
    if (wasSent) return;
    for (const other of stages) {
      if (other !== leader) void send(other, now.stack, before.index, now.index);
    }
  };

  for (const stage of stages) {
    const { stack } = stage.getState();
    if (stack) void planesOf(stack);
  }
  const stops = stages.map((stage) => stage.subscribe(() => follow(stage)));
  return () => {
    isLinked = false;
    for (const stop of stops) stop();
  };
}
