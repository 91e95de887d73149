import { create } from 'zustand';
import { changeSettings, useSettings } from '../../ui/index.js';
import type { BesideName } from './slots.js';

/** Which tab lies beside the films: one for all studies, so that it is where the hand left it. */
const useOpenTab = create<{ readonly open: BesideName }>(() => ({ open: 'opinion' }));

interface BesideState {
  readonly besideOpen: BesideName;
  readonly besideIsOpen: boolean;
  readonly openBeside: (name: BesideName) => void;
  /** Opens the tab; closes the panel where the tab is in front already. */
  readonly toggleBeside: (name: BesideName) => void;
}

/** The panel beside the films. */
export function useBeside(): BesideState {
  const { analyse } = useSettings();
  const { open } = useOpenTab();
  const show = (name: BesideName, panel: boolean): void => {
    useOpenTab.setState({ open: name });
    if (panel !== analyse.panel) void changeSettings({ analyse: { ...analyse, panel } });
  };
  return {
    besideOpen: open,
    besideIsOpen: analyse.panel,
    openBeside: (name) => show(name, true),
    toggleBeside: (name) => show(name, !(analyse.panel && open === name)),
  };
}
