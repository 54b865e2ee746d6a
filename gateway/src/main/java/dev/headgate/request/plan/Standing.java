package dev.headgate.request.plan;

/// What a call has behind it and before it when an attempt has ended.
///
/// @param anotherNode whether a node is left that was not tried
/// @param anotherQuiet whether that node has failed no call in the last second and its breaker lets
///   calls through
/// @param moved whether the call has moved off a dying node before, which is free once
/// @param againUsed whether the nodes were gone through a second time already
/// @param budget whether the retry budget has a call left
/// @param ambiguous whether an earlier attempt may have reached a node
public record Standing(
    boolean anotherNode,
    boolean anotherQuiet,
    boolean moved,
    boolean againUsed,
    boolean budget,
    boolean ambiguous) {}
