import { defineTexts } from '../../language/texts.ts'

export const mapTexts = defineTexts({
  en: {
    map: 'Live map', events: 'events', silent: 'DOES NOT ANSWER', parked: (count: string) => `${count} parked`, idle: 'no events yet',
    whole: 'All services answer, nothing is parked.', broken: (names: string) => `Needs a person: ${names}`,
    solid: 'solid block', reserves: 'reserves', prices: (count: string) => `${count} fresh prices`, stops: (what: string) => `stopped: ${what}`,
    does: {
      gateway: 'the door', order: 'payments', matching: 'offers and prices', acceptor: 'acceptors', ledger: 'the books', treasury: 'money in and out', 'chain-watcher': 'follows the chain',
      signer: 'the keys', notifier: 'webhooks', chain: 'the network',
    },
    outcomes: { equal: 'equal', shortfall: 'SHORTFALL', excess: 'excess' },
    lags: 'Who is behind', consumers: (count: string) => `${count} views, reactions and processes listen to the logs.`, behind: (lag: string) => `${lag} behind`,
    caughtUp: 'All have caught up', consumer: 'Consumer', state: 'State', position: 'Read up to', lag: 'Behind by',
    states: { active: 'active', standby: 'stands by', rebuilding: 'rebuilding', stopped: 'STOPPED' },
  },
  zh: {
    map: '实时系统图', events: '事件', silent: '无应答', parked: (count: string) => `停住 ${count}`, idle: '暂无事件', whole: '所有服务正常应答，没有停住的事件。',
    broken: (names: string) => `需要人工处理：${names}`, solid: '确认区块', reserves: '储备', prices: (count: string) => `${count} 个新鲜价格`, stops: (what: string) => `已停止：${what}`,
    does: {
      gateway: '入口', order: '付款单', matching: '派单与价格', acceptor: '承兑商', ledger: '账簿', treasury: '资金进出', 'chain-watcher': '跟随区块链', signer: '密钥', notifier: '回调通知',
      chain: '区块链网络',
    },
    outcomes: { equal: '相等', shortfall: '短缺', excess: '多出' },
    lags: '落后情况', consumers: (count: string) => `共 ${count} 个视图、反应与流程监听日志。`, behind: (lag: string) => `落后 ${lag}`,
    caughtUp: '全部已跟上', consumer: '监听者', state: '状态', position: '已读至', lag: '落后',
    states: { active: '运行中', standby: '待命', rebuilding: '重建中', stopped: '已停止' },
  },
})
