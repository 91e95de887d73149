/** Paint and write one series of the plan. */
export interface PaintRequest {
  readonly dir: string;
  readonly index: number;
}

export interface PaintAnswer {
  readonly kind: 'file' | 'series';
}
