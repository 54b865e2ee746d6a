package dev.headgate.testing.netns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace with one link to the namespace of the tests, both gone after [#close()]. The
/// names carry the process's id. Not thread-safe.
///
/// The link's addresses are a link-local pair (RFC 3927) of its own: no route leads them elsewhere.
public final class Namespace implements AutoCloseable {
  /// The far end of the link, inside.
  static final String INSIDE = "node0";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PAIRS = 4096;
  private static final List<String> IPTABLES = List.of("iptables", "iptables-legacy");

  private final String name;
  private final String outside;
  private final String near;
  private final String far;
  private final Thread atExit = new Thread(this::delete, "namespace at exit");

  private Namespace(String id, String network, int host) {
    name = "hg-" + id;
    outside = "hg" + id;
    near = network + "." + (host + 1);
    far = network + "." + (host + 2);
  }

  /// An empty namespace. Where the kernel, or a container around, forbids it, the calling test is
  /// skipped.
  static Namespace create() {
    long pid = ProcessHandle.current().pid();
    int count = COUNT.incrementAndGet();
    Namespace made = addressed(pid + "-" + count, (int) (pid * 16 + count));
    Shell.Ran added = Shell.run("ip", "netns", "add", made.name);
    if (!added.worked()) {
      Kernel.lacks("no network namespaces here, not even for root: " + added);
    }
    Runtime.getRuntime().addShutdownHook(made.atExit);
    return made;
  }

  /// The first free one of the /30 networks of 169.254.64.0/18.
  private static Namespace addressed(String id, int start) {
    for (int pair = 0; pair < PAIRS; pair++) {
      int at = Math.floorMod(start + pair, PAIRS);
      String network = "169.254." + (64 + at / 64);
      int host = at % 64 * 4;
      if (Shell.run("ip", "route", "show", network + "." + host + "/30").said().isBlank()) {
        return new Namespace(id, network, host);
      }
    }
    throw new AssertionError("no free network in 169.254.64.0/18");
  }

  /// The link's end on the side of the tests.
  String outside() {
    return outside;
  }

  /// Where a process inside is reached from the tests.
  String address() {
    return far;
  }

  /// Links the namespace by a pair of virtual Ethernet devices.
  void linkByVeth() {
    Shell.Ran linked =
        Shell.run(
            words("ip link add " + outside + " type veth peer name " + INSIDE + " netns " + name));
    if (!linked.worked()) {
      Kernel.lacks("this kernel has no veth: " + linked);
    }
    raise();
  }

  /// Links the namespace by two devices that a process inside has made.
  void linkByTun() {
    long here = ProcessHandle.current().pid();
    inside("ip link set " + outside + " netns " + here).orFail();
    raise();
  }

  private void raise() {
    Shell.run(words("ip addr add " + near + "/30 dev " + outside)).orFail();
    Shell.run(words("ip link set " + outside + " up")).orFail();
    inside("ip addr add " + far + "/30 dev " + INSIDE).orFail();
    inside("ip link set lo up").orFail();
    inside("ip link set " + INSIDE + " up").orFail();
  }

  /// Leads connections to this port to the same port of the loopback inside, where simulated nodes
  /// listen.
  void leadToLoopback(int port) {
    for (String setting :
        List.of(
            "net.ipv4.conf.all.route_localnet=1",
            // Late packets are the node's affair, not the translation's.
            "net.netfilter.nf_conntrack_tcp_be_liberal=1")) {
      inside("sysctl -q -w " + setting);
    }
    rule(
        "-t nat -A PREROUTING -p tcp --dport %d -j DNAT --to-destination 127.0.0.1:%d"
            .formatted(port, port));
  }

  /// Adds an iptables rule inside. Where the kernel has not what it asks for, the test is skipped.
  public void rule(String rule) {
    List<Shell.Ran> tried = new ArrayList<>();
    for (String iptables : IPTABLES) {
      Shell.Ran ran = inside(iptables + " -w " + rule);
      if (ran.worked()) {
        return;
      }
      tried.add(ran);
    }
    Kernel.lacks("this kernel's iptables cannot do what the test is about: " + tried);
  }

  /// Takes away all rules that filter.
  public void flush() {
    for (String iptables : IPTABLES) {
      inside(iptables + " -w -F");
    }
  }

  /// Cuts the link at its far end, or mends it. The near end stays, and with it the route: no
  /// packet takes another way.
  public void cut(boolean cut) {
    inside("ip link set " + INSIDE + (cut ? " down" : " up")).orFail();
  }

  /// Narrows what comes from the node to so many megabits a second.
  public void narrow(int megabits) {
    Shell.Ran ran =
        inside(
            "tc qdisc replace dev %s root tbf rate %dmbit burst 16kb latency 400ms"
                .formatted(INSIDE, megabits));
    if (!ran.worked()) {
      Kernel.lacks("this kernel cannot narrow a link: " + ran);
    }
  }

  /// Runs a command inside.
  Shell.Ran inside(String command) {
    return Shell.run(wrapped(words(command)));
  }

  /// A command as it is started to run inside.
  List<String> wrapped(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  static List<String> words(String command) {
    return Arrays.asList(command.split(" ", -1));
  }

  /// The link goes with the namespace that holds an end of it.
  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void delete() {
    Shell.run("ip", "link", "del", outside);
    Shell.Ran deleted = Shell.run("ip", "netns", "del", name);
    if (!deleted.worked()) {
      System.out.println(deleted);
    }
  }
}
