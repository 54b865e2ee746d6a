package dev.headgate.bench.node;

import dev.headgate.time.SteadyClock;
import java.util.concurrent.CountDownLatch;

/// A fixed node in a process of its own: says its URL on standard output and serves until it is
/// ended, or until its standard input ends, so that it does not outlive a bench that was killed.
public final class FixedNodeMain {
  private FixedNodeMain() {}

  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    long chainId = args.length > 1 ? Long.parseLong(args[1]) : 1;
    FixedNode node = new FixedNode(port, chainId, SteadyClock.system());
    System.out.println(node.url());
    System.out.flush();
    CountDownLatch end = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is said to it.
            }
          } catch (java.io.IOException e) {
            // As good as an end.
          }
          end.countDown();
        });
    end.await();
    node.close();
  }
}
