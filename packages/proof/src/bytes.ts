/** Texts of bytes that browsers and Node both know, and comparing them. */
const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Encodes as much of the text as there is room for. */
export const encodeInto = (text: string, into: Uint8Array): { readonly read: number } =>
  encoder.encodeInto(text, into)

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const equalBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** Standard base64 with its padding, and nothing else; undefined for any other text. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  // Two texts must not mean the same bytes.
  return base64(bytes) === text ? bytes : undefined
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
