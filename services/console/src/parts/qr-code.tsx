import type { ReactNode } from 'react'
import { encode } from 'uqr'

/** A QR code as one path; dark on white in both colour schemes, since cameras expect it so. */
export const QrCode = ({ text, size, label }: { readonly text: string; readonly size: number; readonly label: string }): ReactNode => {
  const { data, size: modules } = encode(text, { border: 2, ecc: 'M' })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${modules} ${modules}`} shapeRendering="crispEdges"
      className="qr-code">
      <rect width={modules} height={modules} rx={1.2} fill="#fff" />
      <path d={path} fill="#0a0e0d" />
    </svg>
  )
}
