import { defineTexts } from '../../language/texts.ts'

export const settingsTexts = defineTexts({
  en: {
    title: 'Checkout and payments', text: 'For payments made from now on; each keeps what stood when it was made. Empty takes the system’s default.',
    displayName: 'Name at the checkout', displayNameHint: 'Beside the name that the operator verified', colour: 'Colour',
    colourHint: 'Of the main button', pick: 'Pick a colour from the screen', returnUrl: 'Where customers go back to',
    returnUrlHint: 'Of payments that name no other place', spread: 'Spread at most', spreadHint: 'Price of an acceptor from the reference',
    under: 'Short by at most', underHint: 'On chain: still paid in full', over: 'Over by at most', overHint: 'On chain: is yours',
    default: 'Default', save: 'Save',
    onChain: 'Customers may pay on chain', onChainHint: 'USDT from a wallet of theirs', acceptors: 'Customers may pay in fiat',
    acceptorsHint: 'An acceptor takes it', methods: 'Only by these methods', allMethods: 'All methods', yes: 'Yes', no: 'No', version: (version: string) => `Version ${version}`,
  },
  zh: {
    title: '收银台与付款', text: '仅适用于今后创建的付款；已有付款沿用创建时的设置。留空则使用系统默认值。',
    displayName: '收银台名称', displayNameHint: '显示在运营方核实的名称旁', colour: '颜色', colourHint: '主按钮颜色', pick: '从屏幕取色',
    returnUrl: '客户返回地址', returnUrlHint: '用于未另行指定的付款', spread: '最大价差', spreadHint: '承兑商报价与参考价之差',
    under: '允许不足', underHint: '链上：仍视为足额', over: '允许多付', overHint: '链上：归您所有', default: '默认', save: '保存',
    onChain: '允许链上付款', onChainHint: '顾客从自己的钱包支付 USDT', acceptors: '允许法币付款', acceptorsHint: '由承兑商收款', methods: '仅限这些方式',
    allMethods: '全部方式', yes: '是', no: '否',
    version: (version: string) => `第 ${version} 版`,
  },
})
