import type { Reading, Readings, ReadTemplate, ReadTemplateEntry } from '../../contract/index.js';
import {
  byFilm,
  mayBeAdjudicated,
  mayBeReopened,
  misfit,
  type ReadingRules,
  visibleTo,
} from '../../domain/read/index.js';
import { StoreError, type WriteStore } from '../store/index.js';
import { readTemplates } from './template-shelf.js';

export interface ReadServiceOptions {
  readonly store: Pick<WriteStore, 'readings'>;
  /** Folder of the project's own templates. */
  readonly templateDir: string;
  /** Who sits in front of the screen; asked anew each time. */
  readonly reader: () => string;
  readonly rules: () => ReadingRules;
  readonly onChanged: (studyIds: number[]) => void;
}

type Place = Pick<Reading, 'SOPInstanceUID' | 'reader' | 'role'>;
type Change = Place & Pick<Reading, 'template' | 'answers' | 'lines'>;

/** Forms about films, as far as the reader in front of the screen may see and write them. */
export class ReadService {
  readonly #options: ReadServiceOptions;

  constructor(options: ReadServiceOptions) {
    this.#options = options;
  }

  get #readings(): WriteStore['readings'] {
    return this.#options.store.readings;
  }

  reader(): string {
    return this.#options.reader();
  }

  readers(): string[] {
    return this.#readings.readers();
  }

  templates(): ReadTemplateEntry[] {
    return readTemplates(this.#options.templateDir);
  }

  /** The forms that the reader may see, the others without their answers, and the templates that they answer. */
  ofStudies(studyIds: readonly number[] | null): Readings {
    const reader = this.reader();
    const readings: Reading[] = [];
    const hidden: Readings['hidden'] = [];
    for (const forms of byFilm(this.#readings.ofStudies(studyIds))) {
      const visible = new Set(visibleTo(reader, forms, this.#options.rules()));
      for (const form of forms) {
        const { studyId, SOPInstanceUID, role, state } = form;
        if (visible.has(form)) readings.push(form);
        else hidden.push({ studyId, SOPInstanceUID, reader: form.reader, role, state });
      }
    }
    return { reader, readings, hidden, templates: this.#templatesOf(readings) };
  }

  /** @throws StoreError 'denied' where it is submitted, or is a consensus of forms that are still being filled in */
  save({ template: sha256, answers, lines, ...place }: Change): Reading {
    this.#checkPlace(place);
    const body = this.#templateOf(sha256);
    if (body === undefined) throw new StoreError('not-found', 'There is no such template.');
    if (misfit(body, answers) !== undefined)
      throw new StoreError('bad-request', 'An answer does not fit its question.');
    return this.#tell(this.#readings.save({ ...place, template: { sha256, body }, answers, lines }));
  }

  submit(place: Place): Reading {
    this.#checkPlace(place);
    return this.#tell(this.#readings.setState(place, 'submitted'));
  }

  /** @throws StoreError 'denied' where another reader may have compared it with their own */
  reopen(place: Place): Reading {
    this.#checkPlace(place);
    const forms = this.#readings.ofFilm(place.SOPInstanceUID);
    if (place.role === 'reader' && !mayBeReopened(place.reader, forms))
      throw new StoreError('denied', 'Another reader has a form about this film.');
    return this.#tell(this.#readings.setState(place, 'begun'));
  }

  #checkPlace({ SOPInstanceUID, reader, role }: Place): void {
    if (reader !== this.reader()) throw new StoreError('denied', 'Another reader has taken over.');
    if (role === 'reader') return;
    if (!mayBeAdjudicated(this.#readings.ofFilm(SOPInstanceUID), this.#options.rules()))
      throw new StoreError('denied', 'Not every reader has submitted a form.');
  }

  #templatesOf(readings: readonly Reading[]): Readings['templates'] {
    const hashes = new Set(readings.map(({ template }) => template));
    return Object.fromEntries(
      [...hashes].flatMap((sha256) => {
        const template = this.#readings.template(sha256);
        return template === undefined ? [] : [[sha256, template]];
      }),
    );
  }

  /**
   * One that forms in the store answer already, or one that is offered: at every answer but the first the folder of
   * templates need not be read.
   */
  #templateOf(sha256: string): ReadTemplate | undefined {
    const answered = this.#readings.template(sha256);
    if (answered !== undefined) return answered;
    const offered = this.templates().find((entry) => entry.ok && entry.sha256 === sha256);
    return offered?.ok ? offered.template : undefined;
  }

  #tell(reading: Reading): Reading {
    this.#options.onChanged([reading.studyId]);
    return reading;
  }
}
