/** Relative luminance of a colour such as #0a7d55 (WCAG 2). */
const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** What is read on a colour: white, or nearly black where that is read better. */
export const inkOn = (colour: string): '#ffffff' | '#0b1210' => {
  const luminance = luminanceOf(colour)
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / (luminanceOf('#0b1210') + 0.05) ? '#ffffff' : '#0b1210'
}

/** Paints the main button in the merchant's colour; everything that has a meaning keeps its own. */
export const paint = (colour: string | null): void => {
  const { style } = document.documentElement
  if (colour === null || !/^#[0-9a-f]{6}$/.test(colour)) {
    style.removeProperty('--brand')
    style.removeProperty('--on-brand')
    return
  }
  style.setProperty('--brand', colour)
  style.setProperty('--on-brand', inkOn(colour))
}
