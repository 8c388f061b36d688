import { createServer } from 'node:net'

/**
 * A TCP port of loopback that nobody listened on a moment ago. Another process may take it before
 * the caller does, so a caller tries again with another one when its server finds it taken.
 */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('the probe of a free port has no address'))
      })
    })
  })
