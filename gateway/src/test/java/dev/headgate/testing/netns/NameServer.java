package dev.headgate.testing.netns;

import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.FreePorts;
import dev.headgate.testing.anvil.Provision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// dnsmasq on loopback, whose names the test changes while it runs, and a private network on the
/// loopback device for them to lead to: no name may lead to 127.0.0.0/8. Needs root. Not
/// thread-safe.
public final class NameServer implements AutoCloseable {
  private static final int PAIRS = 200;

  private final Path hosts;
  private final Path log;
  private final int port;
  private final String network;
  private final Process process;
  private final Thread atExit = new Thread(this::end, "name server at exit");

  private NameServer(Path hosts, int port, String network) throws IOException {
    this.hosts = hosts;
    this.log = hosts.resolveSibling("dnsmasq.log");
    this.port = port;
    this.network = network;
    process =
        Shell.command(
                List.of(
                    "dnsmasq",
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--pid-file",
                    "--user=root",
                    "--log-facility=-",
                    "--no-resolv",
                    "--no-hosts",
                    "--local=/test/",
                    "--local-ttl=1",
                    "--listen-address=127.0.0.1",
                    "--bind-interfaces",
                    "--port=" + port,
                    "--addn-hosts=" + hosts))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Knows no name yet. Skips the calling test where this takes more than the machine gives.
  ///
  /// @param directory for its files
  public static NameServer start(Path directory) {
    Kernel.require();
    Provision.frontTools();
    try {
      NameServer server =
          new NameServer(
              Files.writeString(directory.resolve("hosts"), ""), FreePorts.next(), claim());
      Await.until("dnsmasq has read its names", server::isUp);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All of 10.213.x.0/24 for an x that nobody has.
  private static String claim() {
    for (int x = 1; x <= PAIRS; x++) {
      String network = "10.213." + x;
      if (Shell.run("ip", "addr", "add", network + ".1/24", "dev", "lo").worked()) {
        return network;
      }
    }
    Kernel.lacks("no address may be added to the loopback device");
    throw new AssertionError();
  }

  private boolean isUp() {
    try {
      if (!process.isAlive()) {
        throw new AssertionError("dnsmasq ended: " + Files.readString(log));
      }
      return Files.readString(log).contains("read " + hosts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens, as `-Dheadgate.dns=` takes it.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// An address of the private network.
  ///
  /// @param last from 1 to 254
  public String at(int last) {
    return network + "." + last;
  }

  /// From now on these are all the names there are.
  ///
  /// @param lines `address name`
  public void knows(String... lines) {
    knows(Arrays.asList(lines));
  }

  public void knows(List<String> lines) {
    try {
      long before = reads();
      Files.write(hosts, lines);
      signal("HUP");
      Await.until("dnsmasq has read its names anew", () -> reads() > before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long reads() {
    try {
      return Files.readString(log).lines().filter(line -> line.contains("read " + hosts)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// It takes questions and answers none until [#proceed()].
  public void hang() {
    signal("STOP");
  }

  public void proceed() {
    signal("CONT");
  }

  /// It is gone: its port refuses.
  public void kill() {
    process.destroyForcibly();
    Await.exit(process);
  }

  private void signal(String name) {
    Shell.run(new ArrayList<>(List.of("kill", "-" + name, Long.toString(process.pid())))).orFail();
  }

  @Override
  public void close() {
    end();
    Await.exit(process);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void end() {
    process.destroyForcibly();
    Shell.run("ip", "addr", "del", network + ".1/24", "dev", "lo");
  }
}
