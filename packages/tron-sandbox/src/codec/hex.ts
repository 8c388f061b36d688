/** Hex without 0x is how the node writes bytes; inside this package all bytes are kept so. */
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

export const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text)

export const hexOfText = (text: string): string => Buffer.from(text).toString('hex')

export const textOfHex = (hex: string): string => Buffer.from(hex, 'hex').toString()
