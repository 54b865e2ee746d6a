package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.wire.Questions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.web3j.protocol.Service;

/// web3j's way to one node, over the gateway's own questions.
final class NodeService extends Service {
  private final Questions questions;
  private final Node node;
  private final Duration timeout;

  /// Asks one node, with a timeout per question.
  NodeService(Questions questions, Node node, Duration timeout) {
    super(false);
    this.questions = questions;
    this.node = node;
    this.timeout = timeout;
  }

  @Override
  protected InputStream performIO(String request) throws IOException {
    byte[] body = request.getBytes(StandardCharsets.UTF_8);
    return new ByteArrayInputStream(questions.ask(node, body, timeout));
  }

  @Override
  public void close() {
    // The connections are those of `wire`, which closes them.
  }
}
