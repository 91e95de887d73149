import { z } from 'zod';

const Text = z.string().trim().max(128);
const Day = z.string().regex(/^(\d{8})?$/);
const Years = z.number().int().min(0).max(150);

/** What a researcher looks for; see `domain/research`. What is absent or '' does not matter. */
export const CohortQuery = z.object({
  modality: Text.optional(),
  bodyPart: Text.optional(),
  /** YYYYMMDD */
  dateFrom: Day.optional(),
  dateTo: Day.optional(),
  sex: Text.optional(),
  ageFrom: Years.optional(),
  ageTo: Years.optional(),
  finding: Text.optional(),
  voice: z.enum(['reader', 'model', 'unstated']).optional(),
  likelihood: z.enum(['unlikely', 'indeterminate', 'likely']).optional(),
  severityFrom: z.number().optional(),
  severityTo: z.number().optional(),
  site: Text.optional(),
});
export type CohortQuery = z.infer<typeof CohortQuery>;

/** A named query. */
export const Cohort = z.object({
  name: z.string().trim().min(1).max(64),
  query: CohortQuery,
  /** ISO 8601, UTC. */
  savedAt: z.string(),
});
export type Cohort = z.infer<typeof Cohort>;

export const researchRequests = {} as const;

export const researchEvents = {} as const;
