export type ServerSentEvent = { readonly event: string; readonly data: string }

/** Characters of one event; a server that sends more is not ours. */
const maxEventLength = 1024 * 1024

const fieldOf = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))]
}

/** Puts lines together to events, as the HTML standard says; comments are heartbeats and give none. */
class Assembler {
  #event = ''
  #data: string[] = []

  take(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch()
    const [field, value] = fieldOf(line)
    if (field === 'event') this.#event = value
    if (field === 'data') this.#data.push(value)
    return undefined
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = this.#event === '' ? 'message' : this.#event
    const data = this.#data
    this.#event = ''
    this.#data = []
    return data.length === 0 ? undefined : { event, data: data.join('\n') }
  }
}

/**
 * The events of a stream until it ends. `onBytes` is called at everything that comes, so that the
 * caller knows that the other side lives.
 */
export const eventsOf = async function* (
  stream: ReadableStream<Uint8Array>, onBytes: () => void,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const assembler = new Assembler()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onBytes()
      rest += decoder.decode(value, { stream: true })
      if (rest.length > maxEventLength) throw new RangeError('an event is too long')
      // A CR at the very end may be half of a CRLF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const event = assembler.take(line)
        if (event) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
