// Sends one message of every kind with one of Segment's SDKs for Node, and says how it went:
// what it was told is delivered, what failed, and its own version.
//   node send.mjs PACKAGE HOST OPTIONS
// `messageId` of one message is the caller's own.
import { createRequire } from 'node:module'

const [name, host, json] = process.argv.slice(2)
const options = JSON.parse(json)
const loaded = await import(name)
const Analytics = loaded.Analytics ?? loaded.default
const legacy = name === 'analytics-node'
const key = 'NoDeWrItEkEy'
const failures = []
let delivered = 0
const done = (error) => { if (!error) delivered++ }

const analytics = legacy
  ? new Analytics(key, { host, errorHandler: (error) => failures.push(String(error)), ...options })
  : new Analytics({ writeKey: key, host, ...options })
if (!legacy) {
  analytics.on('error', (error) => failures.push(String(error.reason ?? error.code)))
}

const bid = 'ChAGbQZ6Yp5yc7mFx'
const calls = [
  ['track', {
    anonymousId: 'a1',
    event: 'Product Clicked',
    properties: { product_id: 'P-1', resolvedBidId: bid, price: 61.5, nothing: null, absent: undefined },
  }],
  ['identify', { userId: 'u1', traits: { email: 'someone@shop.example' } }],
  ['page', {
    userId: 'u1',
    category: 'Search',
    name: 'results',
    properties: { page: { type: 'search', pageId: 's1' } },
  }],
  ['screen', { userId: 'u1', name: 'Home' }],
  ['group', { userId: 'u1', groupId: 'g1', traits: { size: 2 } }],
  ['alias', { userId: 'u1', previousId: 'a1' }],
  ['track', { userId: 'u1', event: '\ud83d lone \ud83d\ude00', messageId: 'mine' }],
]
for (const [method, message] of calls) analytics[method](message, done)

if (legacy) {
  while (analytics.queue.length) await new Promise((resume) => analytics.flush(resume))
  const until = Date.now() + 20000
  while (delivered < calls.length && !failures.length && Date.now() < until) {
    await new Promise((resume) => setTimeout(resume, 10))
  }
  clearTimeout(analytics.timer)
} else {
  await analytics.closeAndFlush({ timeout: 20000 })
}
const { version } = createRequire(import.meta.url)(`./node_modules/${name}/package.json`)
console.log(JSON.stringify({ delivered, failures, version }))
