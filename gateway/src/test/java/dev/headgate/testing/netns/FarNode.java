package dev.headgate.testing.netns;

import dev.headgate.testing.anvil.Await;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A simulated node in a namespace of its own. Not thread-safe.
public final class FarNode implements AutoCloseable {
  static final int PORT = 8545;
  // Of <linux/tcp_states.h>, as /proc/net/tcp has them.
  private static final String ESTABLISHED = "01";
  private static final String SYN_SENT = "02";

  /// How it is linked to the rest of the world.
  public enum Link {
    /// By the kernel's own pair of devices.
    VETH,
    /// By the [PacketRelay], or by netem where the kernel has it.
    IMPAIRED
  }

  private final Namespace namespace;
  private final boolean relayed;
  private @Nullable Process process;
  private @Nullable BufferedReader out;
  private @Nullable BufferedWriter in;

  private FarNode(Namespace namespace, boolean relayed) {
    this.namespace = namespace;
    this.relayed = relayed;
  }

  /// A node that answers.
  static FarNode start(Link link) {
    Kernel.require();
    Namespace namespace = Namespace.create();
    boolean started = false;
    FarNode node = null;
    try {
      node = new FarNode(namespace, link == Link.IMPAIRED && !hasNetem(namespace));
      node.launch();
      started = true;
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!started && node != null) {
        node.close();
      } else if (!started) {
        namespace.close();
      }
    }
  }

  private static boolean hasNetem(Namespace namespace) {
    boolean has = namespace.inside("tc qdisc replace dev lo root netem delay 1ms").worked();
    namespace.inside("tc qdisc del dev lo root");
    if (!has) {
      System.out.println("this kernel has no netem: the packets pass through a process instead");
    }
    return has;
  }

  private void launch() throws IOException {
    if (relayed && !Files.exists(Path.of("/dev/net/tun"))) {
      Kernel.lacks("this kernel has neither netem nor TUN: it cannot spoil a link");
    }
    if (!relayed) {
      namespace.linkByVeth();
    }
    Process started =
        Shell.command(namespace.wrapped(command()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process = started;
    out = started.inputReader();
    in = started.outputWriter();
    if (!"ready".equals(out.readLine())) {
      throw new AssertionError("the far node did not start");
    }
    if (relayed) {
      namespace.linkByTun();
    }
    namespace.leadToLoopback(PORT);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=deny"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FarNodeMain.class.getName(), Integer.toString(PORT)));
    if (relayed) {
      command.addAll(List.of(Namespace.INSIDE, namespace.outside()));
    }
    return command;
  }

  public URI uri() {
    return URI.create("http://" + namespace.address() + ":" + PORT);
  }

  /// Where the rules are made that spoil its link.
  public Namespace namespace() {
    return namespace;
  }

  /// Switches a fault of the node itself on, in the words of [dev.headgate.simulate.Fault].
  public void fault(String text) {
    tell("fault " + text);
  }

  /// Switches the node's own faults off.
  public void heal() {
    tell("heal");
  }

  /// Spoils the link; needs [Link#IMPAIRED].
  public void impair(Impairment impairment) {
    if (relayed) {
      tell("impair " + impairment.text());
    } else {
      namespace.inside(netem(Namespace.INSIDE, impairment)).orFail();
      Shell.run(Namespace.words(netem(namespace.outside(), impairment.withoutDelay()))).orFail();
    }
  }

  private static String netem(String device, Impairment bad) {
    int delay = bad.delayMillis() + (bad.reorder() > 0 ? Impairment.OVERTAKEN_MILLIS : 0);
    return "tc qdisc replace dev %s root netem delay %dms %dms duplicate %d%% corrupt %d%%"
            .formatted(device, delay, bad.jitterMillis(), bad.duplicate(), bad.corrupt())
        + (bad.reorder() > 0 ? " reorder " + bad.reorder() + "%" : "");
  }

  /// How many packets the relay has doubled, damaged or held back; -1 where netem does it, which
  /// does not count.
  public long spoilt() {
    return relayed ? Long.parseLong(tell("touched")) : -1;
  }

  /// Connections to the node that this machine has begun and that were not answered yet.
  public long halfOpen() {
    return connections(SYN_SENT);
  }

  /// Connections to the node that are made and not ended.
  public long established() {
    return connections(ESTABLISHED);
  }

  private long connections(String state) {
    String[] each = namespace.address().split("\\.", -1);
    StringBuilder hex = new StringBuilder();
    for (int i = each.length - 1; i >= 0; i--) {
      hex.append("%02X".formatted(Integer.parseInt(each[i])));
    }
    String remote = (hex + ":%04X".formatted(PORT)).toUpperCase(Locale.ROOT);
    // Netty speaks IPv4 over sockets of IPv6.
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/net", table)))
        .map(line -> line.trim().split("\\s+", -1))
        .filter(fields -> fields[2].endsWith(remote) && fields[3].equals(state))
        .count();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tell(String line) {
    BufferedWriter to = in;
    BufferedReader from = out;
    if (to == null || from == null) {
      throw new IllegalStateException("the far node does not run");
    }
    try {
      to.write(line + "\n");
      to.flush();
      String answer = from.readLine();
      if (answer == null) {
        throw new AssertionError("the far node ended at: " + line);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the far node is gone", e);
    }
  }

  @Override
  public void close() {
    Process mine = process;
    if (mine != null) {
      mine.destroyForcibly();
      Await.exit(mine);
    }
    namespace.close();
  }
}
