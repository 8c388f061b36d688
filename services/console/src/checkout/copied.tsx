import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { checkoutTexts } from './texts.ts'

/** A line of what to pay, with a button that takes it along exactly. */
export const CopyLine = ({ label, value, shown = value, strong = false }: {
  readonly label: string; readonly value: string; readonly shown?: string; readonly strong?: boolean
}): ReactNode => {
  const t = useTexts(checkoutTexts).instructions
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <div className={strong ? 'line strong' : 'line'}>
      <dt>{label}</dt>
      <dd>
        <span>{shown}</span>
        <button type="button" className="copy" aria-label={`${isCopied ? t.copied : t.copy}: ${label}`}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
          {isCopied ? <IconCheck size={18} /> : <IconCopy size={18} stroke={1.7} />}
        </button>
        <span role="status" className="unseen">{isCopied ? t.copied : ''}</span>
      </dd>
    </div>
  )
}
