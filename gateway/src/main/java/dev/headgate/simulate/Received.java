package dev.headgate.simulate;

/// One call as a node received it.
///
/// @param id as it was spelled, quotes included; `null` for a notification too
/// @param method empty when there was none
/// @param connection counts from 1 in the order in which the node accepted them
/// @param atNanos by the simulation's steady clock
public record Received(String id, String method, long connection, long atNanos) {}
