import { z } from 'zod';
import type { HangingProtocol as DomainProtocol } from '../domain/hang/index.js';

const PaneRule = z.object({
  study: z.enum(['current', 'prior']),
  view: z.enum(['frontal', 'lateral', 'any']),
  preset: z.string().max(32).nullable(),
  optional: z.boolean(),
});

/** Rows × columns of viewports. */
export const ViewLayout = z.enum(['1x1', '1x2', '2x1', '2x2']);

/** How films of a patient are laid out when a study opens. */
export const HangingProtocol = z.object({
  name: z.string().min(1).max(64),
  Modality: z.string().min(1).max(16),
  bodyPart: z.string().max(64),
  layout: ViewLayout,
  panes: z.array(PaneRule).min(1).max(4).readonly(),
  linked: z.boolean(),
}) satisfies z.ZodType<DomainProtocol>;
export type HangingProtocol = z.infer<typeof HangingProtocol>;
