package dev.headgate.request.accept;

import dev.headgate.testing.RawClient;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.FreePorts;
import dev.headgate.testing.anvil.Provision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// The real HAProxy in front of one gateway.
final class LittleFront implements AutoCloseable {
  /// HAProxy's configuration, with `@FRONT@` and `@GATEWAY@` for the two ports.
  private static final Path CONFIGURATION = Path.of("src/test/resources/front/haproxy.cfg");

  private final InetSocketAddress address;
  private final Process process;

  /// Serves when this returns.
  LittleFront(InetSocketAddress gateway) {
    Provision.frontTools();
    try {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
      String configuration =
          Files.readString(CONFIGURATION)
              .replace("@FRONT@", "" + address.getPort())
              .replace("@GATEWAY@", "" + gateway.getPort());
      Path file = Path.of("target", "haproxy-" + address.getPort() + ".cfg");
      Files.writeString(file, configuration);
      process =
          new ProcessBuilder("haproxy", "-db", "-f", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(Path.of("target", "haproxy-" + address.getPort() + ".log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("HAProxy listens", this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("HAProxy ended with " + process.exitValue());
    }
    try {
      client().close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  RawClient client() throws IOException {
    return new RawClient(address);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Await.exit(process);
  }
}
