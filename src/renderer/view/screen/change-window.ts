import type { Stage } from '../stage/stage.js';

/**
 * Changes the window of a stage and of those that are linked to it. Numbers of CT mean the same in every slice, so
 * CT gets the same window everywhere; values of films do not, so each of them makes the change on its own window.
 */
export function changeWindow(
  leader: Stage,
  linked: readonly Stage[],
  change: (stage: Stage) => unknown,
): void {
  change(leader);
  const voi = leader.voi();
  for (const other of linked) {
    if (other === leader) continue;
    if (isCt(leader) && isCt(other) && voi) other.setVoi(voi);
    else if (isCt(leader) === isCt(other)) change(other);
  }
}

const isCt = (stage: Stage): boolean => stage.getState().drawn?.header.identity.Modality === 'CT';
