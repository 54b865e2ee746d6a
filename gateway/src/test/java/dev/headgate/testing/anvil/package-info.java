/// Real nodes and a real client, for the tests that must not trust a simulation: two anvils made
/// one chain, viem from npm in front of them, and the reading of what it saw.
///
/// - [Provision] installs anvil and viem from npm into `target/node` (`src/test/provision`).
/// - [Anvil] is one node: a process of its own, which signals reach.
/// - [AnvilPair] makes two anvils one chain, plays gossip between them, and does the faults.
/// - [LoadClient] is viem in a process of its own, its retries off (`src/test/node/load.mjs`).
/// - [LoadReport] and [TransactionAudit] say what became of the calls and of the transactions.
/// - [TestGateway] is the gateway in a process of its own; [PassThrough] stands in where a test is
///   about this package alone.
///
/// What anvil 1.7.1 does, found by trying, and what follows:
///
/// - Two anvils are two chains, unless `--timestamp`, `--chain-id` and `--accounts` are equal and
///   mining is off. Then equal transactions in equal order under an equal `evm_mine` timestamp give
///   equal hashes: its `mixHash` is no random number, its coinbase is zero. A timestamp equal to
///   the parent's is taken, an earlier one refused.
/// - By default a block is ordered by `maxFeePerGas`, ties by arrival. Gossip makes arrival differ,
///   so each transaction of the load has a fee of its own and the fee alone makes the order.
/// - It mines whatever is in its pool: nothing names the block's transactions. So one node leads
///   and the other's pool is trimmed to the leader's block before it mines
///   (`anvil_dropTransaction`).
/// - `anvil_rollback` and `evm_revert` take a block back but keep the base fee that followed it, so
///   the block mined next differs from the other node's. A base fee of zero stays zero in blocks
///   less than half full, hence `--block-base-fee-per-gas 0`. A block rolled back loses its
///   transactions.
/// - A transaction sent twice is refused as "transaction already imported" (-32003) while it waits
///   and as "nonce too low" (-32003) once it is mined: that is how to see that a node had it.
/// - `eth_getRawTransactionByHash` gives the bytes of mined and of waiting transactions alike.
/// - `net_peerCount` is unknown to it; `eth_syncing` is always false.
/// - It keeps nothing over a SIGKILL, is ready again within 0.2 s at its genesis, and takes 600
///   transactions in 30 blocks in half a second: a returning node is caught up from the journal.
/// - What was sent to it while it was stopped (SIGSTOP) waits in the socket and is carried out at
///   SIGCONT, so a returning node may hold transactions that the chain has long had.
/// - The npm package's `anvil` command is a node script that starts the real binary: a signal to it
///   would miss. [Provision] finds the binary in the platform's package.
/// - Of 500 connections opened at once one may wait a second: its accept queue is short.
@NullMarked
package dev.headgate.testing.anvil;

import org.jspecify.annotations.NullMarked;
