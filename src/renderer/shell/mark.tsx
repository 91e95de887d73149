/** The mark: a breath, drawn as one line ("tynys" is Kazakh for breath). */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M12 3v7m0 0c0 2-1.2 3-2.6 3.6M12 10c0 2 1.2 3 2.6 3.6M8.6 6.2C5.5 7 3.2 11.8 3 16.4c-.1 2.9 1 4.3 2.9 4.1 2.2-.2 3.6-1.4 3.6-3.9V8.2c0-1.5-.2-2.2-.9-2Zm6.8 0c3.1.8 5.4 5.6 5.6 10.2.1 2.9-1 4.3-2.9 4.1-2.2-.2-3.6-1.4-3.6-3.9V8.2c0-1.5.2-2.2.9-2Z"
        stroke="var(--accent)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
