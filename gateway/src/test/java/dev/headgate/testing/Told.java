package dev.headgate.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.http.BodyReader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a reader of HTTP told, a line each: heads as the one who extends this writes them,
/// "[body]", "broken: why".
public abstract class Told implements BodyReader.Sink {
  protected final List<String> lines = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private boolean broken;

  public List<String> lines() {
    return lines;
  }

  @Override
  public void content(ByteBuf part) {
    assertTrue(part.isReadable(), "an empty part");
    body.append(part.toString(StandardCharsets.ISO_8859_1));
    part.release();
  }

  public void end() {
    lines.add("[" + body + "]");
    body.setLength(0);
  }

  public void broken(String why) {
    broken = true;
    lines.add("broken: " + why);
  }

  @Override
  public boolean open() {
    return !broken;
  }
}
