// Writes src/generated/api.ts: the types of the operations that this package calls, from the
// description of the API, and the codes of its refusals, from the page that lists them. With
// --check it writes nothing and fails when the file is not what it would write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { typeText, type Schema } from './schema-type.ts'

type Parameter = {
  readonly name?: string; readonly in?: string; readonly required?: boolean; readonly schema?: Schema; readonly description?: string
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>
type Operation = {
  readonly operationId: string; readonly summary?: string; readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Description = {
  readonly info: { readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** What a merchant and a customer's checkout call; the rest of the API is for other roles. */
const wanted = [
  'createPayment', 'listPayments', 'getPaymentTimeline', 'cancelPayment', 'decideLate', 'flag',
  'getCheckout', 'listOptions', 'choose', 'claim', 'claimLate', 'answerAmount', 'appeal', 'addEvidenceAsCustomer',
  'getBalance', 'getStatement', 'createWebhookEndpoint', 'getWebhookEndpoint', 'rotateWebhookSecret', 'changeWebhookEndpoint',
  'listDeliveries', 'redeliver', 'listEvents', 'getPayout', 'getRefund', 'claimRefund', 'createPayout', 'createPayoutBatch', 'listPayouts',
  'getPayoutComposition', 'listPayoutLines', 'addPayoutDestination', 'listPayoutDestinations', 'createRefund', 'listRefunds',
  'createRefundLink', 'listFeeInvoices', 'getFeeInvoice',
]

const reference = new URL('../../../docs/reference/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, reference), 'utf8')
const description = JSON.parse(read('openapi.json')) as Description

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const declared = (name: string, schema: Schema, comment?: string): string =>
  `${comment === undefined ? '' : `/** ${comment} */\n`}export type ${name} = ${typeText(schema)}\n`

const isPage = (schema: Schema): boolean => schema.properties?.['has_more'] !== undefined

const declarationsOf = (operation: Operation): readonly string[] => {
  const name = capital(operation.operationId)
  const query = (operation.parameters ?? []).filter((each) => each.in === 'query')
  const body = operation.requestBody?.content['application/json']?.schema
  const answered = operation.responses['200'] ?? operation.responses['201']
  const answer = answered?.content?.['application/json']?.schema
  const item = answer && isPage(answer) ? answer.properties?.['data']?.items : undefined
  return [
    ...(query.length === 0 ? [] : [declared(`${name}Query`, {
      type: 'object', required: query.filter(({ required }) => required).map((each) => each.name ?? ''),
      properties: Object.fromEntries(query.map((each) => [each.name ?? '', each.schema ?? {}])),
    })]),
    ...(body === undefined ? [] : [declared(`${name}Body`, body, operation.summary)]),
    // What is a component already has a name.
    ...(item !== undefined && item.$ref === undefined ? [declared(`${name}Item`, item)] : []),
    ...(answer === undefined || isPage(answer) || answer.$ref !== undefined ? [] : [declared(`${name}Answer`, answer)]),
  ]
}

const codes = [...new Set([...read('errors.md').matchAll(/<a id="([a-z_]+)"><\/a>/g)].map(([, code = '']) => code))].sort()

const file = (): string => {
  const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
  const missing = wanted.filter((id) => !operations.some(({ operationId }) => operationId === id))
  if (missing.length > 0) throw new Error(`no such operations in openapi.json: ${missing.join(', ')}`)
  return [
    '// Generated from docs/reference by `pnpm --filter @stablegate/sdk generate`; do not change by hand.', '',
    '/** The version of the API that these types are of. */', `export const apiVersion = '${description.info.version}'`, '',
    ...Object.entries(description.components.schemas).filter(([name]) => name !== 'Order')
      .map(([name, schema]) => declared(name, schema)),
    ...operations.filter(({ operationId }) => wanted.includes(operationId)).flatMap(declarationsOf),
    '/** Codes of refusals; stable for ever. Each is explained in docs/reference/errors.md. */',
    `export type ErrorCode =\n${codes.map((code) => `  | '${code}'`).join('\n')}`, '',
  ].join('\n').replaceAll(/: \n/g, ':\n')
}

const path = fileURLToPath(new URL('../src/generated/api.ts', import.meta.url))
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== file()) {
    console.error('src/generated/api.ts is out of date: run `pnpm --filter @stablegate/sdk generate`')
    process.exitCode = 1
  }
} else {
  mkdirSync(new URL('../src/generated/', import.meta.url), { recursive: true })
  writeFileSync(path, file())
}
