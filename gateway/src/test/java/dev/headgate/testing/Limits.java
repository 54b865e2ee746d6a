package dev.headgate.testing;

import dev.headgate.config.LimitSettings;
import java.time.Duration;

/// Limits that differ from the defaults in what a story is about.
public final class Limits {
  private int body = LimitSettings.DEFAULTS.body();
  private long held = LimitSettings.DEFAULTS.held();
  private long response = LimitSettings.DEFAULTS.response();
  private int connections = LimitSettings.DEFAULTS.connections();
  private int connectionsPerClient = LimitSettings.DEFAULTS.connectionsPerClient();
  private int callsPerSecond;
  private Duration headTimeout = LimitSettings.DEFAULTS.headTimeout();
  private Duration bodyTimeout = LimitSettings.DEFAULTS.bodyTimeout();
  private Duration idleTimeout = LimitSettings.DEFAULTS.idleTimeout();
  private Duration writeTimeout = LimitSettings.DEFAULTS.writeTimeout();

  public Limits body(int bytes) {
    body = bytes;
    return this;
  }

  public Limits response(long bytes) {
    response = bytes;
    return this;
  }

  public Limits held(long bytes) {
    held = bytes;
    return this;
  }

  public Limits connections(int most) {
    connections = most;
    return this;
  }

  public Limits connectionsPerClient(int most) {
    connectionsPerClient = most;
    return this;
  }

  public Limits callsPerSecond(int most) {
    callsPerSecond = most;
    return this;
  }

  public Limits headTimeout(Duration timeout) {
    headTimeout = timeout;
    return this;
  }

  public Limits bodyTimeout(Duration timeout) {
    bodyTimeout = timeout;
    return this;
  }

  public Limits idleTimeout(Duration timeout) {
    idleTimeout = timeout;
    return this;
  }

  public Limits writeTimeout(Duration timeout) {
    writeTimeout = timeout;
    return this;
  }

  public LimitSettings set() {
    LimitSettings base = LimitSettings.DEFAULTS;
    return new LimitSettings(
        body,
        base.batch(),
        response,
        held,
        base.head(),
        base.depth(),
        connections,
        connectionsPerClient,
        callsPerSecond,
        headTimeout,
        bodyTimeout,
        idleTimeout,
        writeTimeout);
  }
}
