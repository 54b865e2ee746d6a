package dev.headgate.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which methods pass, and which go to particular nodes.
///
/// @param allow patterns (`eth_*`); when not empty, nothing else passes. What `deny` denies does
///   not pass either, unless it is named here in full and only a wildcard denies it
/// @param deny patterns, the last match wins, `!` lets through again
/// @param route a pattern to the names of the only nodes that get it, in their order
public record MethodSettings(
    List<String> allow, List<String> deny, Map<String, List<String>> route) {

  public static final MethodSettings DEFAULTS =
      new MethodSettings(
          List.of(),
          List.of(
              "admin_*",
              "personal_*",
              "engine_*",
              "miner_*",
              "eth_sign*",
              "anvil_*",
              "evm_*",
              "hardhat_*",
              "testing_*",
              "debug_*",
              "!debug_trace*",
              "!debug_getRaw*"),
          Map.of());

  public MethodSettings {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    route = Collections.unmodifiableMap(new LinkedHashMap<>(route));
  }
}
