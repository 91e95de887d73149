export const researchRequests = {} as const;

export const researchEvents = {} as const;
