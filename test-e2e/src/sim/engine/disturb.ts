import type { Instance } from './instance.ts'
import type { World } from './world.ts'

/** One disturbance of whole processes, chosen by the seed; called now and then while faults are on. */
export const disturb = (world: World): void => {
  const { random } = world
  if (world.instances.length === 0) return
  const victim = random.pick(world.instances)
  const dice = random.below(100)
  if (dice < 35) crashAndRestart(world, victim)
  else if (dice < 55) startTwin(world, victim)
  else if (dice < 70) jumpClock(world, victim)
  else if (dice < 85) slowDown(world, victim)
  else if (dice < 95) stopGently(world, victim)
  else if (world.strikes('bus_wiped', 1)) world.wipeBus()
}

const restartSoon = (world: World, instance: Instance): void => {
  const { scheduler, random } = world
  const { service } = instance
  scheduler.at(scheduler.nowMs + random.between(0, 20_000), undefined, () => {
    if (world.of(service.name).length === 0) world.start(service)
  })
}

const crashAndRestart = (world: World, instance: Instance): void => {
  if (!world.strikes('crash', 1)) return
  world.crash(instance)
  restartSoon(world, instance)
}

/** Two instances of one service, both sure to be the only one. */
const startTwin = (world: World, instance: Instance): void => {
  if (world.of(instance.service.name).length > 1 || !world.strikes('twin', 1)) return
  world.start(instance.service)
  const { scheduler, random } = world
  scheduler.at(scheduler.nowMs + random.between(30_000, 400_000), undefined, () => {
    const both = world.of(instance.service.name)
    if (both.length > 1) world.crash(random.pick(both))
  })
}

/** Wrong by up to ten minutes either way, for a while. */
const jumpClock = (world: World, instance: Instance): void => {
  if (!world.strikes('clock_jump', 1)) return
  const { scheduler, random } = world
  instance.skewMs = random.between(-600_000, 600_000)
  scheduler.at(scheduler.nowMs + random.between(10_000, 200_000), instance, () => {
    instance.skewMs = 0
  })
}

const slowDown = (world: World, instance: Instance): void => {
  if (!world.strikes('slow_consumer', 1)) return
  const { scheduler, random } = world
  instance.slow = true
  scheduler.at(scheduler.nowMs + random.between(10_000, 120_000), instance, () => {
    instance.slow = false
  })
}

/** A drain: what is in flight is answered, then the process is gone and comes back. */
const stopGently = (world: World, instance: Instance): void => {
  const { running } = instance
  if (!running) return
  void running.stop().then(() => {
    if (!instance.alive) return
    world.crash(instance)
    restartSoon(world, instance)
  })
}

/** Faults end: every service runs once, anew, at its usual speed and with the right time. */
export const calm = (world: World): void => {
  world.faultsOn = false
  const services = [...new Set(world.options.services)]
  for (const instance of [...world.instances]) world.crash(instance)
  for (const service of services) world.start(service)
}
