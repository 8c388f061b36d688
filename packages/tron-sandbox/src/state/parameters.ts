/**
 * What the network votes on, with main net's figures of 2026-09. Prices in sun (a millionth TRX).
 */
export type ChainParameters = {
  readonly energyFeeSun: bigint
  readonly transactionFeeSunPerByte: bigint
  readonly createAccountFeeSun: bigint
  readonly createNewAccountFeeInSystemContractSun: bigint
  readonly updateAccountPermissionFeeSun: bigint
  readonly multiSignFeeSun: bigint
  readonly memoFeeSun: bigint
  readonly freeNetLimit: bigint
  readonly maxFeeLimitSun: bigint
  readonly totalEnergyLimit: bigint
  readonly totalNetLimit: bigint
  /** Stake of the rest of the network, in TRX: it makes a sandbox stake yield what it would there. */
  readonly networkEnergyWeightTrx: bigint
  readonly networkNetWeightTrx: bigint
  readonly unfreezeDelayDays: number
  /**
   * Where main net gives a transaction 80 ms, a sandbox lets it land so many jumps: the same run ends
   * the same way on every machine.
   */
  readonly maxLandingsOfOneTx: number
}

export const mainNetParameters: ChainParameters = {
  energyFeeSun: 100n,
  transactionFeeSunPerByte: 1000n,
  createAccountFeeSun: 100_000n,
  createNewAccountFeeInSystemContractSun: 1_000_000n,
  updateAccountPermissionFeeSun: 100_000_000n,
  multiSignFeeSun: 1_000_000n,
  memoFeeSun: 1_000_000n,
  freeNetLimit: 600n,
  maxFeeLimitSun: 15_000_000_000n,
  totalEnergyLimit: 180_000_000_000n,
  totalNetLimit: 43_200_000_000n,
  networkEnergyWeightTrx: 19_000_000_000n,
  networkNetWeightTrx: 27_000_000_000n,
  unfreezeDelayDays: 14,
  maxLandingsOfOneTx: 1_000_000,
}

/** Votes are counted so often. */
export const maintenanceMs = 21_600_000n

/** As `getchainparameters` names them. */
export const namedParameters = (parameters: ChainParameters): readonly (readonly [string, bigint])[] => [
  ['getMaintenanceTimeInterval', maintenanceMs],
  ['getAccountUpgradeCost', 9_999_000_000n],
  ['getCreateAccountFee', parameters.createAccountFeeSun],
  ['getTransactionFee', parameters.transactionFeeSunPerByte],
  ['getAssetIssueFee', 1_024_000_000n],
  ['getCreateNewAccountFeeInSystemContract', parameters.createNewAccountFeeInSystemContractSun],
  ['getCreateNewAccountBandwidthRate', 1n],
  ['getAllowCreationOfContracts', 1n],
  ['getRemoveThePowerOfTheGr', -1n],
  ['getEnergyFee', parameters.energyFeeSun],
  ['getMaxCpuTimeOfOneTx', 80n],
  ['getAllowUpdateAccountName', 0n],
  ['getAllowSameTokenName', 1n],
  ['getAllowDelegateResource', 1n],
  ['getTotalEnergyLimit', parameters.totalEnergyLimit],
  ['getAllowTvmTransferTrc10', 1n],
  ['getTotalEnergyCurrentLimit', parameters.totalEnergyLimit],
  ['getAllowMultiSign', 1n],
  ['getUpdateAccountPermissionFee', parameters.updateAccountPermissionFeeSun],
  ['getMultiSignFee', parameters.multiSignFeeSun],
  ['getTotalNetLimit', parameters.totalNetLimit],
  ['getFreeNetLimit', parameters.freeNetLimit],
  ['getMaxFeeLimit', parameters.maxFeeLimitSun],
  ['getForbidTransferToContract', 1n],
  ['getUnfreezeDelayDays', BigInt(parameters.unfreezeDelayDays)],
  ['getMemoFee', parameters.memoFeeSun],
  ['getAllowDynamicEnergy', 1n],
  ['getDynamicEnergyThreshold', 5_000_000_000n],
  ['getDynamicEnergyIncreaseFactor', 2000n],
  ['getDynamicEnergyMaxFactor', 34_000n],
]
