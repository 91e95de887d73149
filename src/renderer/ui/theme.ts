import { createTheme, type MantineColorsTuple } from '@mantine/core';
import './tokens.css';

/**
 * The one reading theme. Surfaces are neutral and close to black, so that nothing on the screen is brighter
 * than a film beside it; text keeps 4.5:1 on every surface (WCAG 2.2, 1.4.3). The semantic names that
 * style sheets use are in tokens.css and refer to these steps.
 */
const neutral: MantineColorsTuple = [
  '#dce0e5',
  '#b9c0c9',
  '#979fab',
  '#838c98',
  '#2c3138',
  '#21252b',
  '#171a1f',
  '#0b0d10',
  '#08090b',
  '#050607',
];

const accent: MantineColorsTuple = [
  '#e6f4f7',
  '#cbe6ec',
  '#a5d3dd',
  '#83c1cf',
  '#66aebe',
  '#4f9bac',
  '#3d8798',
  '#2f7384',
  '#24606f',
  '#1a4c59',
];

const fontFamily = "'Inter Variable', system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

export const theme = createTheme({
  colors: { dark: neutral, accent },
  primaryColor: 'accent',
  primaryShade: 7,
  fontFamily,
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.4', xl: '1.3' },
  headings: { fontFamily, fontWeight: '600' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.25rem' },
  radius: { xs: '0.1875rem', sm: '0.3125rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'dark.2', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: {
      defaultProps: { size: 'xs' },
      styles: {
        root: { background: 'var(--surface-raised)' },
        indicator: { background: 'var(--line-strong)' },
      },
    },
    Tooltip: { defaultProps: { openDelay: 500, withArrow: false, color: 'dark.5', c: 'dark.0', fz: 'xs' } },
    Menu: { defaultProps: { shadow: 'lg', transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.7 },
        transitionProps: { duration: 100 },
      },
      styles: {
        content: { background: 'var(--surface)', border: '1px solid var(--line-strong)' },
        header: { background: 'var(--surface)' },
        title: { fontWeight: 600 },
      },
    },
  },
});
