/** What stands over the films of a research copy: nothing, since drawings and opinions belong to the store's studies. */
export const silentOpinion = {
  heatMapOn: false,
  onlyPane: null,
  toggleHeatMap: (): void => undefined,
  compare: (): void => undefined,
  over: (): null => null,
};

export const silentAnnotations = {
  tool: null,
  draw: (): void => undefined,
  putAway: (): void => undefined,
  act: (): void => undefined,
  takesKey: (): boolean => false,
  over: (): null => null,
};
