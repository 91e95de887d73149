import { z } from 'zod';

/** A coded concept (PS3.3 8.8). */
export const ConceptCode = z.object({
  CodeValue: z.string().min(1).max(16),
  CodingSchemeDesignator: z.string().min(1).max(16),
  CodeMeaning: z.string().min(1).max(64),
});

const Share = z.number().min(0).max(1);
const Text = z.string().min(1).max(4000);
const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** How a film becomes the network's input; the steps of training/preprocess.py and domain/analyse/model-square. */
export const ModelInput = z.object({
  /** Name in the ONNX graph; shape [1, channels, size, size], 32-bit floats. */
  name: z.string().min(1).max(128),
  size: z.number().int().min(16).max(2048),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** What black (0) and white (255) become. */
  range: z.tuple([z.number(), z.number()]),
  /** The whole film, or the lungs as the thorax model finds them and `margin` of their size around. */
  crop: z.enum(['whole', 'lungs']),
  margin: Share.default(0),
  /** Quantiles of the scaled picture that become black and white; null: the film's own grey levels as they are. */
  normalise: z.object({ lowQuantile: Share, highQuantile: Share }).nullable(),
});
export type ModelInput = z.infer<typeof ModelInput>;

export const ModelOutput = z.object({
  name: z.string().min(1).max(128),
  /**
   * 'logits' and 'probabilities': one a label. 'activation-maps': a coarse map a label, on the input's square.
   * 'regions': four scores a pixel (none, left lung, right lung, heart). 'gate': one logit a label.
   */
  meaning: z.enum(['logits', 'probabilities', 'activation-maps', 'regions']),
  shape: z.array(z.number().int().positive()).min(2).max(4),
});

export const ModelLabel = z.object({
  label: z.string().min(1).max(64),
  /** Position in the outputs. */
  index: z.number().int().min(0),
  code: ConceptCode,
  /** Platt scaling of the logit: probability = 1 / (1 + exp(-(scale · logit + offset))). Null: as it comes. */
  calibration: z.object({ scale: z.number(), offset: z.number() }).nullable(),
  /** Of the calibrated probability. */
  threshold: Share,
  /** Below: unlikely. At or above `likelyFrom`: likely. Between: indeterminate. */
  unlikelyBelow: Share,
  likelyFrom: Share,
  /** False: the evidence for this label is too thin, and the reader is told so. */
  reliable: z.boolean(),
  /** What was measured: AUROC with a 95 % interval, number of positive films; also by view. Null: not measured here. */
  measured: z
    .object({
      auroc: Share,
      interval: z.tuple([Share, Share]),
      positives: z.number().int(),
      byView: z
        .record(z.string(), z.object({ auroc: Share.nullable(), positives: z.number().int() }))
        .default({}),
    })
    .nullable(),
});
export type ModelLabel = z.infer<typeof ModelLabel>;

/**
 * What a model package says of itself: `card.json` beside `model.onnx` in a folder of the package's name.
 * A package of task 'findings' may come from anyone; 'thorax', 'gate' and 'covid' prepare and add to it.
 */
export const ModelCard = z.object({
  schemaVersion: z.literal(1),
  /** The folder's name. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  title: z.string().min(1).max(64),
  version: z.string().regex(/^[\w.-]{1,16}$/),
  task: z.enum(['findings', 'thorax', 'gate', 'covid']),
  /** False: installed, but not used until a person switches it on; `limitations` say why. */
  enabled: z.boolean(),
  weightsSha256: Sha256Hex,
  input: ModelInput,
  outputs: z.array(ModelOutput).min(1).max(8),
  labels: z.array(ModelLabel).max(64),
  /** 'softmax': the labels exclude each other. */
  combination: z.enum(['independent', 'softmax']).default('independent'),
  calibration: z.object({
    method: z.string().max(64),
    /** On how many films of how many patients, where the window is to say it in its reader's language. */
    films: z.number().int().optional(),
    patients: z.number().int().optional(),
    /** One sentence for people: how, on what, at which prevalence. Travels with every result. */
    statement: Text,
  }),
  /** How the thresholds were chosen, in one sentence. */
  thresholds: Text,
  trainingData: z.array(
    z.object({
      name: z.string(),
      images: z.number().int(),
      patients: z.number().int().nullable(),
      licence: z.string(),
      use: z.string(),
    }),
  ),
  split: Text,
  /** Figures of the whole model by name, such as meanAuroc, dice, meanAbsoluteError; a script wrote them. */
  measured: z.record(z.string(), z.union([z.number(), z.string(), z.array(z.number())])),
  licence: z.string().min(1).max(200),
  intendedUse: Text,
  limitations: z.array(Text).min(1),
  /** The command that makes these weights, and where its results lie. */
  reproduce: Text,
});
export type ModelCard = z.infer<typeof ModelCard>;

/** A package on the shelf, as the window lists it. */
export const ModelSummary = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    card: ModelCard,
    /** Comes with the product. */
    builtIn: z.boolean(),
    /** Runs on films as they arrive. */
    active: z.boolean(),
  }),
  z.object({
    ok: z.literal(false),
    /** Of its folder. */
    name: z.string(),
    builtIn: z.boolean(),
    problem: z.enum(['card-missing', 'card-invalid', 'weights-missing', 'weights-differ', 'name-taken']),
  }),
]);
export type ModelSummary = z.infer<typeof ModelSummary>;
