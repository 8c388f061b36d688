import { defineTexts } from '../../language/texts.ts'

export const sweepTexts = defineTexts({
  en: {
    title: 'Sweeps', text: 'Deposits on their way to the hot address, and what the network took for it. Costs are the operator’s, in TRX.',
    empty: 'No sweep yet', emptyText: 'A deposit address is emptied once what lies there is worth the cost.',
    state: 'State', all: 'All states', address: 'Deposit address', amount: 'Amount', way: 'Energy', cost: 'Cost', other: 'Burning / lending would cost',
    events: 'Events', stake: 'Stake', reason: 'Why not as planned', hot: 'Hot', deposit: 'On deposit addresses', cold: 'Cold',
    free: 'free', waiting: 'Payouts waiting for money', waitingText: 'On the hot address there is too little for them.',
    ceiling: 'Ceiling of the hot address', noCeiling: 'None', noCeilingText: 'Nothing goes to cold by itself.', target: 'left with then:',
    doubtful: 'Doubtful', doubtfulText: 'The network took its transfer back: it may leave once more.',
    shownCost: 'Cost of those shown', shownText: (count: string) => `${count} on this page`,
    ways: { burn: 'Burnt', lend: 'Lent' },
    states: { lending: 'Lending energy', moving: 'Moving', returning: 'Taking energy back', ended: 'Done' },
  },
  zh: {
    title: '归集', text: '充值转往热钱包的过程及网络费用。费用由运营方以 TRX 承担。', empty: '还没有归集', emptyText: '当地址余额值得付出费用时才会归集。',
    state: '状态', all: '全部状态', address: '充值地址', amount: '金额', way: '能量', cost: '费用', other: '燃烧 / 借用预计费用', events: '事件', stake: '质押',
    reason: '未按计划的原因', hot: '热钱包', deposit: '充值地址上', cold: '冷钱包', free: '可用', waiting: '等待资金的提款', waitingText: '热钱包余额不足以支付。',
    ceiling: '热钱包上限', noCeiling: '未设', noCeilingText: '不会自动转入冷钱包。', target: '转出后保留',
    doubtful: '存疑资金', doubtfulText: '网络撤回了其转账，可能再次转出。',
    shownCost: '所示费用合计', shownText: (count: string) => `本页 ${count} 笔`, ways: { burn: '燃烧', lend: '借用' },
    states: { lending: '借用能量中', moving: '转移中', returning: '收回能量中', ended: '已完成' },
  },
})
