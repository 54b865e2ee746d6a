package dev.headgate.simulate;

/// One block's header.
///
/// @param timestamp seconds since 1970, as the chain says them
public record Block(long number, String hash, String parentHash, long timestamp) {}
