// Writes src/api/operations.ts from docs/reference/openapi.json: every operation with the types of
// its parameters, body and answer, so that a page that asks for what is not there does not compile.
// With --check it writes nothing and fails when the file is not what it would write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { typeText, type Schema } from '@stablegate/sdk/schema-type'

type Parameter = { readonly name?: string; readonly in?: string; readonly required?: boolean; readonly schema?: Schema }
type Content = Readonly<Record<string, { readonly schema: Schema }>>
type Operation = {
  readonly operationId: string; readonly tags: readonly string[]; readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const description = JSON.parse(
  readFileSync(new URL('../../../docs/reference/openapi.json', import.meta.url), 'utf8')) as Description

/**
 * Whose views answer, so that a read can wait for what was just written and is done anew when that
 * log changes. The first path that begins like this counts; no log where several services answer.
 */
const logsOfPaths: readonly (readonly [beginning: string, log: string])[] = [
  // Not read from a log: the API refuses to be told after which position.
  ['/v1/checkpoints', ''], ['/v1/proofs', ''], ['/v1/test_amounts', ''], ['/v1/test_clock', ''], ['/v1/session', ''], ['/v1/live', ''],
  ['/v1/logs/', ''], ['/v1/streams/', ''], ['/v1/parked', ''], ['/v1/references', 'matching'],
  ['/v1/payments/{payment}/failed_matches', 'matching'], ['/v1/acceptor/passed_by', 'matching'], ['/v1/agent/', 'ledger'],
  ['/v1/payouts/{payout}/lines', 'ledger'], ['/v1/payouts/{payout}/composition', 'ledger'],
  ['/v1/fee_invoices', 'ledger'], ['/v1/journal', 'ledger'], ['/v1/services', ''],
  ['/v1/payouts', 'treasury'], ['/v1/payout_', 'treasury'], ['/v1/dispatches', 'treasury'],
  ['/v1/sweeps', 'treasury'], ['/v1/deposits', 'treasury'],
  ['/v1/acceptor/deposit', 'treasury'], ['/v1/incidents', 'treasury'], ['/v1/reserves', 'treasury'], ['/v1/chain/', 'treasury'],
  ['/v1/repairs', 'gateway'], ['/v1/users', 'gateway'], ['/v1/invitations', 'gateway'], ['/v1/keys', 'gateway'],
  ['/v1/merchants', 'gateway'], ['/v1/merchant', 'gateway'], ['/v1/acceptors', 'acceptor'],
  ['/v1/acceptor/origin_of_funds', 'order'], ['/v1/acceptor/earnings', 'order'], ['/v1/acceptor', 'acceptor'],
  ['/v1/webhook_endpoints', 'notifier'], ['/v1/events', 'notifier'], ['/v1/balance', 'ledger'], ['/v1/statement', 'ledger'],
  ['/v1/accounts', 'ledger'], ['/v1/custody', 'ledger'], ['/v1/suspense', 'ledger'],
  ['/v1/trial_balance', 'ledger'], ['/v1/test_funds', 'ledger'], ['/v1/', 'order'],
]
const logOf = (path: string): string => logsOfPaths.find(([beginning]) => path.startsWith(beginning))?.[1] ?? ''

const fieldsOf = (parameters: readonly Parameter[]): string => typeText({
  type: 'object', required: parameters.filter(({ required }) => required).map(({ name }) => name ?? ''),
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name ?? '', schema ?? {}])), additionalProperties: false,
}, '    ')

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).filter(([method]) => method === 'get' || method === 'post' || method === 'delete')
    .map(([method, operation]) => ({ path, method, operation })))
  .filter(({ path }) => !path.endsWith('/stream'))

const typeOf = ({ operation }: (typeof operations)[number]): string => {
  const within = (where: string): string => fieldsOf((operation.parameters ?? []).filter((each) => each.in === where))
  const body = operation.requestBody?.content['application/json']?.schema
  const answered = operation.responses['200'] ?? operation.responses['201']
  const answer = answered?.content?.['application/json']?.schema
  return [
    `  ${operation.operationId}: {`,
    `    params: ${within('path')}`,
    `    query: ${within('query')}`,
    `    body: ${body === undefined ? 'Readonly<Record<string, never>>' : typeText(body, '    ')}`,
    `    answer: ${answer === undefined ? 'unknown' : typeText(answer, '    ')}`,
    '  }',
  ].join('\n')
}

const file = (): string => [
  '// Generated from docs/reference by `pnpm --filter @stablegate/console generate`; do not change by hand.', '',
  ...Object.entries(description.components.schemas).map(([name, schema]) => `export type ${name} = ${typeText(schema)}\n`),
  `export type Operations = {\n${operations.map(typeOf).join('\n')}\n}\n`,
  '/** Method, path, and the log whose positions its answers follow. */',
  'export const routes = {',
  ...operations.map(({ path, method, operation }) =>
    `  ${operation.operationId}: ['${method}', '${path}', '${logOf(path)}'],`),
  '} as const satisfies Record<keyof Operations, readonly [string, string, string]>', '',
].join('\n')

const path = fileURLToPath(new URL('../src/api/operations.ts', import.meta.url))
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== file()) {
    console.error('src/api/operations.ts is out of date: run `pnpm --filter @stablegate/console generate`')
    process.exitCode = 1
  }
} else {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, file())
}
