import { beforeEach, describe, expect, it } from 'vitest';
import { closeStudy, cycleStudies, openStudy, show, useNavigation } from './navigation.js';

beforeEach(() => {
  useNavigation.setState(useNavigation.getInitialState(), true);
});

describe('study tabs', () => {
  it('opens a study once', () => {
    for (const id of [1, 2, 1]) openStudy(id);
    expect(useNavigation.getState()).toMatchObject({ screen: 'view', studyId: 1, openStudies: [1, 2] });
  });

  it('go round in both directions', () => {
    cycleStudies(1);
    expect(useNavigation.getState().screen).toBe('worklist');
    for (const id of [1, 2, 3]) openStudy(id);
    const visited = ([1, 1, -1, -1] as const).map((step) => {
      cycleStudies(step);
      return useNavigation.getState().studyId;
    });
    expect(visited).toEqual([1, 2, 1, 3]);
  });

  it('are left and entered again where one was', () => {
    for (const id of [1, 2]) openStudy(id);
    show('settings');
    cycleStudies(1);
    expect(useNavigation.getState()).toMatchObject({ screen: 'view', studyId: 2 });
  });

  it('shows the neighbour of a closed study, and the worklist after the last', () => {
    for (const id of [1, 2, 3]) openStudy(id);
    openStudy(2);
    closeStudy(2);
    expect(useNavigation.getState()).toMatchObject({ screen: 'view', studyId: 3 });
    closeStudy(3);
    expect(useNavigation.getState()).toMatchObject({ screen: 'view', studyId: 1 });
    closeStudy(1);
    expect(useNavigation.getState()).toMatchObject({ screen: 'worklist', studyId: null });
  });

  it('stays where it is when a study in the background is closed', () => {
    for (const id of [1, 2]) openStudy(id);
    show('imports');
    closeStudy(1);
    expect(useNavigation.getState()).toMatchObject({ screen: 'imports', studyId: 2, openStudies: [2] });
    closeStudy(2);
    expect(useNavigation.getState()).toMatchObject({ screen: 'imports', studyId: null });
  });
});
