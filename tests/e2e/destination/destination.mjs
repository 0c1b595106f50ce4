// Segment's published Topsort destination. Nothing leaves this computer: its HTTP client is
// replaced by one that keeps the body and answers 204.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
// Not among the package's exports, so it is named by its file.
const client = require.resolve('./node_modules/@segment/actions-core/dist/cjs/create-request-client.js')
const answer = { status: 204, content: '' }
let sent

require.cache[client] = {
  id: client,
  filename: client,
  loaded: true,
  exports: {
    __esModule: true,
    default: () => (url, options) => {
      sent = options.json
      return Promise.resolve(answer)
    }
  }
}

const { Destination } = require('@segment/actions-core')
const topsort = require('@segment/action-destinations/dist/destinations/topsort').default
const destination = new Destination(topsort)

export const version = require('@segment/action-destinations/package.json').version

/** Its presets as subscriptions. */
export const subscriptions = topsort.presets

/**
 * What one subscription makes of a message: undefined where its trigger does not match, else the
 * body that it sent (null: none). Throws where the payload is refused.
 */
export async function deliver(subscription, message, settings) {
  sent = null
  const results = await destination.onSubscription(subscription, message, settings, undefined)
  return results[0]?.output === 'not subscribed' ? undefined : sent
}

/** The same without looking at the trigger. */
export async function execute(subscription, message, settings) {
  sent = null
  await destination.executeAction(subscription.partnerAction, {
    event: message,
    mapping: subscription.mapping,
    settings
  })
  return sent
}
