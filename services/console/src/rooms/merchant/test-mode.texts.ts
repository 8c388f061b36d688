import { defineTexts } from '../../language/texts.ts'

export const testModeTexts = defineTexts({
  en: {
    title: 'Test mode', text: 'Bots pay by themselves here. How an amount ends decides what becomes of its payment.',
    clock: 'Clock', now: 'Time of this test system', ahead: 'Ahead of the machine', advance: 'Move the clock', days: 'Days', hours: 'Hours',
    minutes: 'Minutes', dayCount: (days: number) => `${days} d`,
    clockText: 'For everybody in this test system, and there is no way back. What is due by then happens at once.',
    amounts: 'Amounts', amountsText: 'The last two digits: 720.21 CNY, 100.21 USDT. Any other amount is paid and settles.',
    ending: 'Ending', happens: 'What happens', you: 'What you do', ends: 'Ends as', nothing: 'Nothing but choose and claim',
    noAmounts: 'No documented amounts',
  },
  zh: {
    title: '测试模式', text: '这里的机器人会自动付款，金额的尾数决定付款的结果。',
    clock: '时钟', now: '测试系统时间', ahead: '比机器时间快', advance: '拨快时钟', days: '天', hours: '小时', minutes: '分钟', dayCount: (days: number) => `${days} 天`,
    clockText: '对此测试系统中的所有人生效，且无法回拨。到期的事项会立即发生。',
    amounts: '金额', amountsText: '最后两位数字：720.21 CNY、100.21 USDT。其他金额正常付款并结算。',
    ending: '尾数', happens: '发生什么', you: '您要做什么', ends: '最终状态', nothing: '只需选择并确认付款',
    noAmounts: '没有约定金额',
  },
})

type Line = { readonly happens: string; readonly you: string }

/** The API says it in English. */
export const testScriptsInChinese: Readonly<Record<string, Line>> = {
  declined: { happens: '三个机器人都拒绝', you: '' },
  declined_once: { happens: '一个机器人拒绝，下一个接受并收到全款', you: '' },
  silent: { happens: '三个机器人都不回应', you: '拨快一分钟，共三次' },
  silent_once: { happens: '一个机器人不回应，下一个接受并收到全款', you: '拨快一分钟' },
  account_unusable: { happens: '机器人接受后报告其账户不可用', you: '不要确认付款；拨快一小时' },
  short: { happens: '少到账一成', you: '同意则部分结算；或补足后再次确认，全额结算' },
  short_refunded: { happens: '少到账一成，机器人退回', you: '' },
  over: { happens: '多到账一成，多出部分退回', you: '同意' },
  third_party_refunded: { happens: '陌生人付款；裁决退回款项', you: '' },
  third_party_settled: { happens: '陌生人付款；裁决认可', you: '' },
  not_received: { happens: '机器人称未收到款；争议等待运营人员', you: '' },
  unanswered: { happens: '机器人不回应付款确认', you: '拨快半小时' },
  unclaimed: { happens: '确认之前款项已到账', you: '不要确认付款' },
  wrong_reference: { happens: '到账的参考号与确认的不同', you: '' },
  late: { happens: '订单因未付款关闭后款项才到账', you: '不要确认付款；拨快一小时' },
  recalled: { happens: '先结算；第 20 天银行追回款项，由商户承担', you: '拨快 20 天' },
  recalled_from_acceptor: { happens: '付款人不符；第 20 天追回，由承兑商承担', you: '拨快 20 天' },
  chain_under: { happens: '链上：少付一成', you: '用测试 USDT 付款；拨快一小时' },
  chain_over: { happens: '链上：多付一成', you: '用测试 USDT 付款' },
}
