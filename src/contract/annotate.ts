export const annotateRequests = {} as const;

export const annotateEvents = {} as const;
