import { Textarea } from '@mantine/core';

interface SectionEditorProps {
  readonly label: string;
  readonly value: string;
  readonly minRows?: number;
  readonly autoFocus?: boolean;
  readonly onChange: (text: string) => void;
}

/** One section as plain paragraphs. */
export function SectionEditor({ label, value, minRows = 2, autoFocus, onChange }: SectionEditorProps) {
  return (
    <Textarea
      className="report-section"
      label={label}
      size="xs"
      autosize
      minRows={minRows}
      maxRows={24}
      maxLength={20_000}
      spellCheck={false}
      data-autofocus={autoFocus}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
