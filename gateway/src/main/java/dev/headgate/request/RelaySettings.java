package dev.headgate.request;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.decode.ReadLimits;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.Lane;
import dev.headgate.request.send.SendSettings;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;

/// What the relay of one chain works with on one event loop.
///
/// @param lanes to each of the chain's nodes, relays included
/// @param heads of the chain's nodes, shared with the other loops
/// @param takers who took which transaction, shared with the other loops
/// @param headWait how long a call waits for a node at the floor, or for news of the nodes after
///   this process stood still
/// @param retryPercent of calls that may be tried again
/// @param retriesPerSecond tries that are always allowed, this loop's share
public record RelaySettings(
    Chain chain,
    EventLoop loop,
    HealthBoard.Slot health,
    MethodRules rules,
    ReadLimits limits,
    Map<Node, Lane> lanes,
    Lacks lacks,
    SendSettings send,
    CallRecorder recorder,
    RequestIds ids,
    ChainHeads heads,
    TransactionTakers takers,
    Duration headWait,
    int retryPercent,
    double retriesPerSecond) {}
