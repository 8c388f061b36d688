import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const pages = fileURLToPath(new URL('../../dist/pages', import.meta.url))
const isBuilt = existsSync(join(pages, 'checkout.html'))
const limitBytes = 200 * 1000

/** Everything that the page loads before it is whole: scripts and styles as they are sent, and the font they name. */
const filesOf = (html: string): readonly string[] => {
  const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  const styles = named.filter((path) => path.endsWith('.css')).map((path) => readFileSync(join(pages, path), 'utf8'))
  return [...named, ...styles.flatMap((style) => [...style.matchAll(/url\((\/assets\/[^)]+)\)/g)].map(([, path = '']) => path))]
}

it.skipIf(!isBuilt)('the checkout weighs less than 200 kB compressed, fonts and all (skipped where the pages were not built)', () => {
  const files = filesOf(readFileSync(join(pages, 'checkout.html'), 'utf8'))
  expect(files.length).toBeGreaterThanOrEqual(3)
  const bytes = files.map((path) => {
    const file = join(pages, path)
    // What is not compressed by the build, such as fonts, is sent as it is.
    return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size
  })
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(limitBytes)
})

it.skipIf(!isBuilt)('styles of the component library stay with the rooms', () => {
  const html = readFileSync(join(pages, 'checkout.html'), 'utf8')
  const texts = filesOf(html).filter((path) => /\.(js|css)$/.test(path)).map((path) => readFileSync(join(pages, path), 'utf8'))
  expect(texts.some((text) => text.includes('mantine-'))).toBe(false)
  expect(globSync('assets/checkout-*.js', { cwd: pages })).toHaveLength(1)
})
