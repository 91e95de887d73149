import { beforeEach, describe, expect, it } from 'vitest';
import { closeStudy, openStudy, show, useNavigation } from './navigation.js';

beforeEach(() => {
  useNavigation.setState(useNavigation.getInitialState(), true);
});

describe('study tabs', () => {
  it('opens a study once', () => {
    for (const id of [1, 2, 1]) openStudy(id);
    expect(useNavigation.getState()).toMatchObject({ screen: 'view', studyId: 1, openStudies: [1, 2] });
  });

  it('lets the oldest tab make room', () => {
    for (const id of [1, 2, 3, 4, 5, 6, 7]) openStudy(id);
    expect(useNavigation.getState().openStudies).toEqual([2, 3, 4, 5, 6, 7]);
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
