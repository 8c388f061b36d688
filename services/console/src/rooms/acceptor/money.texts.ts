import { defineTexts } from '../../language/texts.ts'

export const moneyTexts = defineTexts({
  en: {
    earnings: 'Earnings', earningsText: 'What settled orders earned you: the margin in your price and the commission of the operator.', total: 'Earned',
    margin: 'Margin', marginText: 'what the fiat was worth beyond the USDT you gave', commission: 'Commission', orders: 'Orders', turnover: 'USDT given',
    byDay: 'By day', byAccount: 'By payment account', day: 'Day', account: 'Account', fiat: 'Fiat received', none: 'Nothing earned in this time',
    noneText: 'Confirmed orders appear here by the day on which they settled.', days: (days: string) => `${days} days`, period: 'Period',
    origin: 'Origin of funds', originText: 'For your bank: who paid what and for what, with references and digests of the evidence. Names are shown until the appeal time of an order is over; make it in time.',
    from: 'From', to: 'To', make: 'Gather', print: 'Print', download: 'Download', found: (count: string) => `${count} orders`,
    originNone: 'No order was accepted in this time', partOnly: 'There are more orders than fit into one bundle: take a shorter time.', payer: 'Payer', nameless: 'no longer shown', purpose: 'For', reference: 'Reference', order: 'Order',
    received: 'Received', given: 'USDT given', price: 'Price', evidence: 'Evidence', digest: 'SHA-256', steps: 'Recorded steps', state: 'State', accepted: 'Accepted',
    declaration: (acceptor: string, from: string, to: string) => `${acceptor} sold USDT through Stablegate to the payers named below, from ${from} to ${to}. Each line is an order of the gateway; its steps are events of the gateway’s log, named by id and position.`,
    made: 'Made', proof: 'proof of a bank', sides: { customer: 'Customer', acceptor: 'Acceptor' },
    deposit: 'Put in', depositText: 'Send USDT (TRC-20) to your own address. It counts once the network will not undo it.', address: 'Your address', getAddress: 'Get my address',
    preparing: 'The address is being prepared …', deposits: 'Came in', noDeposits: 'Nothing came yet', txid: 'Transaction', amount: 'Amount', at: 'Time',
    depositStates: {
      observed: 'Seen', solid: 'Solid', booked: 'Booked', held: 'Held for a check', passed: 'Passed', credited: 'Credited', settled: 'Credited', rejected: 'Rejected',
      blocked: 'Blocked', suspense: 'Set aside', revoked: 'Gone', reversed: 'Taken back', refused: 'Refused',
    },
    withdraw: 'Take out', destination: 'Destination', payouts: 'Went out', noPayouts: 'Nothing was withdrawn yet', fee: 'Fee',
  },
  zh: {
    earnings: '收益', earningsText: '已结算订单的收益：报价中的差价与运营方佣金。', total: '收益', margin: '差价', marginText: '法币价值超出所付 USDT 的部分', commission: '佣金', orders: '订单',
    turnover: '付出 USDT', byDay: '按日', byAccount: '按收款账户', day: '日期', account: '账户', fiat: '收到法币', none: '此期间没有收益', noneText: '确认的订单按结算日显示。',
    days: (days: string) => `${days} 天`, period: '期间',
    origin: '资金来源', originText: '供银行查核：谁付了什么、为何而付，附流水号与证据摘要。付款人姓名仅在订单申诉期内显示，请及时生成。', from: '从', to: '至', make: '生成',
    print: '打印', download: '下载', found: (count: string) => `${count} 个订单`, originNone: '此期间没有接单', partOnly: '订单过多，请缩短期间。', payer: '付款人', nameless: '不再显示', purpose: '用途', reference: '流水号', order: '订单',
    received: '实收', given: '付出 USDT', price: '价格', evidence: '证据', digest: 'SHA-256', steps: '记录步骤', state: '状态', accepted: '接单时间',
    declaration: (acceptor: string, from: string, to: string) => `${acceptor} 于 ${from} 至 ${to} 通过 Stablegate 向下列付款人出售 USDT。每行为一笔网关订单；各步骤是网关日志中的事件，以编号与位置标识。`,
    made: '生成时间', proof: '银行证明', sides: { customer: '客户', acceptor: '承兑商' },
    deposit: '转入', depositText: '请将 USDT（TRC-20）转至您的专属地址；网络确认不可逆后计入。', address: '您的地址', getAddress: '获取地址', preparing: '地址准备中……', deposits: '转入记录', noDeposits: '还没有转入',
    txid: '交易', amount: '金额', at: '时间',
    depositStates: {
      observed: '已发现', solid: '已确认', booked: '已记账', held: '待核查', passed: '已通过', credited: '已入账', settled: '已入账', rejected: '已拒绝', blocked: '已冻结', suspense: '已搁置',
      revoked: '已消失', reversed: '已撤回', refused: '已拒绝',
    },
    withdraw: '转出', destination: '目标地址', payouts: '转出记录', noPayouts: '还没有转出', fee: '费用',
  },
})
