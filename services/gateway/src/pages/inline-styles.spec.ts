import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { PageFile } from './files.ts'
import { inlineStyles } from './inline-styles.ts'

const file = (text: string): PageFile =>
  ({ contentType: 'text/css', bytes: Buffer.from(text), brotli: undefined, gzip: undefined, isHashed: true })
const page = '<link rel="icon" href="/icon.svg"><link rel="stylesheet" crossorigin href="/assets/checkout-1.css">'
  + '<script src="/a.js"></script>'

it('the styles stand in the page, and the policy knows exactly them', () => {
  const style = ".sum::after { content: '$&' }"
  const { html, styleSources } = inlineStyles(page, new Map([['/assets/checkout-1.css', file(style)]]))
  expect(html).toBe(`<link rel="icon" href="/icon.svg"><style>${style}</style><script src="/a.js"></script>`)
  expect(styleSources).toBe(`'self' 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
})

it.each([['that is not there', new Map()], ['that could end its element', new Map([['/assets/checkout-1.css', file('</style>')]])]])(
  'a style %s stays a link', (_what, files) => {
    expect(inlineStyles(page, files)).toEqual({ html: page, styleSources: "'self'" })
  })
