import { z } from 'zod';
import { HangingProtocol, ViewLayout } from './hang.js';
import { ReceiveWishes } from './receive.js';

export const AppInfo = z.object({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  /** 'official' Electron, or the 'fallback' runtime that set-up uses for development where it has no download. */
  runtime: z.enum(['official', 'fallback']),
  platform: z.string(),
  storeDir: z.string(),
  logDir: z.string(),
  storeBytesFree: z.number().nullable(),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const Licence = z.object({ name: z.string(), version: z.string(), licence: z.string() });
export type Licence = z.infer<typeof Licence>;

export const Language = z.enum(['en', 'ru', 'kk', 'pt']);
export type Language = z.infer<typeof Language>;

/** What the reader chose and expects to find again. Unknown keys are dropped, missing ones get defaults. */
export const Settings = z.object({
  language: Language.default('en'),
  keyProfile: z.enum(['ohif', 'weasis']).default('ohif'),
  viewLayout: ViewLayout.default('1x1'),
  overlay: z.boolean().default(true),
  hanging: z
    .object({
      /** Studies are laid out by the first protocol that they have films for. */
      automatic: z.boolean().default(true),
      /** In order of precedence; null: those that ship. */
      protocols: z.array(HangingProtocol).max(40).nullable().default(null),
    })
    .default({ automatic: true, protocols: null }),
  /** Name of the profile that a release starts with. */
  releaseProfile: z.string().max(64).default('research'),
  analyse: z
    .object({
      /** Films are analysed as they arrive. */
      automatic: z.boolean().default(true),
      /** Names of the findings models that run; none: the product's own. */
      models: z.array(z.string().max(64)).max(16).default([]),
      /** Results stay hidden until the reader has said what they think. */
      readFirst: z.boolean().default(false),
      /** The panel beside a film is open. */
      panel: z.boolean().default(true),
      heatMapOpacity: z.number().min(0).max(1).default(0.5),
    })
    .default({ automatic: true, models: [], readFirst: false, panel: true, heatMapOpacity: 0.5 }),
  read: z
    .object({
      /** Under whose name forms are filled in; '': that of the system's user. */
      reader: z.string().trim().max(64).default(''),
      /** Readers see each other's forms only once both are submitted. */
      blinded: z.boolean().default(true),
      /** So many read each film before there is a consensus. */
      readers: z.number().int().min(2).max(9).default(2),
      /** Name of the template that new forms follow. */
      template: z.string().max(64).default('chest-film'),
    })
    .default({ reader: '', blinded: true, readers: 2, template: 'chest-film' }),
  receive: ReceiveWishes.default(ReceiveWishes.parse({})),
  report: z
    .object({
      /** In what language reports are begun; null: the window's. */
      language: Language.nullable().default(null),
      /** Whom a signature names, and as what. */
      name: z.string().max(64).default(''),
      role: z.string().max(64).default(''),
      /** As reports name it; '': as the films do. */
      institution: z.string().max(64).default(''),
    })
    .default({ language: null, name: '', role: '', institution: '' }),
  worklist: z
    .object({
      columns: z.record(z.string(), z.number()).default({}),
      sortKey: z.string().default('StudyDate'),
      sortDescending: z.boolean().default(true),
      sidePanelWidth: z.number().default(380),
    })
    .default({ columns: {}, sortKey: 'StudyDate', sortDescending: true, sidePanelWidth: 380 }),
});
export type Settings = z.infer<typeof Settings>;
