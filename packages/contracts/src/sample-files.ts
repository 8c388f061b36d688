const isAmount = (key: string): boolean => key.endsWith('Micro') || key.endsWith('Minor')

/** Name of the file of a sample, flat: `ledger.event.transfers.accepted.v1.json`. */
export const sampleFile = (service: string, kind: string, type: string, version: number): string =>
  `${service}.${kind}.${type}.v${version}.json`

/** Text of a sample: amounts are decimal strings, as on the wire. */
export const writeSample = (data: unknown): string =>
  `${JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`

/** Reads a sample back; the name of a field decides whether its text is an amount. */
export const readSample = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && isAmount(key) ? BigInt(value) : value)
