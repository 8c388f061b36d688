import { Fragment, type ReactNode } from 'react'

/** Names and values; a value that is not there leaves no line. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }): ReactNode => (
  <dl className="facts">
    {facts.filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false).map(([name, value]) => (
      <Fragment key={name}><dt>{name}</dt><dd>{value}</dd></Fragment>
    ))}
  </dl>
)
