import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bootstrap/checkout.mjs'
import { serviceNames } from './compose.mjs'

/** Files that must know every service, and how each is named there. */
const lists = [
  { file: 'test-e2e/src/system.ts', names: (name) => `'@stablegate/${name}'`, why: 'local systems and references are made of its list' },
  { file: 'test-e2e/src/sim/services.ts', names: (name) => name, why: 'simulated, or said there why not' },
  { file: 'services/gateway/src/routes/repairs.ts', names: (name) => `'${name}'`, why: 'operators see its parked events' },
  { file: 'packages/contracts/src/log-event.ts', names: (name) => `'${name}'`, why: 'its log is sealed, or said there why not' },
  { file: 'tsconfig.json', names: (name) => `"services/${name}"`, why: 'its types are checked' },
]

/** A new service that one of the lists forgot is found here; compose and cluster have checks of their own. */
export const checkServiceLists = () => {
  const missing = lists.flatMap(({ file, names, why }) => {
    const text = readFileSync(join(root, file), 'utf8')
    return serviceNames().filter((name) => !text.includes(names(name))).map((name) => `${file} does not know ${name} (${why})`)
  })
  return missing.length === 0 ? { passed: true } : { failed: missing.join('\n') }
}
