// Sends one message of every kind with Segment's SDK for Node, and says how it went.
import { Analytics } from '@segment/analytics-node'

const [host, options] = process.argv.slice(2)
const analytics = new Analytics({ writeKey: 'NoDeWrItEkEy', host, ...JSON.parse(options) })
const failures = []
analytics.on('error', (error) => failures.push(String(error.reason ?? error.code)))

analytics.track({
  anonymousId: 'a1',
  event: 'Product Viewed',
  properties: { product_id: 'P-1', price: 61.5, nothing: null, absent: undefined },
})
analytics.identify({ userId: 'u1', traits: { email: 'someone@shop.example' } })
analytics.page({
  userId: 'u1',
  category: 'Search',
  name: 'results',
  properties: { page: { type: 'search', pageId: 's1' } },
})
analytics.screen({ userId: 'u1', name: 'Home' })
analytics.group({ userId: 'u1', groupId: 'g1', traits: { size: 2 } })
analytics.alias({ userId: 'u1', previousId: 'a1' })
analytics.track({ userId: 'u1', event: '\ud83d lone \ud83d\ude00', messageId: 'mine' })

await analytics.closeAndFlush({ timeout: 20000 })
console.log(JSON.stringify({ failures }))
