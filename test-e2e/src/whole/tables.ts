import { viewsOf, viewTable, type Service } from '@stablegate/kernel'
import pg from 'pg'

/** The table of a read model as it is now, whatever version it has come to; throws where there is none. */
export const tableOf = (service: Service, name: string): string => {
  const view = viewsOf(service).find((one) => one.name === name)
  if (!view) throw new Error(`${service.name} has no view ${name}`)
  return `${pg.escapeIdentifier(service.name)}.${pg.escapeIdentifier(viewTable(view))}`
}
