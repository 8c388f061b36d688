import { generateKeyPairSync, sign } from 'node:crypto'

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))
const commonName = Buffer.from('0603550403', 'hex')
const ed25519 = sequence(Buffer.from('06032b6570', 'hex'))
const subjectAltName = Buffer.from('0603551d11', 'hex')

/** A certificate (RFC 5280) for 127.0.0.1 that nobody signed but itself, and its key; both PEM. */
export const selfSigned = (): { readonly cert: string; readonly key: string } => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const name = sequence(der(0x31, sequence(commonName, text(0x0c, 'spec'))))
  const loopback = sequence(der(0x87, Buffer.from([127, 0, 0, 1])))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), ed25519, name,
    sequence(text(0x17, '200101000000Z'), text(0x17, '491231235959Z')), name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, loopback)))))
  const certificate = sequence(body, ed25519, der(0x03, Buffer.from([0]), sign(null, body, privateKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g)!.join('\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}
