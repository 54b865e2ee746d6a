package dev.headgate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {
  private static final URI URL = URI.create("http://127.0.0.1:8545/chain");

  private static String written(Mix.Method method, int batch, long tag) {
    RequestTemplate template = RequestTemplate.of(URL, method, batch);
    ByteBuf out = Unpooled.buffer();
    template.write(out, tag);
    assertEquals(template.length(), out.readableBytes());
    return out.toString(US_ASCII);
  }

  @Test
  void a_call_carries_its_tag_wherever_it_is_wanted() {
    String request = written(new Mix.Method("eth_call", "[\"{tag}\"]", 1), 1, 1_000_000_000_042L);
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1000000000042,\"method\":\"eth_call\",\"params\":[\"1000000000042\"]}";
    assertEquals(
        "POST /chain HTTP/1.1\r\nHost: 127.0.0.1:8545\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body,
        request);
  }

  @Test
  void the_calls_of_a_batch_have_tags_in_a_row() {
    String request = written(new Mix.Method("m", "[]", 1), 3, 1_000_000_000_009L);
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    assertEquals(
        "[{\"jsonrpc\":\"2.0\",\"id\":1000000000009,\"method\":\"m\",\"params\":[]},"
            + "{\"jsonrpc\":\"2.0\",\"id\":1000000000010,\"method\":\"m\",\"params\":[]},"
            + "{\"jsonrpc\":\"2.0\",\"id\":1000000000011,\"method\":\"m\",\"params\":[]}]",
        body);
  }
}
