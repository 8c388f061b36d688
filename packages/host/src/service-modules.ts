import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Service } from '@stablegate/kernel'

const isService = (value: unknown): value is Service =>
  typeof value === 'object' && value !== null && 'aggregates' in value && 'migrations' in value
  && 'name' in value && typeof value.name === 'string'

/** Imports modules by path or package name and gives every service value they export. */
export const servicesIn = async (modules: readonly string[]): Promise<readonly Service[]> => {
  const found: Service[] = []
  for (const name of modules) {
    const isPath = /^[./]|\.[cm]?[jt]s$/.test(name)
    const exported = await import(isPath ? pathToFileURL(resolve(name)).href : name) as object
    const services = Object.values(exported).filter(isService)
    if (services.length === 0) throw new Error(`${name} exports no service`)
    found.push(...services)
  }
  return [...new Map(found.map((service) => [service.name, service])).values()]
}

/** Names of modules from the command line, else from SERVICES, separated by commas. */
export const modulesGiven = (args: readonly string[], variable: string | undefined): readonly string[] =>
  args.length > 0 ? args : (variable ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
