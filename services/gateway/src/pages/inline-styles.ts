import { createHash } from 'node:crypto'
import type { PageFile } from './files.ts'

const link = /<link rel="stylesheet"[^>]* href="([^"]+)"[^>]*>/g

export type InlinedPage = {
  readonly html: string
  /** What the content security policy has to allow: exactly these styles, by their digests. */
  readonly styleSources: string
}

/**
 * Puts the stylesheets of a page into it: a slow line then draws it a round trip earlier. A file
 * that is not there stays a link.
 */
export const inlineStyles = (html: string, files: ReadonlyMap<string, PageFile>): InlinedPage => {
  const digests: string[] = []
  const inlined = html.replaceAll(link, (whole, path: string) => {
    const style = files.get(path)?.bytes.toString()
    // A style that could end its own element would be markup.
    if (style === undefined || /<\/style/i.test(style)) return whole
    digests.push(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    return `<style>${style}</style>`
  })
  return { html: inlined, styleSources: ["'self'", ...digests].join(' ') }
}
