import { createHmac, hash } from 'node:crypto'

export type AwsCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string | undefined }

export type AwsRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  /** All that is signed beside host and date, by lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly service: string
  readonly region: string
  readonly atMs: number
}

const algorithm = 'AWS4-HMAC-SHA256'
const sha256 = (text: string): string => hash('sha256', text, 'hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** As AWS writes a moment: 20150830T123600Z. */
const stampOf = (atMs: number): string => new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '')

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const queryOf = (url: URL): string =>
  [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort().join('&')

/**
 * The headers of a request that is signed by Signature Version 4 (docs.aws.amazon.com, "Create a signed
 * AWS API request"). Of paths it knows `/` alone, which is all that services of JSON need.
 */
export const signedHeaders = (request: AwsRequest, credentials: AwsCredentials): Readonly<Record<string, string>> => {
  const { method, url, body, service, region, atMs } = request
  const stamp = stampOf(atMs)
  const token = credentials.sessionToken
  const headers: Readonly<Record<string, string>> = {
    ...request.headers, host: url.host, 'x-amz-date': stamp, ...(token === undefined ? {} : { 'x-amz-security-token': token }),
  }
  const names = Object.keys(headers).sort()
  const signed = names.join(';')
  const canonical = [
    method, '/', queryOf(url), ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`), '', signed, sha256(body),
  ].join('\n')
  const scope = [stamp.slice(0, 8), region, service, 'aws4_request']
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`)
  const signature = hmac(Buffer.from(key), [algorithm, stamp, scope.join('/'), sha256(canonical)].join('\n')).toString('hex')
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`,
  }
}
