import { defineTexts } from '../language/texts.ts'

export const checkoutTexts = defineTexts({
  en: {
    title: 'Checkout', test: 'Test: no real money, the amount decides', pay: (merchant: string) => `Pay ${merchant}`, payment: 'Payment',
    verified: (name: string) => `Verified as ${name}`,
    expires: 'Offer ends in', steps: { choose: 'Choose', pay: 'Pay', confirm: 'Confirm', done: 'Done' }, progress: 'Progress',
    language: '中文', lost: 'Connection lost. Trying again …', loading: 'Loading the payment',
    missing: { title: 'This payment is not known', text: 'Check the link, or go back to the shop and begin again.' },
    failed: { title: 'This could not be loaded', text: 'Try again in a moment.', retry: 'Try again' },
    warning: {
      title: 'Is this your purchase?',
      text: (merchant: string) => `You pay ${merchant}. If a stranger asked you to pay here, stop: it is a fraud.`,
    },
    ways: { legend: 'How do you pay?', fiat: 'Local currency', chain: 'USDT on chain' },
    choose: {
      currency: 'Currency', method: 'Method', rate: (price: string, currency: string) => `1 USDT = ${price} ${currency}`,
      name: 'Your name, as your bank knows it', namePlaceholder: 'Li Wei', tail: 'Last 4 characters of your account',
      why: 'Pay from this account only. Money from another name is sent back.', submit: (amount: string) => `Continue with ${amount}`,
      none: 'No way to pay right now', noneText: 'Nobody serves this amount at the moment. This page looks again by itself.',
      estimate: 'The price is fixed when your request is taken.', again: 'Choose again',
    },
    unserved: 'Nobody could take your request. Choose another method, or try again.',
    methods: {
      bank_transfer: 'Bank transfer', alipay: 'Alipay', wechat: 'WeChat Pay', sepa_instant: 'SEPA Instant',
      faster_payments: 'Faster Payments', upi: 'UPI', pix: 'Pix', fast_bank: 'Instant bank transfer',
    },
    times: {
      bank_transfer: 'up to a working day', alipay: 'a few minutes', wechat: 'a few minutes', sepa_instant: 'under a minute',
      faster_payments: 'a few minutes', upi: 'under a minute', pix: 'under a minute', fast_bank: 'a few minutes',
    },
    finding: { title: 'Finding who takes your payment', text: 'This takes a minute at most. You need not do anything.' },
    instructions: {
      title: 'Pay exactly this', once: 'Once, whole, from your own account.', left: 'Time left to pay',
      grace: 'The time to pay is over. Paid already? Then say so now.',
      fields: { holder: 'Name', account: 'Account', bank: 'Bank', iban: 'IBAN', id: 'ID', note: 'Note' }, amount: 'Amount',
      copy: 'Copy', copied: 'Copied',
    },
    claim: {
      title: 'Paid?', reference: 'Reference of the transfer', hint: 'Your bank or app shows it with the payment. It finds your money.',
      submit: 'I have paid', confirm: 'Only say so once the money is sent: a false claim blocks you.',
    },
    notPaid: { start: 'I have not paid', sure: 'The payment ends. If you did send money, say so instead.', yes: 'Yes, I paid nothing' },
    cancel: { start: 'Cancel', sure: 'End this? Do not if you have already sent money.', yes: 'Yes, cancel', no: 'Back' },
    confirming: {
      title: 'Waiting for confirmation',
      text: 'The receiver looks for your money. This page changes by itself; you may close it and come back by the same link.',
    },
    evidence: {
      title: 'Show that you paid', text: 'A screenshot or a document of your bank: PNG, JPEG, PDF, text or video, 5 MB at most.',
      choose: 'Choose a file', sent: 'Received. Thank you.', sending: 'Sending …', tooBig: 'This file is larger than 5 MB.',
      proof: 'It is an official document of my bank',
    },
    query: {
      title: 'Another amount arrived',
      text: (received: string, asked: string) => `The receiver got ${received} instead of ${asked}. What is right?`,
      agree: 'That is right: settle that amount', topUp: 'I send the rest now', refund: 'Send my money back',
      contest: 'That is wrong: I paid the whole', within: 'Without an answer a person decides, in',
    },
    refundDue: {
      title: 'Your money is on its way back',
      text: 'The receiver has to send it back to the account you paid from. Look there, and say so once it has come.',
      yes: 'It has arrived', within: 'If it is not sent, a person steps in, in',
    },
    disputed: {
      title: 'A person looks at it',
      text: 'You and the receiver say different things. Add what proves your payment; a decision comes within three days. '
        + 'Your money is not lost.',
      concede: 'I did not pay: end this', sure: 'This ends the dispute against you.', within: 'Proof counts that comes within',
    },
    settled: { title: 'Paid', text: (merchant: string) => `${merchant} has your payment.`, back: 'Back to the shop',
      close: 'You may close this page.' },
    split: { title: 'Decided', text: 'A part of the payment was recognised. The shop tells you how it goes on.' },
    closedUnpaid: { title: 'Nothing was paid', text: 'The time is over and no payment was found.', late: 'I did pay' },
    closedRefunded: { title: 'Ended, money returned', text: 'The money went back to the account it came from.',
      late: 'I paid and have nothing back' },
    lateCase: { title: 'We look for your late payment',
      text: 'You said that you paid after the end. A person checks it; add what proves it.' },
    expired: { title: 'This payment has expired', text: 'Nothing was charged. Go back to the shop to begin again.' },
    cancelled: { title: 'Cancelled', text: 'Nothing was charged.' },
    elsewhere: { title: 'Being paid in another browser',
      text: 'Somebody has begun this payment in another browser or device. Go on there.' },
    appeal: { start: 'Something is wrong with this', reason: 'What is wrong?', submit: 'Send', sent: 'A person will look at it.' },
    chain: {
      title: 'Send USDT', network: 'Network', address: 'Address', amount: 'Amount', expires: 'Send within',
      warning: (network: string) => `Send USDT on ${network} only. Anything else, or another network, may be lost.`,
      waiting: 'Waiting for your transfer …', qr: 'QR code of the address', preparing: 'Making an address for this payment …',
      choose: 'Send USDT from your own wallet or exchange. You get an address that is for this payment alone.', start: 'Show the address',
      testPay: 'Pay with test USDT',
      transfers: 'Transfers', missing: (amount: string) => `${amount} still missing. Send the rest to the same address.`,
      stages: {
        observed: 'seen, not final yet', orphaned: 'gone from the chain', solid: 'final', booked: 'final', passed: 'accepted',
        held: 'being checked', rejected: 'not accepted', revoked: 'taken back',
      },
      wrong: 'Coins other than USDT came to this address. They are not counted; the shop is told.', copy: 'Transaction',
      excess: (amount: string, merchant: string) =>
        `${amount} more came than was due. ${merchant} decides about it: ask there to have it sent back.`,
      confirming: {
        title: 'Your transfer is seen',
        text: 'The network makes it final in about a minute. You need not do anything; you may come back by the same link.',
      },
      expired: {
        title: 'The time to send is over',
        text: 'Nothing came. Do not send now: go back to the shop and begin again. What still arrives is seen, and the shop decides.',
      },
      resolved: { title: 'Decided', text: (merchant: string) => `${merchant} has decided about the money that came. Ask there if you miss something.` },
      misfits: {
        underpaid: { title: 'Not the whole amount came', text: (came: string, asked: string, merchant: string) =>
          `${came} of ${asked} came in time. ${merchant} takes it, asks for the rest, or sends it back. Send nothing more until it says so.` },
        overpaid: { title: 'More came than was due', text: (came: string, asked: string, merchant: string) =>
          `${came} came and ${asked} was due. ${merchant} decides about what is beyond: ask there to have it sent back.` },
        paid_late: { title: 'Your money came late', text: (came: string, _asked: string, merchant: string) =>
          `${came} came after the time was over. It is safe. ${merchant} accepts it or sends it back; do not pay again before.` },
        screened: { title: 'Your transfer is being checked', text: (came: string, _asked: string, merchant: string) =>
          `A person looks where the ${came} come from, mostly within a day. Do not send it again; ${merchant} is told how it ends.` },
        reversed: { title: 'The network took it back', text: (came: string, _asked: string, merchant: string) =>
          `The transfer of ${came} was undone by the network. Look into your wallet; if it is there again, ask ${merchant} how to go on.` },
        wrong_asset: { title: 'These are other coins', text: (_came: string, asked: string, merchant: string) =>
          `What came is not USDT and is not counted; ${asked} are still due. ${merchant} is told: write to it with the transaction below.` },
      },
      networks: { tron: 'TRON (TRC-20)', sandbox: 'Sandbox (test)' },
    },
    refunds: {
      title: (amount: string) => `${amount} come back to you`, ask: 'Where should it go? An address of your own on',
      address: 'Your address', submit: 'Send it there', sending: 'On its way.', paid: 'Sent.', closed: 'Closed.',
      transaction: 'Transaction',
    },
    problems: {
      connection: 'No answer. Nothing is lost: try again, it is done once.', moved: 'The payment has moved on; look at the page again.',
      elsewhere: 'This payment was begun in another browser: go on there.', busy: 'Too busy right now. Try again in a moment.',
      invalid: 'Something is not filled in right.', other: 'That did not work.',
    },
    powered: 'Secured by Stablegate',
  },
  zh: {
    title: '收银台', test: '测试付款：无真实资金，结果由金额决定', pay: (merchant: string) => `向 ${merchant} 付款`, payment: '付款',
    verified: (name: string) => `已核实为 ${name}`,
    expires: '有效时间', steps: { choose: '选择', pay: '付款', confirm: '确认', done: '完成' }, progress: '进度',
    language: 'English', lost: '连接已断开，正在重试……', loading: '正在加载付款',
    missing: { title: '找不到此付款', text: '请检查链接，或返回商店重新开始。' },
    failed: { title: '无法加载', text: '请稍后再试。', retry: '重试' },
    warning: {
      title: '这是您本人的购买吗？',
      text: (merchant: string) => `收款方为 ${merchant}。如果是陌生人让您在此付款，请立即停止，这是诈骗。`,
    },
    ways: { legend: '如何付款？', fiat: '本地货币', chain: '链上 USDT' },
    choose: {
      currency: '货币', method: '付款方式', rate: (price: string, currency: string) => `1 USDT = ${price} ${currency}`,
      name: '您的姓名（与银行登记一致）', namePlaceholder: '李伟', tail: '付款账户后四位',
      why: '请仅用此账户付款，其他人名下的款项将被退回。', submit: (amount: string) => `继续支付 ${amount}`,
      none: '暂无可用的付款方式', noneText: '目前无人承接此金额，页面会自动再次查询。',
      estimate: '价格在请求被承接时锁定。', again: '重新选择',
    },
    unserved: '暂时无人承接您的请求，请换一种方式或重试。',
    methods: {
      bank_transfer: '银行转账', alipay: '支付宝', wechat: '微信支付', sepa_instant: 'SEPA 即时转账',
      faster_payments: '英国快速支付', upi: 'UPI', pix: 'Pix', fast_bank: '即时银行转账',
    },
    times: {
      bank_transfer: '最长一个工作日', alipay: '几分钟', wechat: '几分钟', sepa_instant: '一分钟内',
      faster_payments: '几分钟', upi: '一分钟内', pix: '一分钟内', fast_bank: '几分钟',
    },
    finding: { title: '正在为您匹配承兑商', text: '最多一分钟，您无需任何操作。' },
    instructions: {
      title: '请按以下信息付款', once: '一次付清，使用本人账户。', left: '剩余付款时间', grace: '付款时间已过。如果已付款，请立即告知。',
      fields: { holder: '户名', account: '账号', bank: '银行', iban: 'IBAN', id: 'ID', note: '附言' }, amount: '金额',
      copy: '复制', copied: '已复制',
    },
    claim: {
      title: '已经付款？', reference: '转账参考号', hint: '银行或应用的付款详情中可以找到，用于核对您的款项。',
      submit: '我已付款', confirm: '请在款项发出后再点击：虚假声明会导致您被限制。',
    },
    notPaid: { start: '我没有付款', sure: '付款将结束。如果您已转账，请改为告知已付款。', yes: '是的，我没有付款' },
    cancel: { start: '取消', sure: '确定结束吗？如果已经转账，请不要取消。', yes: '确定取消', no: '返回' },
    confirming: {
      title: '等待确认', text: '收款方正在核对您的款项。页面会自动更新；您可以关闭，之后用同一链接返回。',
    },
    evidence: {
      title: '提供付款凭证', text: '截图或银行文件：PNG、JPEG、PDF、文本或视频，最大 5 MB。',
      choose: '选择文件', sent: '已收到，谢谢。', sending: '正在发送……', tooBig: '文件超过 5 MB。', proof: '这是银行出具的正式文件',
    },
    query: {
      title: '到账金额不同', text: (received: string, asked: string) => `收款方收到 ${received}，而应付 ${asked}。实际情况是？`,
      agree: '正确，按到账金额结算', topUp: '我现在补足差额', refund: '请退回我的款项', contest: '不对，我已足额付款', within: '逾期未答复将由人工裁定，剩余',
    },
    refundDue: {
      title: '退款处理中', text: '收款方须将款项退回您的付款账户。请留意该账户，到账后请确认。', yes: '我已收到退款',
      within: '若未退款，将由人工介入，剩余',
    },
    disputed: {
      title: '人工处理中', text: '您与收款方的说法不一致。请补充付款凭证，三天内会有裁定。您的款项不会丢失。',
      concede: '我没有付款，结束争议', sure: '争议将以对您不利的结果结束。', within: '提交凭证的剩余时间',
    },
    settled: { title: '付款成功', text: (merchant: string) => `${merchant} 已收到您的付款。`, back: '返回商店', close: '您可以关闭此页面。' },
    split: { title: '已裁定', text: '部分付款已被确认，后续事宜商店会通知您。' },
    closedUnpaid: { title: '未付款', text: '时间已到，未发现付款。', late: '我已付款' },
    closedRefunded: { title: '已结束，款项已退回', text: '款项已退回原付款账户。', late: '我已付款但未收到退款' },
    lateCase: { title: '正在核查您的迟到付款', text: '您表示在结束后付了款。工作人员正在核对，请补充凭证。' },
    expired: { title: '付款已过期', text: '未扣除任何款项，请返回商店重新开始。' },
    cancelled: { title: '已取消', text: '未扣除任何款项。' },
    elsewhere: { title: '正在另一浏览器中付款', text: '此付款已在其他浏览器或设备中开始，请在那里继续。' },
    appeal: { start: '对结果有异议', reason: '哪里不对？', submit: '提交', sent: '工作人员会进行核查。' },
    chain: {
      title: '发送 USDT', network: '网络', address: '地址', amount: '金额', expires: '请在此时间内发送',
      warning: (network: string) => `仅限在 ${network} 网络发送 USDT。其他币种或网络可能导致资金丢失。`,
      waiting: '等待您的转账……', qr: '地址二维码', preparing: '正在为此付款生成地址……',
      choose: '从您自己的钱包或交易所发送 USDT。您将获得仅用于此付款的地址。', start: '显示地址',
      testPay: '用测试 USDT 付款',
      transfers: '转账', missing: (amount: string) => `尚缺 ${amount}，请向同一地址补足。`,
      stages: {
        observed: '已看到，尚未最终确认', orphaned: '已不在链上', solid: '已最终确认', booked: '已最终确认', passed: '已接受',
        held: '审核中', rejected: '未接受', revoked: '已撤回',
      },
      wrong: '此地址收到了 USDT 以外的币种，不会计入，商店会收到通知。', copy: '交易',
      excess: (amount: string, merchant: string) => `多收到 ${amount}。由 ${merchant} 决定如何处理：如需退回，请与其联系。`,
      confirming: { title: '已看到您的转账', text: '网络约一分钟内最终确认。您无需任何操作，之后可用同一链接返回。' },
      expired: { title: '付款时间已过', text: '未收到款项。请勿再转账，返回商店重新开始。之后到账的款项仍会被看到，由商店决定。' },
      resolved: { title: '已处理', text: (merchant: string) => `${merchant} 已就收到的款项作出决定。如有疑问请与其联系。` },
      misfits: {
        underpaid: { title: '到账金额不足', text: (came: string, asked: string, merchant: string) =>
          `应付 ${asked}，按时到账 ${came}。${merchant} 将接受、要求补足或退回。在此之前请勿再转账。` },
        overpaid: { title: '到账金额过多', text: (came: string, asked: string, merchant: string) =>
          `应付 ${asked}，到账 ${came}。多出部分由 ${merchant} 决定：如需退回，请与其联系。` },
        paid_late: { title: '款项迟到', text: (came: string, _asked: string, merchant: string) =>
          `${came} 在时间结束后到账，款项安全。${merchant} 将接受或退回，在此之前请勿再次付款。` },
        screened: { title: '您的转账正在审核', text: (came: string, _asked: string, merchant: string) =>
          `工作人员正在核查 ${came} 的来源，通常一天内完成。请勿重复转账；结果会告知 ${merchant}。` },
        reversed: { title: '转账被网络撤销', text: (came: string, _asked: string, merchant: string) =>
          `${came} 的转账已被网络撤销。请查看您的钱包；如已退回，请向 ${merchant} 询问后续。` },
        wrong_asset: { title: '收到的是其他币种', text: (_came: string, asked: string, merchant: string) =>
          `收到的不是 USDT，不会计入，仍需支付 ${asked}。${merchant} 会收到通知：请凭以下交易与其联系。` },
      },
      networks: { tron: 'TRON（TRC-20）', sandbox: '沙盒（测试）' },
    },
    refunds: {
      title: (amount: string) => `将退还您 ${amount}`, ask: '退到哪里？请填写您本人的地址，网络：',
      address: '您的地址', submit: '退到此地址', sending: '正在发送。', paid: '已发送。', closed: '已关闭。', transaction: '交易',
    },
    problems: {
      connection: '没有回应。不会丢失任何内容：请重试，操作只会执行一次。', moved: '付款状态已改变，请查看页面。',
      elsewhere: '此付款在另一浏览器中开始，请在那里继续。', busy: '目前繁忙，请稍后再试。',
      invalid: '有内容填写不正确。', other: '操作未成功。',
    },
    powered: '由 Stablegate 提供安全保障',
  },
})
export type CheckoutTexts = (typeof checkoutTexts)['en']
