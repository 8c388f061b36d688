// Writes docs/reference/views.json: for each version of each view a digest of its table and of the
// rows that the samples of its events make. Rows that are already there are kept when a view changes
// without a new version, so a digest once written stays: with --check, and without it, another one
// for the same version fails.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { accounts } from '@stablegate/contracts'
import { type AnyView, type MessageSpec, type RecordedEvent, type Service, encode } from '@stablegate/kernel'
import { everyService } from '../src/system.ts'

const samples = new URL('../../packages/contracts/samples/', import.meta.url)
const file = fileURLToPath(new URL('../../docs/reference/views.json', import.meta.url))
const services: readonly Service[] = everyService

const isAmount = (name: string): boolean => name.endsWith('Micro') || name.endsWith('Minor')

/** Samples are made by schema, which takes any text for the name of an account. */
const accountOf: Readonly<Record<string, string>> = {
  debit: accounts.available('mer_sample'), credit: accounts.custody('hot', 'sandbox'),
}

const dataOf = (log: string, { type, version, parse }: MessageSpec): unknown => {
  const path = new URL(`${log}.event.${type}.v${version}.json`, samples)
  if (!existsSync(path)) return undefined
  return parse(JSON.parse(readFileSync(path, 'utf8'), (name, value: unknown) => {
    if (typeof value !== 'string') return value
    return isAmount(name) ? BigInt(value) : accountOf[name] ?? value
  }))
}

const eventsOf = (log: string, view: AnyView): readonly RecordedEvent[] => view.events.flatMap((spec, index) => {
  const data = dataOf(log, spec)
  return data === undefined ? [] : [{
    id: `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`, log, position: index + 1,
    stream: `${log}.sample-1`, revision: index, type: spec.type, version: spec.version, data,
    metadata: {
      atMs: 1_750_000_000_000 + index, actor: 'sample', commandId: `command-${index}`, commandHash: '', correlationId: 'c',
      causationId: 'c',
    },
  }]
})

/** What each sample does to each of its rows, twice in turn; an assertion that stops it is said too. */
const rowsOf = (log: string, view: AnyView): readonly string[] => {
  const rows = new Map<string, { readonly id: string } | undefined>()
  const events = eventsOf(log, view)
  return [...events, ...events].flatMap((event) => {
    try {
      return view.keys(event).map((key) => {
        const row = view.apply(view.appendOnly === true ? undefined : rows.get(key), event, key)
        rows.set(key, row)
        return `${event.type} ${key} ${row === undefined ? 'no row' : encode(row)}`
      })
    } catch (error) {
      return [`${event.type} ${error instanceof Error ? error.message : String(error)}`]
    }
  })
}

const digestOf = (service: Service, view: AnyView): string => {
  const { columns, indexes = [], primaryKey = ['id'], appendOnly = false } = view
  const table = JSON.stringify([Object.entries(columns), indexes, primaryKey, appendOnly])
  return createHash('sha256').update([table, ...rowsOf(view.log ?? service.name, view)].join('\n')).digest('hex').slice(0, 32)
}

const today = Object.fromEntries(services.flatMap((service) => service.views.map((view) =>
  [`${service.name}.${view.name}_v${view.version}`, digestOf(service, view)] as const))
  .toSorted(([one], [other]) => (one < other ? -1 : 1)))
const kept: Readonly<Record<string, string>> = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  : {}

const changed = Object.keys(today).filter((name) => kept[name] !== undefined && kept[name] !== today[name])
const text = `${JSON.stringify(today, null, 2)}\n`
if (changed.length > 0) {
  console.error(`these views make other rows than before under the same version; raise it: ${changed.join(', ')}`)
  process.exitCode = 1
} else if (process.argv.includes('--check')) {
  if (JSON.stringify(kept) !== JSON.stringify(today)) {
    console.error('docs/reference/views.json is out of date: run `pnpm --filter @stablegate/test-e2e generate`')
    process.exitCode = 1
  }
} else writeFileSync(file, text)
