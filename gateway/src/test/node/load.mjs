// A real client (viem, its own retries off) that reads and sends raw transactions at a fixed rate,
// open loop: a call is due when it is due, whatever became of the ones before it.
//
//   node load.mjs --url URL --out FILE [--reads 500] [--transactions 20] [--seconds 60]
//                 [--chain-id 31337] [--accounts 50]
//
// In on stdin, one word a line: `go`, `burst N` (N reads at once), `stop`.
// Out on stdout, one line each: `ready`, `tx HASH RAW` for each answered transaction,
// `burst N sent` once N reads are on their way and the first of them was answered,
// `summary JSON`, `done`.
// FILE gets one JSON object a line and call: tag, method, due, start, end (ms since the epoch, with
// fractions), ok, value or error, node (from X-Headgate-Node, when it is there). Lines tagged
// `pause` are no calls: this client itself was late by more than 10 ms.

import { AsyncLocalStorage } from 'node:async_hooks'
import { pbkdf2Sync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createPublicClient, http } from 'viem'
import { HDKey, hdKeyToAccount } from 'viem/accounts'

const { values: args } = parseArgs({
  options: {
    url: { type: 'string' },
    out: { type: 'string' },
    reads: { type: 'string', default: '500' },
    transactions: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    'chain-id': { type: 'string', default: '31337' },
    accounts: { type: 'string', default: '50' },
  },
})
if (!args.url || !args.out) {
  console.error('load: --url and --out are needed')
  process.exit(2)
}

const DEV_MNEMONIC = 'test test test test test test test test test test test junk'
const IDENTITY = '0x0000000000000000000000000000000000000004'
const TIMEOUT_MS = 10_000
const PAUSE_MS = 10

const now = () => performance.timeOrigin + performance.now()
const say = (line) => process.stdout.write(line + '\n')

const current = new AsyncLocalStorage()
const client = createPublicClient({
  transport: http(args.url, {
    retryCount: 0,
    timeout: TIMEOUT_MS,
    fetchFn: async (input, init) => {
      const response = await fetch(input, init)
      const record = current.getStore()
      const node = response.headers.get('x-headgate-node')
      if (record && node) record.node = node
      return response
    },
  }),
})

const seed = pbkdf2Sync(DEV_MNEMONIC, 'mnemonic', 2048, 64, 'sha512')
const root = HDKey.fromMasterSeed(seed)
const accounts = Array.from({ length: Number(args.accounts) }, (_, addressIndex) => ({
  signer: hdKeyToAccount(root, { addressIndex }),
  nonce: 0,
  broken: false,
}))

const records = []
let inFlight = 0

async function call(tag, method, due, ask) {
  const record = { tag, method, due, start: now() }
  records.push(record)
  inFlight++
  try {
    record.value = await current.run(record, ask)
    record.ok = true
  } catch (error) {
    record.ok = false
    record.error = [error.shortMessage ?? error.message, error.details ?? error.cause?.message]
      .filter(Boolean)
      .join(': ')
  }
  record.end = now()
  inFlight--
  return record
}

const reads = [
  // Not client.getBlockNumber: while one question is under way it answers others with it, even with
  // cacheTime 0, and an answer older than its call looks like a head that went backward.
  ['eth_blockNumber', async () => String(BigInt(await client.request({ method: 'eth_blockNumber' })))],
  ['eth_getBalance', async (i) => String(await client.getBalance({ address: account(i).signer.address }))],
  ['eth_call', echo],
  ['eth_getBlockByNumber', async () => {
    const block = await client.getBlock()
    return `${block.number} ${block.hash}`
  }],
]
const account = (i) => accounts[i % accounts.length]

// The identity precompile gives back what it is given: an answer meant for another call shows.
async function echo(i) {
  const data = '0x' + i.toString(16).padStart(64, '0')
  const answer = await client.call({ to: IDENTITY, data })
  if (answer.data !== data) throw new Error(`asked for ${data}, was answered ${answer.data}`)
  return answer.data
}

let nextRead = 0
function read(tag, due) {
  const i = nextRead++
  const [method, ask] = reads[i % reads.length]
  return call(tag, method, due, () => ask(i))
}

// Each transaction has a fee of its own: nodes order a block by fee, so the fee fixes the order.
const presigned = []
async function sign(count) {
  for (let i = 0; i < count; i++) {
    const from = account(i)
    const raw = await from.signer.signTransaction({
      chainId: Number(args['chain-id']),
      type: 'eip1559',
      to: account(i + 1).signer.address,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 3_000_000_000n + BigInt(i),
      maxPriorityFeePerGas: 1_000_000_000n,
      nonce: from.nonce++,
    })
    presigned.push({ from, raw })
  }
}

let nextTransaction = 0
async function transaction(due) {
  const { from, raw } = presigned[nextTransaction++]
  // Behind a nonce whose fate nobody knows, every later one would only queue.
  if (from.broken) return
  const record = await call('transaction', 'eth_sendRawTransaction', due, () =>
    client.sendRawTransaction({ serializedTransaction: raw }))
  if (record.ok) say(`tx ${record.value} ${raw}`)
  else from.broken = true
}

function burst(count) {
  const due = now()
  const calls = Array.from({ length: count }, () => read('burst', due))
  Promise.race(calls).then(() => say(`burst ${count} sent`))
}

let running = false
let stopping = false
function run() {
  running = true
  const began = now()
  const end = began + Number(args.seconds) * 1000
  const readEvery = 1000 / Number(args.reads)
  const transactionEvery = 1000 / Number(args.transactions)
  let dueReads = 0
  let dueTransactions = 0
  let last = began
  const turn = () => {
    const at = now()
    if (at - last > PAUSE_MS) records.push({ tag: 'pause', method: '', due: last, start: last, end: at, ok: true })
    last = at
    for (let due; !stopping && (due = began + dueReads * readEvery) <= Math.min(at, end); dueReads++) read('read', due)
    for (
      let due;
      !stopping && nextTransaction < presigned.length && (due = began + dueTransactions * transactionEvery) <= Math.min(at, end);
      dueTransactions++
    ) transaction(due)
    if (stopping || at > end) finish()
    else setTimeout(turn, 1)
  }
  turn()
}

function stop() {
  stopping = true
  if (!running) finish()
}

function finish() {
  stopping = true
  if (inFlight > 0) return setTimeout(finish, 10)
  writeFileSync(args.out, records.map((record) => JSON.stringify(record) + '\n').join(''))
  say('summary ' + JSON.stringify(summary()))
  say('done')
  process.exit(0)
}

function summary() {
  const calls = records.filter((record) => record.tag !== 'pause')
  const failed = calls.filter((record) => !record.ok)
  const longestPerSecond = {}
  for (const record of calls) {
    const second = Math.floor((record.due - calls[0].due) / 1000)
    longestPerSecond[second] = Math.round(Math.max(longestPerSecond[second] ?? 0, record.end - record.due))
  }
  return {
    calls: calls.length,
    transactions: calls.filter((record) => record.tag === 'transaction').length,
    failed: failed.length,
    firstErrors: failed.slice(0, 5).map((record) => `${record.method}: ${record.error}`),
    longestStallMs: Math.max(0, ...Object.values(longestPerSecond)),
    longestPauseOfClientMs: Math.round(
      records.filter((record) => record.tag === 'pause').reduce((longest, { start, end }) => Math.max(longest, end - start), 0)),
    longestPerSecondMs: Object.values(longestPerSecond),
  }
}

// Unrecorded, so that the first second does not measure how this client's own code gets warm.
for (let round = 0; round < 10; round++) await Promise.all(reads.map(([, ask], i) => ask(i)))
await sign(Math.ceil(Number(args.transactions) * Number(args.seconds)))
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [word, count] = line.trim().split(' ')
  if (word === 'go') run()
  else if (word === 'burst') burst(Number(count))
  else if (word === 'stop') stop()
  else console.error(`load: '${line}' is none of: go, burst N, stop`)
})
// Whoever started this client is gone: so is its reason to go on.
lines.on('close', stop)
say('ready')
