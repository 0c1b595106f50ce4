// node answer.mjs: for each line {"event", "settings"} on standard input, the deliveries of the
// real destination as one JSON line: [{"preset", "body"} or {"preset", "error": [...]}].
import { createInterface } from 'node:readline'
import { deliver, subscriptions } from './destination.mjs'

for await (const line of createInterface({ input: process.stdin })) {
  const { settings } = JSON.parse(line)
  const deliveries = []
  for (const subscription of subscriptions) {
    // The destination changes what it is given, so each subscription gets a copy.
    const message = JSON.parse(line).event
    try {
      const body = await deliver(subscription, message, { api_key: 'none', ...settings })
      if (body !== undefined) deliveries.push({ preset: subscription.name, body })
    } catch (error) {
      const errors = error.errors ?? [{ path: '$', message: error.message }]
      deliveries.push({
        preset: subscription.name,
        error: errors.map((one) => ({ path: one.path, message: one.message }))
      })
    }
  }
  console.log(JSON.stringify(deliveries))
}
