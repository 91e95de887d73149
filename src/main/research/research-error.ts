/** Why the desk cannot do what it was asked; crosses to the window by its code. */
export class ResearchError extends Error {
  override readonly name = 'ResearchError';
  constructor(readonly code: 'not-found' | 'busy' | 'unreachable') {
    super(code);
  }
}
