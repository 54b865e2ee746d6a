package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A gateway as this process's one job: started, and drained when the process is told to end.
final class Service {
  private static final Duration FIRST_VERDICTS = Duration.ofSeconds(3);

  private Service() {}

  /// Starts a gateway.
  ///
  /// @throws Failure when an address cannot be had; it says which, and what to do
  static Gateway start(GatewaySettings settings) throws Failure {
    return start(settings, ConfigSource.NONE);
  }

  /// Starts a gateway that SIGHUP reloads.
  ///
  /// @param source where the settings came from
  /// @throws Failure when an address cannot be had; it says which, and what to do
  static Gateway start(GatewaySettings settings, ConfigSource source) throws Failure {
    ReloadSignal signal = ReloadSignal.take();
    try {
      Gateway gateway = Gateway.start(settings, source, SteadyClock.system(), BuildInfo.version());
      signal.to(gateway::reload);
      // So that whoever reads "serves" finds it so. Nodes that are out must not hold it up for
      // long.
      gateway.awaitFirstVerdicts(FIRST_VERDICTS);
      return gateway;
    } catch (IOException wrong) {
      throw new Failure(
          "cannot start: %s. Is a gateway running already? Else change listen.rpc (%s) or listen.admin (%s)."
              .formatted(
                  wrong.getMessage(),
                  text(settings.listen().rpc()),
                  text(settings.listen().admin())));
    }
  }

  /// Has SIGTERM and SIGINT drain the gateway and end the process with 0.
  static void drainAtEnd(Gateway gateway) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(gateway), "drain"));
  }

  /// Waits for the signal that ends the process; never returns.
  static int await() throws InterruptedException {
    new CountDownLatch(1).await();
    return Exit.FINE;
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /// Halts, because a JVM that ends by a signal exits with 143 whatever its hooks did, and a
  /// drained gateway ended well.
  private static void drain(Gateway gateway) {
    int code = Exit.FAILED;
    try {
      gateway.drainAndStop();
      code = Exit.FINE;
    } finally {
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(code);
    }
  }
}
