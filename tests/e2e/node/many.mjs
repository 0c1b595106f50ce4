// Sends many messages with Segment's SDK for Node, and says how many it was told are stored.
import { Analytics } from '@segment/analytics-node'

const [host, count] = process.argv.slice(2)
const analytics = new Analytics({ writeKey: 'NoDeWrItEkEy', host, flushAt: 100 })
const failures = []
let delivered = 0
analytics.on('error', (error) => failures.push(String(error.reason ?? error.code)))

for (let number = 0; number < Number(count); number++) {
  analytics.track(
    {
      anonymousId: `a${number % 50}`,
      event: 'Product Viewed',
      properties: { product_id: `P-${number}`, resolvedBidId: `ChAG-${number}` },
    },
    (error) => { if (!error) delivered++ },
  )
  if (number % 500 === 499) await new Promise((resume) => setTimeout(resume, 20))
}

await analytics.closeAndFlush({ timeout: 60000 })
console.log(JSON.stringify({ delivered, failures }))
