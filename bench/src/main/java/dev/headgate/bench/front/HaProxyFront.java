package dev.headgate.bench.front;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// HAProxy alone, in HTTP mode: the first node serves, the others are `backup`; each is asked for
/// its head once a second and leaves after two checks that failed; a call whose connection fails or
/// is closed without an answer goes to another node.
final class HaProxyFront implements Front {
  private final Program process;
  private final int port;

  private HaProxyFront(Program process, int port) {
    this.process = process;
    this.port = port;
  }

  static HaProxyFront start(List<NodeAt> nodes) throws IOException {
    int port = Ports.free();
    Path home = Program.home("haproxy");
    Path file = Files.writeString(home.resolve("haproxy.cfg"), configuration(port, nodes));
    Program process =
        Program.start(
            "HAProxy",
            List.of(Program.path("haproxy"), "-db", "-f", file.toString()),
            home.resolve("log"));
    HaProxyFront front = new HaProxyFront(process, port);
    try {
      process.await(() -> Http.serves(front.url()));
      return front;
    } catch (IllegalStateException failed) {
      front.close();
      throw failed;
    }
  }

  static String configuration(int port, List<NodeAt> nodes) {
    return """
    global
      maxconn 4000
    defaults
      mode http
      option redispatch 1
      retries 3
      retry-on conn-failure empty-response
      timeout connect 500ms
      timeout client 30s
      timeout server 30s
      timeout check 1s
      timeout http-keep-alive 75s
    frontend clients
      bind 127.0.0.1:%d
      default_backend nodes
    backend nodes
      option httpchk
      http-check send meth POST uri / ver HTTP/1.1 hdr Host node hdr Content-Type application/json body '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
      http-check expect rstring '"result":"0x[0-9a-f]+"'
      http-response set-header X-Headgate-Node %%s
      default-server check inter 1s fastinter 250ms fall 2 rise 2
    """
            .formatted(port)
        + IntStream.range(0, nodes.size())
            .mapToObj(i -> server(nodes.get(i), i == 0 ? "" : " backup"))
            .collect(Collectors.joining());
  }

  private static String server(NodeAt node, String role) {
    return "  server " + node.name() + " " + node.authority() + role + "\n";
  }

  @Override
  public FrontKind kind() {
    return FrontKind.HAPROXY;
  }

  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  @Override
  public Program process() {
    return process;
  }
}
