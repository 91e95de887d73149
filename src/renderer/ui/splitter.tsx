import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import './splitter.css';

interface SplitterProps {
  /** Name for screen readers. */
  readonly label: string;
  /** Width in CSS pixels of the pane on the right. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (width: number) => void;
  /** The drag or key is over; the place to remember the width. */
  readonly onCommit: (width: number) => void;
}

const KEY_STEP_PX = 16;

/** The line between two panes: drag it, or focus it and use the arrow keys (WAI-ARIA window splitter). */
export function Splitter({ label, value, min, max, onChange, onCommit }: SplitterProps) {
  const grip = useRef<{ readonly x: number; readonly value: number } | null>(null);
  const clamp = (width: number): number => Math.round(Math.min(max, Math.max(min, width)));

  const drag = (event: PointerEvent): void => {
    if (grip.current) onChange(clamp(grip.current.value + grip.current.x - event.clientX));
  };
  const release = (event: PointerEvent): void => {
    if (grip.current) onCommit(clamp(grip.current.value + grip.current.x - event.clientX));
    grip.current = null;
  };
  const step = (event: KeyboardEvent): void => {
    const delta = { ArrowLeft: KEY_STEP_PX, ArrowRight: -KEY_STEP_PX }[event.key];
    if (delta === undefined) return;
    event.preventDefault();
    onChange(clamp(value + delta));
    onCommit(clamp(value + delta));
  };

  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={step}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, value };
      }}
      onPointerMove={drag}
      onPointerUp={release}
      onPointerCancel={release}
    />
  );
}
