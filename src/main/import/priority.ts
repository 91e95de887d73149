/** Studies that somebody wants to see now; the last wish comes first. */
export class Priority {
  #wanted: string[] = [];

  /** Copies the files of this study next. */
  want(StudyInstanceUID: string): void {
    this.#wanted = [StudyInstanceUID, ...this.#wanted.filter((uid) => uid !== StudyInstanceUID)];
  }

  /** The most wanted study for which `hasWork` holds; studies without work are forgotten. */
  next(hasWork: (StudyInstanceUID: string) => boolean): string | undefined {
    this.#wanted = this.#wanted.filter(hasWork);
    return this.#wanted[0];
  }
}
