/// What an operator sees: metrics, health endpoints and the status page. It reads pictures that
/// others publish, is told by recorders how calls and attempts ended, and passes orders on; nothing
/// here decides anything, and nothing on the request path waits for it.
///
/// **Three listeners.** [HealthPages] answers on the rpc listener, where load balancers ask.
/// [AdminServer] has a listener of its own, on loopback unless there is a token, on the JDK's
/// server and virtual threads, so that neither a slow scrape nor its death is felt by a call.
/// [AgentCheck] says to HAProxy, chain by chain and in one word by `AgentWord`, whether to send
/// calls here, how many, and why not.
///
/// **Reasons.** [ReasonsPage] answers `/explain`, by the very rules, picture and plan that calls go
/// by, and `/history`, from the journals of `health.publish`.
///
/// **Orders.** [Gatekeeper] says who may, by [AdminToken] or because they are on this machine;
/// [AdminApi] reads an order, gives it to the judge of its chain or to [AdminActions], and writes
/// it into the [ActLog], from where `/history` tells it.
///
/// **Metrics.** [Metrics] and the `...Meters` beside it are the only owners of Micrometer. Every
/// handle is made before its call or found by a name that is already a string; per call there is no
/// allocation, no lock and no joined name. Labels are bounded: nodes and chains of the
/// configuration, enums, and methods by [dev.headgate.request.decode.Method#label()], where all
/// unknown ones are `other`. Chains and nodes that a reload takes out lose their series. What
/// exists, each with the prefix `headgate_`:
///
/// | metric | labels | told or read |
/// |---|---|---|
/// | `requests_total` | chain, method, transport, outcome | each call |
/// | `request_duration_seconds` | chain, method | each call |
/// | `overhead_seconds` | chain | each call: its time less the wait for nodes |
/// | `head_regressions_total` | chain | a client's head went backward |
/// | `attempts_total` | chain, node, outcome | each attempt |
/// | `attempt_duration_seconds` | chain, node | each attempt but cancelled ones, which say nothing of the node |
/// | `hedges_total` | chain, result | each hedge; `skipped` once for each call that found no second node at first |
/// | `tx_ambiguous_total` | chain | a raw transaction's attempt with unknown fate |
/// | `retry_budget_remaining` | chain | calls left in the budget |
/// | `node_connect_seconds` | chain, node | each connection made |
/// | `node_head_block`, `node_head_age_seconds`, `node_lag_blocks`, `node_lag_seconds`, `node_score`, `node_weight` | chain, node | the board; NaN while unknown |
/// | `node_head_arrival_delay_seconds` | chain, node | each new head of a fit node: how long after the first node of its chain |
/// | `node_fit`, `node_active` | chain, node | the board; 1 or 0 |
/// | `breaker_state` | chain, node, state | the board; 1 for the state it is in |
/// | `standby_ready` | chain | the board; 1 or 0 |
/// | `chain_stalled`, `chain_forked` | chain | the board; 1 or 0: every fit node has long stood at its head; nodes are on different forks |
/// | `chain_paused`, `chain_alarms` | chain | the board; 1 or 0; alarms that nobody has acknowledged |
/// | `node_cordoned` | chain, node | the board; 1 or 0 |
/// | `admin_acts_total` | act, result | each order of an operator: `done`, `waiting`, `refused` |
/// | `failovers_total` | chain, from, to, reason | each change of the active node; the first choice comes from `none` |
/// | `failover_duration_seconds` | chain, phase | `detect`: first sign to decision; `publish`: decision to every call seeing it; `switch`: decision to the new node's first answer, which a quiet chain stretches |
/// | `config_reload_success` | | 1 while the latest configuration that was read is in force, 0 after a refusal |
/// | `config_reload_timestamp_seconds` | | when the configuration in force was read, by the wall clock |
/// | `accept_paused` | | 1 while no new client is let in, for want of file descriptors |
/// | `log_events_dropped_total` | cause | events that the log lost: `flood`, beyond 100 a second of one logger; `queue`, standard error takes none; `write`, it cannot be written |
/// | `loops_standing` | | event loops and health loops that did not turn between two looks of the watchdog |
/// | `build_info` | version, java | always 1 |
///
/// Beside them stand Micrometer's own `jvm_*`, `process_*`, `system_*` and `netty_*` under their
/// usual names, so that ready-made dashboards find them.
///
/// **The service manager.** [ServiceManager] tells systemd what it asks of `Type=notify`: ready,
/// reloading, stopping, a sentence for `systemctl status` ([ServiceNews]), and, as long as each
/// loop turns, that this process lives ([Watchdog]).
///
/// **Logging.** One event per line on stderr, as JSON ([JsonLines]) or, with `-Dheadgate.log=text`,
/// for people; `-Dheadgate.logLevel` sets the level. Facts go into key/value pairs of the event,
/// not only into its sentence. No caller waits for the log: [LogQueue] thins out floods
/// ([LogLimit]) and hands on to [StandardError], and what either loses is counted ([LogLosses]).
@NullMarked
package dev.headgate.operate;

import org.jspecify.annotations.NullMarked;
