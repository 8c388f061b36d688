import { Pool } from 'undici'
import { publicOrLoopback } from './address-guard.ts'
import { tryOnce } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import { resolver } from './resolver.ts'

// Sends one message to the URL that is given and tells what came back: in a process of its own,
// because Node reads the proxies of its environment at start.
const url = new URL(process.argv[2] ?? '')
const pool = new Pool(url.origin, {
  connect: guardedConnector({ policy: publicOrLoopback, resolve: resolver(), timeoutMs: 5_000 }),
})
console.log(JSON.stringify(await tryOnce(pool, url, {}, '{}', 5_000)))
await pool.destroy()
