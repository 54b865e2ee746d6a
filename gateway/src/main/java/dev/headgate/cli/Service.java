package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.operate.ServiceManager;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/// A gateway as this process's one job: started, and drained when the process is told to end.
final class Service {
  /// Nodes that are out must not hold up for long what waits for this process.
  private static final Duration FIRST_VERDICTS = Duration.ofSeconds(3);

  /// By then the path is nearly as fast as it will be, also where the compilers have but a
  /// processor or two; a restart must not wait for the rest.
  private static final Duration WARM_UP = Duration.ofSeconds(7);

  private static final long WARM_UP_CALLS = 45_000;

  private static final List<String> ENDS = List.of("TERM", "INT");

  private Service() {}

  /// Starts a gateway; returns when it is ready to serve, and has told the service manager so. From
  /// then on SIGTERM and SIGINT drain it.
  ///
  /// @param environment of this process, where the service manager says how to be reached
  /// @throws Failure when an address cannot be had; it says which, and what to do
  static Gateway start(GatewaySettings settings, Map<String, String> environment) throws Failure {
    return start(settings, ConfigSource.NONE, environment);
  }

  /// As [#start(GatewaySettings, Map)], and SIGHUP reloads.
  ///
  /// @param source where the settings came from
  /// @throws Failure when an address cannot be had; it says which, and what to do
  static Gateway start(
      GatewaySettings settings, ConfigSource source, Map<String, String> environment)
      throws Failure {
    ReloadSignal signal = ReloadSignal.take();
    ServiceManager manager = ServiceManager.of(environment, ProcessHandle.current().pid());
    try {
      Gateway gateway =
          Gateway.start(settings, source, SteadyClock.system(), BuildInfo.version(), manager);
      signal.to(gateway::reload);
      saySlowStart();
      drainAtEnd(gateway);
      if (warms()) {
        gateway.awaitWarmUp();
      }
      gateway.awaitFirstVerdicts(FIRST_VERDICTS);
      if (warms()) {
        gateway.warmUp(WARM_UP, WARM_UP_CALLS);
      }
      gateway.announceReady();
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

  /// The launcher's one word on why it has no AOT cache, and what to do.
  private static void saySlowStart() {
    String why = System.getProperty("headgate.slowStart", "");
    if (!why.isEmpty()) {
      LoggerFactory.getLogger("headgate.start")
          .atInfo()
          .addKeyValue("event", "slow-start")
          .log("starts take longer than they need: {}", why);
    }
  }

  private static boolean warms() {
    return !"off".equals(System.getProperty("headgate.warmUp"));
  }

  /// The first signal drains, the second ends the process at once. The JVM's own way, a hook at its
  /// shutdown, would make it exit with 143 and hear no second signal; it is left for JVMs that may
  /// not handle signals.
  private static void drainAtEnd(Gateway gateway) {
    AtomicBoolean told = new AtomicBoolean();
    Runnable end =
        () -> {
          if (told.getAndSet(true)) {
            endNow("told a second time to end, so calls under way are cut");
          }
          gateway.drain();
          Thread.ofVirtual().name("drain-bound").start(() -> bound(gateway));
        };
    if (!ENDS.stream().allMatch(signal -> Signals.on(signal, end))) {
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::drainAndStop, "drain"));
    }
  }

  /// A drain that does not end, by a mistake of ours, must not keep the process.
  private static void bound(Gateway gateway) {
    Pause.of(gateway.longestDrain());
    endNow("the drain did not end in its time");
  }

  private static void endNow(String why) {
    System.err.println("headgate: " + why);
    Runtime.getRuntime().halt(Exit.FAILED);
  }

  /// Waits until the gateway has ended, drained by a signal or by a command.
  ///
  /// @return the exit code
  static int await(Gateway gateway) {
    gateway.awaitEnd();
    return Exit.FINE;
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
