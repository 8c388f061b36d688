import { IconBrandAlipay, IconBrandWechat, IconBuildingBank, IconBolt, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

const icons: Readonly<Record<string, TablerIcon>> = {
  alipay: IconBrandAlipay, wechat: IconBrandWechat, bank_transfer: IconBuildingBank,
}

export const MethodIcon = ({ method }: { readonly method: string }): ReactNode => {
  const Icon = icons[method] ?? IconBolt
  return <span className="icon" aria-hidden><Icon size={22} stroke={1.6} /></span>
}
