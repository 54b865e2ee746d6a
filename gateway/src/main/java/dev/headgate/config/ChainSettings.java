package dev.headgate.config;

import dev.headgate.chain.Chain;

/// A chain with what holds for it alone: the global settings, overridden by its own.
public record ChainSettings(Chain chain, HealthSettings health, MethodSettings methods) {}
