package dev.headgate.bench.front;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// nginx alone: the first node serves, the others are `backup`; one failure in ten seconds puts a
/// node out for ten. A call that failed goes to another node, POST though it is (`non_idempotent`):
/// without it nothing of JSON-RPC would ever be repeated, with it writes may be doubled.
final class NginxFront implements Front {
  private final Program process;
  private final int port;
  private final Map<String, String> names;

  private NginxFront(Program process, int port, List<NodeAt> nodes) {
    this.process = process;
    this.port = port;
    this.names = nodes.stream().collect(Collectors.toMap(NodeAt::authority, NodeAt::name));
  }

  static NginxFront start(List<NodeAt> nodes) throws IOException {
    int port = Ports.free();
    Path home = Program.home("nginx");
    Path file = Files.writeString(home.resolve("nginx.conf"), configuration(home, port, nodes));
    Program process =
        Program.start(
            "nginx",
            List.of(
                Program.path("nginx"),
                "-p",
                home.toString(),
                "-e",
                home.resolve("error.log").toString(),
                "-c",
                file.toString()),
            home.resolve("log"));
    NginxFront front = new NginxFront(process, port, nodes);
    try {
      process.await(() -> Http.serves(front.url()));
      return front;
    } catch (IllegalStateException failed) {
      front.close();
      throw failed;
    }
  }

  static String configuration(Path home, int port, List<NodeAt> nodes) {
    String servers =
        IntStream.range(0, nodes.size())
            .mapToObj(i -> server(nodes.get(i), i == 0 ? "" : " backup"))
            .collect(Collectors.joining());
    return """
    daemon off;
    master_process off;
    pid %1$s/nginx.pid;
    error_log %1$s/error.log;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      upstream nodes {
    %2$s    keepalive 256;
      }
      server {
        listen 127.0.0.1:%3$d;
        keepalive_requests 1000000000;
        client_max_body_size 5m;
        location / {
          proxy_pass http://nodes;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_connect_timeout 500ms;
          proxy_read_timeout 30s;
          proxy_next_upstream error timeout http_502 http_503 http_504 http_429 non_idempotent;
          add_header X-Headgate-Node $upstream_addr always;
        }
      }
    }
    """
        .formatted(home, servers, port);
  }

  private static String server(NodeAt node, String role) {
    return "    server " + node.authority() + " max_fails=1 fail_timeout=10s" + role + ";\n";
  }

  /// Of several addresses, which it tried one after the other, the last one answered.
  @Override
  public String node(String header) {
    String last = header.substring(header.lastIndexOf(',') + 1).strip();
    return names.getOrDefault(last, "");
  }

  @Override
  public FrontKind kind() {
    return FrontKind.NGINX;
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
