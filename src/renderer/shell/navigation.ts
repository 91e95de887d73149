import { create } from 'zustand';

export type Screen = 'worklist' | 'imports' | 'release' | 'sync' | 'research' | 'settings' | 'view';

interface Navigation {
  readonly screen: Screen;
  /** Studies with a tab, in the order in which they were opened. */
  readonly openStudies: readonly number[];
  /** The study of the screen 'view'. */
  readonly studyId: number | null;
  readonly importJobId: number | null;
  readonly dialog: 'none' | 'about' | 'help';
}

export const useNavigation = create<Navigation>(() => ({
  screen: 'worklist',
  openStudies: [],
  studyId: null,
  importJobId: null,
  dialog: 'none',
}));

export const show = (screen: Exclude<Screen, 'view'>): void => useNavigation.setState({ screen });

export const showDialog = (dialog: Navigation['dialog']): void => useNavigation.setState({ dialog });

export const showReport = (importJobId: number): void =>
  useNavigation.setState({ screen: 'imports', importJobId });

export const openStudy = (studyId: number): void =>
  useNavigation.setState(({ openStudies }) => ({
    screen: 'view',
    studyId,
    openStudies: openStudies.includes(studyId) ? openStudies : [...openStudies, studyId],
  }));

/** Shows the next open study (1) or the one before (-1); from another screen, the one that was seen last. */
export const cycleStudies = (step: 1 | -1): void => {
  const { screen, openStudies, studyId } = useNavigation.getState();
  if (studyId === null) return;
  const at = openStudies.indexOf(studyId) + (screen === 'view' ? step : 0);
  const next = openStudies[(at + openStudies.length) % openStudies.length];
  if (next !== undefined) openStudy(next);
};

/** Closes a study's tab; when it was on the screen, its neighbour takes its place, else the worklist. */
export const closeStudy = (closed: number): void =>
  useNavigation.setState(({ openStudies, studyId, screen }) => {
    const left = openStudies.filter((id) => id !== closed);
    if (closed !== studyId) return { openStudies: left };
    const neighbour = left[Math.min(openStudies.indexOf(closed), left.length - 1)] ?? null;
    return {
      openStudies: left,
      studyId: neighbour,
      screen: screen === 'view' && neighbour === null ? 'worklist' : screen,
    };
  });
