export const syncRequests = {} as const;

export const syncEvents = {} as const;
