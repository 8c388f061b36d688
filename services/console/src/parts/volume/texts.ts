import { defineTexts } from '../../language/texts.ts'

export const volumeTexts = defineTexts({
  en: {
    period: 'Period', days: (days: string) => `${days} days`, last: (days: string) => `Last ${days} days`,
    volume: 'Settled volume', net: 'Net of fees and returns', payments: 'Payments', settled: 'Settled', others: 'Not settled',
    settledOf: (settled: string) => `${settled} settled`, conversion: 'Conversion', conversionWhy: 'Settled of all that were created',
    time: 'Median time to settle', p95: (time: string) => `95 of 100 within ${time}`, perDay: 'Settled per day, USDT',
    outcomes: 'Payments per day', timePerDay: 'Time to settle, minutes', median: 'Median', slowest: '95 of 100',
    methods: 'By method', method: 'Method', count: 'Settled', gross: 'Gross', fee: 'Fee', returned: 'Taken back', netShort: 'Net', onChain: 'On chain',
    statuses: 'By status', none: 'Nothing in this time', noneText: 'Choose a longer period.',
  },
  zh: {
    period: '时间范围', days: (days: string) => `${days} 天`, last: (days: string) => `最近 ${days} 天`,
    volume: '结算金额', net: '扣除手续费与退回后', payments: '收款', settled: '已结算', others: '未结算', settledOf: (settled: string) => `${settled} 笔已结算`,
    conversion: '转化率', conversionWhy: '已结算占全部创建', time: '结算时间中位数', p95: (time: string) => `95% 在 ${time} 内`,
    perDay: '每日结算（USDT）', outcomes: '每日收款', timePerDay: '结算用时（分钟）', median: '中位数', slowest: '95 分位',
    methods: '按方式', method: '方式', count: '已结算', gross: '总额', fee: '手续费', returned: '追回', netShort: '净额', onChain: '链上',
    statuses: '按状态', none: '该时段没有数据', noneText: '请选择更长的时间范围。',
  },
})
