import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core'

/** The green of the gate; its darkest shades carry text, its lightest are backgrounds. */
const jade: MantineColorsTuple = [
  '#e8f8f1', '#d0efe1', '#a2dfc4', '#70cfa5', '#47c18a', '#26a873', '#0f8f62', '#0a7a57', '#076246', '#044a35',
]
/** Greys with a breath of green, so that pages are calm but not cold. */
const gray: MantineColorsTuple = [
  '#f7f9f8', '#eff2f1', '#e2e7e5', '#d0d7d4', '#b0bab6', '#8b9692', '#63706b', '#4a5651', '#2f3935', '#1b2320',
]
const dark: MantineColorsTuple = [
  '#dbe3e0', '#b5c0bc', '#93a09b', '#66746f', '#3c4844', '#2b3532', '#1d2523', '#151b1a', '#0f1413', '#0a0e0d',
]

/**
 * What stands on a colour is read by everybody, in both lights: on a tint the text is darker than the
 * library has it, and on a full colour it is white on what is dark enough, nearly black on what is not.
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.color === undefined || !(input.color in input.theme.colors)) return colors
  const shade = (index: number): string => `var(--mantine-color-${input.color}-${index})`
  if (input.variant === 'filled') {
    const full = input.color === 'jade' ? 7 : 9
    return {
      ...colors, background: `light-dark(${shade(full)}, ${shade(5)})`, hover: `light-dark(${shade(8)}, ${shade(4)})`,
      color: 'light-dark(#fff, #0a0e0d)',
    }
  }
  if (input.variant !== 'light') return colors
  return { ...colors, color: `light-dark(color-mix(in srgb, ${shade(9)}, black 30%), ${shade(2)})` }
}

export const theme = createTheme({
  variantColorResolver,
  primaryColor: 'jade',
  primaryShade: { light: 7, dark: 5 },
  colors: { jade, gray, dark },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } } },
  components: {
    Paper: { defaultProps: { withBorder: true, radius: 'lg', p: 'lg' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } },
    Modal: { defaultProps: { centered: true, radius: 'lg' } },
    Drawer: { defaultProps: { position: 'right' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
})
