import { assertThat } from '@stablegate/kernel'

/** A power of two; each shard doubles by itself, so that no growth takes long. */
const shardCount = 64
const shardBits = 6
const firstSlots = 16
const chunkEntries = 1_024
const textChunkBytes = 32 * 1024
/** In front of each text stands its length, in two bytes. */
const lengthBytes = 2
/** Below it a letter is one byte; any other is this byte and two more. */
const wide = 0xff

type Shard = { slots: Uint32Array; used: number }

type Chunk = { readonly words: Float64Array; readonly starts: Float64Array }

let low = 0
let high = 0

/** Even letters go into one lane and odd ones into the other, as the digest does. */
const hashOf = (text: string): number => {
  low = 0x9e3779b9 ^ text.length
  high = 0x85ebca6b
  const end = text.length & ~1
  for (let index = 0; index < end; index += 2) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(index + 1), 0x5bd1e995)
  }
  if (end < text.length) low = Math.imul(low ^ text.charCodeAt(end), 0x01000193)
  low ^= Math.imul(high ^ (high >>> 15), 0x2c1b3c6d)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b)
  low = Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return (low ^ (low >>> 16)) >>> 0
}

/**
 * A number by text, for very many texts that are never taken away. It keeps letters and numbers in
 * typed arrays, which the garbage collector neither walks nor moves: ids that are kept for ever
 * would otherwise be looked at by each collection, and one `Map` of them stops everything while it
 * doubles. Texts are compared whole; a hash only says where to look.
 */
export class IdTable {
  readonly #shards: (Shard | undefined)[] = []
  readonly #chunks: Chunk[] = []
  readonly #texts: Uint8Array[] = []
  #size = 0
  /** Where the next text is written: in the last chunk of text. */
  #textAt = textChunkBytes
  /** One decision asks for the same text several times over, so the newest answer is kept. */
  #asked: string | undefined
  #askedHash = 0
  #askedAt = -1

  get size(): number {
    return this.#size
  }

  has(text: string): boolean {
    return this.#find(text) >= 0
  }

  get(text: string): number | undefined {
    const at = this.#find(text)
    return at < 0 ? undefined : this.#chunkOf(at).words[at % chunkEntries]
  }

  /** False, and nothing is changed, where the text is there already. */
  add(text: string, word: number): boolean {
    if (this.#find(text) >= 0) return false
    const at = this.#size
    if (at % chunkEntries === 0) {
      this.#chunks.push({
        words: new Float64Array(chunkEntries), starts: new Float64Array(chunkEntries),
      })
    }
    const chunk = this.#chunkOf(at)
    chunk.words[at % chunkEntries] = word
    chunk.starts[at % chunkEntries] = this.#write(text)
    this.#size += 1
    this.#place(this.#askedHash, at)
    this.#askedAt = at
    return true
  }

  /** Another number for a text that is there. */
  set(text: string, word: number): void {
    const at = this.#find(text)
    assertThat(at >= 0, 'a number is changed of a text that is not there')
    this.#chunkOf(at).words[at % chunkEntries] = word
  }

  #chunkOf(at: number): Chunk {
    return this.#chunks[Math.floor(at / chunkEntries)] as Chunk
  }

  /** The number of its entry, -1 where it has none. */
  #find(text: string): number {
    if (text === this.#asked) return this.#askedAt
    const hash = hashOf(text)
    this.#asked = text
    this.#askedHash = hash
    this.#askedAt = this.#search(text, hash)
    return this.#askedAt
  }

  /** A slot is two numbers: the hash, and the entry's number plus one, 0 in an empty slot. */
  #search(text: string, hash: number): number {
    const shard = this.#shards[hash % shardCount]
    if (shard === undefined) return -1
    const { slots } = shard
    const mask = slots.length / 2 - 1
    for (let slot = (hash >>> shardBits) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot * 2 + 1] as number
      if (entry === 0) return -1
      if (slots[slot * 2] === hash && this.#isAt(entry - 1, text)) return entry - 1
    }
  }

  #isAt(at: number, text: string): boolean {
    const start = this.#chunkOf(at).starts[at % chunkEntries] as number
    const bytes = this.#texts[Math.floor(start / textChunkBytes)] as Uint8Array
    let index = start % textChunkBytes
    if (((bytes[index] as number) << 8 | (bytes[index + 1] as number)) !== text.length) return false
    index += lengthBytes
    for (let letter = 0; letter < text.length; letter += 1) {
      const code = text.charCodeAt(letter)
      if (code < wide) {
        if (bytes[index] !== code) return false
        index += 1
      } else {
        if (bytes[index] !== wide) return false
        if (bytes[index + 1] !== code >> 8 || bytes[index + 2] !== (code & 0xff)) return false
        index += 3
      }
    }
    return true
  }

  /** Gives the place where the text begins, counted over all chunks. */
  #write(text: string): number {
    const most = lengthBytes + text.length * 3
    assertThat(text.length < 0x1_0000 && most <= textChunkBytes, 'a text is too long to be kept')
    if (this.#textAt + most > textChunkBytes) {
      this.#texts.push(new Uint8Array(textChunkBytes))
      this.#textAt = 0
    }
    const bytes = this.#texts[this.#texts.length - 1] as Uint8Array
    const start = this.#textAt
    bytes[start] = text.length >> 8
    bytes[start + 1] = text.length & 0xff
    let index = start + lengthBytes
    for (let letter = 0; letter < text.length; letter += 1) {
      const code = text.charCodeAt(letter)
      if (code < wide) {
        bytes[index] = code
        index += 1
      } else {
        bytes[index] = wide
        bytes[index + 1] = code >> 8
        bytes[index + 2] = code & 0xff
        index += 3
      }
    }
    this.#textAt = index
    return (this.#texts.length - 1) * textChunkBytes + start
  }

  #place(hash: number, at: number): void {
    const number = hash % shardCount
    const shard = this.#shards[number] ??= { slots: new Uint32Array(firstSlots * 2), used: 0 }
    if (shard.used * 4 >= (shard.slots.length / 2) * 3) shard.slots = doubled(shard.slots)
    put(shard.slots, hash, at + 1)
    shard.used += 1
  }
}

const put = (slots: Uint32Array, hash: number, entry: number): void => {
  const mask = slots.length / 2 - 1
  let slot = (hash >>> shardBits) & mask
  while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
  slots[slot * 2] = hash
  slots[slot * 2 + 1] = entry
}

const doubled = (slots: Uint32Array): Uint32Array => {
  const larger = new Uint32Array(slots.length * 2)
  for (let at = 0; at < slots.length; at += 2) {
    const entry = slots[at + 1] as number
    if (entry !== 0) put(larger, slots[at] as number, entry)
  }
  return larger
}
