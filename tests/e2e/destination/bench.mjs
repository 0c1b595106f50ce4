// node bench.mjs FILE SECONDS: how many deliveries a second the real destination makes of the
// messages in FILE, lines {"event", "settings"}. Prints one JSON object: `whole` with triggers,
// `actions` for the matching subscriptions alone, as if their triggers cost nothing.
import { readFileSync } from 'node:fs'
import { deliver, execute, subscriptions, version } from './destination.mjs'

const lines = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n')
const seconds = Number(process.argv[3])

function read() {
  return lines.map((line) => {
    const { event, settings } = JSON.parse(line)
    return { event, settings: { api_key: 'none', ...settings }, matching: subscriptions }
  })
}

async function round(cases, run) {
  let deliveries = 0
  const start = process.hrtime.bigint()
  for (const { event, settings, matching } of cases) {
    for (const subscription of matching) {
      try {
        if ((await run(subscription, event, settings)) !== undefined) deliveries++
      } catch {
        deliveries++
      }
    }
  }
  return deliveries / (Number(process.hrtime.bigint() - start) / 1e9)
}

async function best(prepare, run) {
  const end = performance.now() + seconds * 1000
  let found = 0
  while (performance.now() < end) found = Math.max(found, await round(prepare(), run))
  return found
}

async function matches(subscription, event, settings) {
  try {
    return (await deliver(subscription, structuredClone(event), settings)) !== undefined
  } catch {
    return true
  }
}

const matching = []
for (const { event, settings } of read()) {
  const found = []
  for (const one of subscriptions) if (await matches(one, event, settings)) found.push(one)
  matching.push(found)
}
const onlyMatching = () => read().map((one, index) => ({ ...one, matching: matching[index] }))

console.log(
  JSON.stringify({
    version,
    node: process.version,
    whole: await best(read, deliver),
    actions: await best(onlyMatching, execute)
  })
)
