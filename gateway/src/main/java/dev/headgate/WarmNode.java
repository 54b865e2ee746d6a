package dev.headgate;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A node that knows one answer to each of the calls of [WarmTalk], on loopback, on virtual
/// threads. Thread-safe.
final class WarmNode implements AutoCloseable {
  /// The number of its one block.
  static final long HEAD = 1;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private WarmNode(ServerSocket server) {
    this.server = server;
  }

  static WarmNode start() throws IOException {
    WarmNode node = new WarmNode(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("warm-node").start(node::accept);
    return node;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("warm-node").start(() -> serve(socket));
      }
    } catch (IOException ended) {
      close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String body = WarmCallers.body(in);
      while (!body.isEmpty()) {
        socket.getOutputStream().write(WarmTalk.answer(body));
        body = WarmCallers.body(in);
      }
    } catch (IOException ended) {
      // The gateway in small closes its connections when it ends.
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    quietly(server);
    open.forEach(WarmNode::quietly);
  }

  private static void quietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // It is closed, then.
    }
  }
}
