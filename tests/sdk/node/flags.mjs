// Asks for feature flags as users of posthog-node do: node flags.mjs HOST TOKEN SCENARIO ID KEYS SECRET.
// KEYS is the beginning of the keys of the flags. Prints what it was told.
import { PostHog } from 'posthog-node'

const [host, token, scenario, id, keys, secret] = process.argv.slice(2)

const quiet = { flushAt: 20, flushInterval: 100, fetchRetryCount: 1 }
const client = (options = {}) => new PostHog(token, { host, ...quiet, ...options })
const ours = (flags) =>
  Object.fromEntries(Object.entries(flags ?? {}).filter(([key]) => key.startsWith(keys)))
const told = (value) => value ?? null

const scenarios = {
  async remote() {
    const posthog = client()
    const half = await posthog.getFeatureFlag(`${keys}-half`, id)
    const all = await posthog.getAllFlagsAndPayloads(id)
    const answer = {
      on: told(await posthog.isFeatureEnabled(`${keys}-on`, id)),
      off: told(await posthog.isFeatureEnabled(`${keys}-off`, id)),
      missing: told(await posthog.isFeatureEnabled(`${keys}-missing`, id)),
      free: told(await posthog.isFeatureEnabled(`${keys}-pro`, id)),
      pro: told(
        await posthog.isFeatureEnabled(`${keys}-pro`, id, { personProperties: { plan: 'pro' } })
      ),
      client: told(await posthog.getFeatureFlag(`${keys}-client`, id)),
      half,
      payload: await posthog.getFeatureFlagPayload(`${keys}-half`, id, half),
      all: ours(all.featureFlags),
      payloads: ours(all.featureFlagPayloads),
      only: await posthog.getAllFlags(id, { flagKeys: [`${keys}-on`] }),
    }
    posthog.capture({ distinctId: id, event: 'node flags', sendFeatureFlags: true })
    await posthog.shutdown()
    return answer
  },
  async local() {
    const posthog = client({ personalApiKey: secret, featureFlagsPollingInterval: 3_600_000 })
    await posthog.reloadFeatureFlags()
    const flag = (name, personProperties) =>
      posthog.getFeatureFlag(`${keys}-${name}`, id, {
        personProperties,
        onlyEvaluateLocally: true,
        sendFeatureFlagEvents: false,
      })
    const answer = {
      isReady: posthog.isLocalEvaluationReady(),
      on: told(await flag('on')),
      off: told(await flag('off')),
      half: told(await flag('half')),
      pro: told(await flag('pro', { plan: 'pro' })),
      free: told(await flag('pro', { plan: 'free' })),
    }
    await posthog.reloadFeatureFlags() // nothing has changed: the server says so
    answer.again = told(await flag('half'))
    await posthog.shutdown()
    return answer
  },
}

console.log(JSON.stringify(await scenarios[scenario]()))
