// Calls posthog-node as its users do: node send.mjs HOST TOKEN SCENARIO ID. Prints what it made up.
import { PostHog } from 'posthog-node'

const [host, token, scenario, id] = process.argv.slice(2)

const quiet = { flushAt: 20, flushInterval: 100, fetchRetryCount: 1, disableGeoip: false }
const client = (options = {}) => new PostHog(token, { host, ...quiet, ...options })

const everything = {
  text: 'Grüße, 世界 🦔',
  number: 12.5,
  whole: 9007199254740991,
  yes: true,
  nothing: null,
  list: [1, 'two', null, { three: 3 }],
  nested: { deep: { empty: {}, none: null }, 'dotted.key': 1 },
}

const scenarios = {
  async capture() {
    const posthog = client()
    posthog.capture({
      distinctId: id,
      event: 'node capture',
      properties: everything,
      timestamp: new Date('2026-10-05T06:07:08.910Z'),
      uuid: '0199b2f0-0000-7000-8000-' + id.slice(-12),
      groups: { company: `company-${id}` },
    })
    await posthog.shutdown()
  },
  async plain() {
    const posthog = client({ disableCompression: true })
    posthog.capture({ distinctId: id, event: 'node plain', properties: everything })
    await posthog.shutdown()
  },
  async immediate() {
    const posthog = client()
    await posthog.captureImmediate({ distinctId: id, event: 'node immediate', properties: { a: 1 } })
    await posthog.identifyImmediate({ distinctId: id, properties: { plan: 'pro' } })
    await posthog.groupIdentifyImmediate({
      groupType: 'company',
      groupKey: `company-${id}`,
      properties: { seats: 4 },
    })
    await posthog.aliasImmediate({ distinctId: id, alias: `${id}-alias` })
    await posthog.captureExceptionImmediate(new TypeError('at once'), id)
    await posthog.shutdown()
  },
  async many() {
    const posthog = client({ flushAt: 50 })
    for (let number = 0; number < 230; number += 1) {
      posthog.capture({ distinctId: id, event: 'node many', properties: { number } })
    }
    await posthog.shutdown()
  },
  async persons() {
    const posthog = client()
    posthog.capture({ distinctId: `${id}-before`, event: 'node before' })
    posthog.identify({
      distinctId: id,
      properties: { plan: 'free', $set_once: { first_plan: 'free' }, $anon_distinct_id: `${id}-before` },
    })
    posthog.setPersonProperties({
      distinctId: id,
      properties: { plan: 'pro', doomed: 1 },
      propertiesOnce: { first_plan: 'pro', first_seat: 1 },
    })
    posthog.unsetPersonProperties({ distinctId: id, properties: ['doomed'] })
    posthog.alias({ distinctId: id, alias: `${id}-alias` })
    posthog.capture({ distinctId: `${id}-alias`, event: 'node after' })
    await posthog.shutdown()
  },
  async groups() {
    const posthog = client()
    const groupKey = `company-${id}`
    posthog.groupIdentify({ groupType: 'company', groupKey, properties: { name: 'Acme', seats: 3 } })
    posthog.groupIdentify({ groupType: 'company', groupKey, properties: { seats: 5 }, distinctId: id })
    await posthog.shutdown()
  },
  async exception() {
    const posthog = client()
    posthog.captureException(new RangeError('too far'), id, { where: 'test' })
    await posthog.shutdown()
  },
  async personless() {
    const posthog = client()
    posthog.capture({
      distinctId: id,
      event: 'node personless',
      properties: { $process_person_profile: false },
    })
    await posthog.shutdown()
  },
  async context() {
    const posthog = client()
    const session = '0199b2f0-1111-7000-8000-0123456789ab'
    posthog.withContext({ distinctId: id, sessionId: session, properties: { from: 'context' } }, () => {
      posthog.capture({ event: 'node context' })
    })
    await posthog.shutdown()
  },
  async historical() {
    const posthog = client({ historicalMigration: true })
    posthog.capture({
      distinctId: id,
      event: 'node historical',
      timestamp: new Date('2024-02-29T01:02:03.000Z'),
    })
    await posthog.shutdown()
  },
  async ai() {
    const posthog = client()
    posthog.captureAi({
      distinctId: id,
      event: '$ai_generation',
      properties: { $ai_model: 'some-model', $ai_input_tokens: 12 },
    })
    await posthog.shutdown()
  },
}

const told = await scenarios[scenario]()
console.log(JSON.stringify(told ?? {}))
