package dev.headgate.bench.compare;

import dev.headgate.bench.machine.Affinity;
import dev.headgate.bench.machine.Child;
import dev.headgate.bench.machine.Descriptors;
import dev.headgate.bench.machine.Plain;
import dev.headgate.time.Pause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Starts each contender in front of the nodes, as a user would run it. Each writes its
/// configuration and its log into a folder.
final class Contenders {
  private static final Duration START = Duration.ofSeconds(40);

  private final CompareSpec spec;
  private final List<URI> nodes;

  Contenders(CompareSpec spec, List<URI> nodes) {
    this.spec = spec;
    this.nodes = nodes;
  }

  Contender direct() {
    return new Contender(Pairing.DIRECT, nodes.getFirst(), Optional.empty());
  }

  /// The gateway with health checks, metrics, breaker and hedging.
  Contender headgate(int loops) throws IOException {
    return serving(headgateUnready(Pairing.HEADGATE, loops, chains(1)));
  }

  /// The same, which may not answer yet.
  Contender headgateUnready(String name, int loops, String chains) throws IOException {
    int port = Plain.freePort();
    Path file = spec.work().resolve("headgate-" + port + ".yaml");
    Files.writeString(file, configuration(port, loops, chains));
    return new Contender(
        name,
        URI.create("http://127.0.0.1:" + port + "/chain1"),
        Optional.of(
            Child.start(
                placed(List.of(launcher().toString(), "run", "--config", file.toString())),
                Map.of(),
                spec.work().resolve("headgate-" + port + ".log"))));
  }

  private List<String> placed(List<String> command) {
    return spec.pinned() ? Affinity.proxy(command) : command;
  }

  private Path launcher() {
    return spec.home().resolve("gateway/bin/headgate");
  }

  private static String configuration(int port, int loops, String chains) throws IOException {
    return """
    listen: {rpc: "127.0.0.1:%d", admin: "127.0.0.1:%d", drainDelay: 0s}
    threads: %d
    # One machine is all clients here.
    limits: {connectionsPerClient: 20000}
    defaultChain: chain1
    chains:
    %s\
    """
        .formatted(port, Plain.freePort(), loops, chains);
  }

  /// So many chains, all with the same nodes.
  String chains(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      long id = Nodes.CHAIN_ID + i;
      text.append("  chain%d:%n    chainId: %d%n    nodes:%n".formatted(i, id));
      for (int n = 0; n < nodes.size(); n++) {
        URI node = nodes.get(n).resolve("/" + id);
        text.append("      - {name: c%d-n%d, http: \"%s\"}%n".formatted(i, n + 1, node));
      }
    }
    return text.toString();
  }

  /// HAProxy with one thread, in HTTP mode, with health checks.
  Contender haproxy() throws IOException {
    return serving(haproxyUnready());
  }

  Contender haproxyUnready() throws IOException {
    int port = Plain.freePort();
    Path file = spec.work().resolve("haproxy-" + port + ".cfg");
    Files.writeString(
        file,
        """
        global
          nbthread 1
          maxconn %d
        defaults
          mode http
          timeout connect 500ms
          timeout client 75s
          timeout server 75s
          timeout check 1s
          http-reuse always
        listen nodes
          bind 127.0.0.1:%d
          option httpchk
          http-check send meth POST uri / ver HTTP/1.1 hdr Host bench hdr Content-Type application/json body '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
          http-check expect status 200
        %s\
        """
            .formatted(
                Descriptors.connections(2),
                port,
                servers("  server n%2$d %1$s check inter 1s%3$s\n", " backup")));
    return contender(
        Pairing.HAPROXY, port, List.of("haproxy", "-db", "-f", file.toString()), Map.of());
  }

  /// nginx with one worker.
  Contender nginx() throws IOException {
    return serving(nginxUnready());
  }

  Contender nginxUnready() throws IOException {
    int port = Plain.freePort();
    Path home = Files.createDirectories(spec.work().resolve("nginx-" + port)).toAbsolutePath();
    Path file = home.resolve("nginx.conf");
    Files.writeString(
        file,
        """
        daemon off;
        user %s;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid %s/nginx.pid;
        error_log stderr;
        events { worker_connections 20000; }
        http {
          access_log off;
          client_max_body_size 16m;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          keepalive_requests 1000000000;
          upstream nodes {
        %3$s    keepalive 512;
            keepalive_requests 1000000000;
          }
          server {
            listen 127.0.0.1:%4$d;
            location / {
              proxy_pass http://nodes;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """
            .formatted(
                System.getProperty("user.name"),
                home,
                servers("    server %1$s%3$s;\n", " backup"),
                port));
    return contender(
        Pairing.NGINX,
        port,
        List.of(program("nginx"), "-p", home.toString(), "-e", "stderr", "-c", file.toString()),
        Map.of());
  }

  /// Where Debian has it; a user's PATH lacks that.
  private static String program(String name) {
    Path there = Path.of("/usr/sbin", name);
    return Files.isExecutable(there) ? there.toString() : name;
  }

  /// A rival by its program.
  Contender rival(String name, Path program) throws IOException {
    int port = Plain.freePort();
    return serving(
        contender(
            name,
            port,
            List.of(program.toAbsolutePath().toString()),
            Map.of("PORT", Integer.toString(port), "NODE_URL", nodes.getFirst().toString())));
  }

  private Contender contender(
      String name, int port, List<String> command, Map<String, String> environment)
      throws IOException {
    return new Contender(
        name,
        URI.create("http://127.0.0.1:" + port + "/"),
        Optional.of(
            Child.start(
                placed(command), environment, spec.work().resolve(name + "-" + port + ".log"))));
  }

  /// A line for each node: its address, its number, and what is added for all but the first.
  private String servers(String line, String others) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      lines.add(line.formatted(nodes.get(i).getAuthority(), i + 1, i == 0 ? "" : others));
    }
    return lines.stream().collect(Collectors.joining());
  }

  /// Waits until it answers, or ends it and says what it said.
  static Contender serving(Contender started) throws IOException {
    Child child = started.process().orElseThrow();
    boolean up = Pause.until(() -> Plain.answers(started.url()) || !child.isAlive(), START);
    if (!up || !child.isAlive()) {
      String said = child.said();
      started.close();
      throw new IOException(
          started.name()
              + (up ? " ended" : " does not answer")
              + ": "
              + said.substring(Math.max(0, said.length() - 2000)));
    }
    return started;
  }
}
