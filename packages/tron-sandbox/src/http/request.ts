import { addressOf, integerOf, isObject, ParseError, type Json, type JsonObject } from '../codec/json.ts'
import type { View } from './view.ts'

/** A parsed request to one of the node's endpoints. */
export type Request = {
  readonly view: View
  readonly body: JsonObject
  readonly isVisible: boolean
}

export type Endpoint = {
  readonly serves: 'both' | 'full'
  readonly answer: (request: Request) => Json | Promise<Json>
}

const nullPointer = (): Error => Object.assign(new Error('null'), { javaClass: 'java.lang.NullPointerException' })

/** An address the caller must give, in hex or, with `visible`, in base58. */
export const addressParameter = ({ body, isVisible }: Request, name: string): string => {
  const value = body[name]
  if (value === undefined || value === null) throw nullPointer()
  return addressOf(value, isVisible)
}

export const integerParameter = ({ body }: Request, name: string, otherwise = 0n): bigint => {
  const value = body[name]
  return value === undefined || value === null || value === '' ? otherwise : integerOf(value)
}

export const textParameter = ({ body }: Request, name: string): string => {
  const value = body[name]
  return value === undefined || value === null ? '' : String(value)
}

export const flagOf = (json: Json | undefined): boolean => json === true || json === 'true'

export const objectOf = (json: Json): JsonObject => {
  if (!isObject(json)) throw new ParseError('1:1: Expected "{".')
  return json
}

/** What the node says of an exception: always HTTP 200, with the class of its own code. */
export const errorAnswer = (error: unknown): JsonObject => {
  if (error instanceof ParseError) {
    return { Error: `class org.tron.core.services.http.JsonFormat$ParseException : ${error.message}` }
  }
  const javaClass = error instanceof Error && 'javaClass' in error ? String(error.javaClass) : 'java.lang.Exception'
  return { Error: `class ${javaClass} : ${error instanceof Error ? error.message : String(error)}` }
}
