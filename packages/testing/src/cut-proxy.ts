import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * Where the proxy cuts a connection, at the first chunk from the client that holds the marker:
 * 'request' keeps it from the server; 'held' as well, but keeps it for `deliverHeld`;
 * 'under-way' passes it on and cuts at once; 'answer' passes it on and cuts when the answer comes;
 * 'for-good' does the same and then cuts every other connection, old or new.
 */
export type Cut = 'request' | 'held' | 'under-way' | 'answer' | 'for-good'

export type CutProxy = {
  readonly url: string
  /** Cuts the next connections that send the marker, one for each cut named. */
  readonly arm: (marker: string, ...cuts: readonly Cut[]) => void
  /** How many chunks with the marker came from clients, cut or not. */
  readonly marked: () => number
  /** How many cuts have happened. */
  readonly cuts: () => number
  /** Called before a chunk with the marker is passed on uncut. */
  readonly beforePassing: (hook: (() => Promise<void>) | undefined) => void
  /** Lets the server have what was held back, from a client that is gone. */
  readonly deliverHeld: () => void
  /** Refuses new connections and ends the old ones. */
  readonly close: () => Promise<void>
}

/** A TCP proxy before a server, which loses connections at the worst moment. */
export const startCutProxy = async (serverUrl: string): Promise<CutProxy> => {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const held: { readonly upstream: Socket; readonly chunk: Buffer }[] = []
  let marker = ''
  let waiting: Cut[] = []
  let marked = 0
  let happened = 0
  let isGone = false
  let hook: (() => Promise<void>) | undefined

  const serve = (client: Socket): void => {
    if (isGone) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    let cutAtAnswer: Cut | undefined
    const cut = (): void => {
      happened += 1
      client.destroy()
      upstream.destroy()
    }
    const fromClient = async (chunk: Buffer): Promise<void> => {
      if (marker === '' || !chunk.includes(marker)) return void upstream.write(chunk)
      marked += 1
      const kind = waiting.shift()
      if (kind === undefined) {
        await hook?.()
        return void upstream.write(chunk)
      }
      if (kind === 'request') return cut()
      if (kind === 'answer' || kind === 'for-good') {
        cutAtAnswer = kind
        return void upstream.write(chunk)
      }
      if (kind === 'under-way') return void upstream.write(chunk, cut)
      happened += 1
      held.push({ upstream, chunk })
      client.destroy()
    }
    let order = Promise.resolve()
    client.on('data', (chunk: Buffer) => {
      order = order.then(() => fromClient(chunk))
    })
    upstream.on('data', (chunk: Buffer) => {
      if (cutAtAnswer === undefined) return void client.write(chunk)
      isGone ||= cutAtAnswer === 'for-good'
      cut()
      if (isGone) for (const socket of sockets) socket.destroy()
    })
    const isHeld = (): boolean => held.some((item) => item.upstream === upstream)
    client.on('close', () => isHeld() || upstream.destroy())
    upstream.on('close', () => client.destroy())
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
  }

  const server = createServer(serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    arm: (text, ...cuts) => {
      marker = text
      waiting = [...cuts]
    },
    marked: () => marked,
    cuts: () => happened,
    beforePassing: (newHook) => {
      hook = newHook
    },
    deliverHeld: () => {
      for (const { upstream, chunk } of held.splice(0)) upstream.end(chunk)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
