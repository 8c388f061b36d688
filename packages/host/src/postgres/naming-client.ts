import { TimedClient } from '@stablegate/kernel/postgres'

/** Texts made anew for every call, such as lists of another length, must not fill the server. */
const maxNames = 400
const names = new Map<string, string>()

const nameOf = (text: string): string | undefined => {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= maxNames) return undefined
  const name = `sg_${names.size}`
  names.set(text, name)
  return name
}

type Config = { readonly text: string; readonly values?: readonly unknown[]; readonly name?: string }

const configOf = (query: unknown, values: unknown): Config | undefined => {
  if (typeof query === 'string') return Array.isArray(values) ? { text: query, values } : undefined
  if (typeof query !== 'object' || query === null || 'submit' in query || !('text' in query)) return undefined
  const config = query as Config
  return config.values === undefined && Array.isArray(values) ? { ...config, values } : config
}

/**
 * A client whose queries with parameters are prepared once a connection, by their text: reading and
 * planning a statement costs the server several times what it costs to run a small one.
 */
export class NamingClient extends TimedClient {
  // The overloads of `query` are the driver's; whatever is not named here goes to it as it came.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...given: any[]): any {
    const [query, values, ...rest] = given
    const send = super.query.bind(this) as (...all: readonly unknown[]) => unknown
    const config = configOf(query, values)
    if (config === undefined || config.name !== undefined || (config.values?.length ?? 0) === 0) {
      return send(...given)
    }
    const name = nameOf(config.text)
    if (name === undefined) return send(...given)
    const others = Array.isArray(values) ? rest : [values, ...rest]
    return send({ ...config, name }, ...others.filter((other) => other !== undefined))
  }
}
