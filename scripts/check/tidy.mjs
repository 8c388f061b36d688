import { readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { captured } from '../bootstrap/child.mjs'
import { root } from '../bootstrap/checkout.mjs'

/** The house asks for 100; this is where it stops being taste. */
const maxLineLength = 140
const maxFileBytes = 512 * 1024
/** Made by programs; their size follows from what they describe. */
const isGenerated = (path) => basename(path) === 'pnpm-lock.yaml' || path.startsWith('docs/reference/')

const isCode = (path) => ['.ts', '.tsx', '.mjs'].includes(extname(path))

const homeless = /^(utils?|helpers?|common|shared|misc)(\.|$)/

const problemsOfPath = (path) =>
  path.split('/').some((part) => homeless.test(part)) ? [`${path}: a thing has a home; name it by what it is`] : []

const problemsOfCode = (path, text) =>
  text.split('\n').flatMap((line, index) => {
    const at = `${path}:${index + 1}`
    // Specs may lay out their cases as tables, and texts that people read are as long as they are.
    const mayBeLong = path.includes('.spec') || /(^|[./])texts\.ts$/.test(path) || /https?:\/\//.test(line)
    const isLong = line.length > maxLineLength && !mayBeLong
    return [
      ...(isLong ? [`${at}: ${line.length} characters, at most ${maxLineLength}`] : []),
      ...(/\b(describe|test|it)\.only\(/.test(line) ? [`${at}: .only hides all other tests`] : []),
      ...(/^(<{7}|>{7}) /.test(line) ? [`${at}: a merge was left half done`] : []),
    ]
  })

const problemsOf = (path) => {
  const bytes = readFileSync(join(root, path))
  const isTooBig = bytes.length > maxFileBytes && !isGenerated(path)
  return [
    ...problemsOfPath(path),
    ...(isTooBig ? [`${path}: ${bytes.length} bytes; large files do not belong here`] : []),
    ...(isCode(path) ? problemsOfCode(path, bytes.toString()) : []),
  ]
}

/** The rules of the house that no linter knows: long lines, homeless files, forgotten leftovers. */
export const checkTidy = async () => {
  const { code, output } = await captured('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  if (code !== 0) return { skipped: 'not a git checkout' }
  const { output: deleted } = await captured('git', ['ls-files', '-z', '--deleted'])
  const gone = new Set(deleted.split('\0'))
  const paths = output.split('\0').filter((path) => path !== '' && !gone.has(path))
  const problems = paths.flatMap(problemsOf)
  return problems.length === 0 ? { passed: true } : { failed: problems.join('\n') }
}
