export const reportRequests = {} as const;

export const reportEvents = {} as const;
