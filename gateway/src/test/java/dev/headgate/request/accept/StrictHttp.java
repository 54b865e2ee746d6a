package dev.headgate.request.accept;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A second reader of a client's bytes, written for the fuzz test alone after RFC 9112 and with
/// nothing in common with the gateway's own: what a client has meant, as far as it is beyond doubt.
/// At the first byte that two readers might take in two ways nothing more is meant.
final class StrictHttp {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") [\\x21-\\x7e]+ HTTP/1\\.([01])");
  private static final Pattern HEADER =
      Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})(;[\\t\\x20-\\xff]*)?");

  private final String bytes;
  private final List<String> bodies = new ArrayList<>();
  private int at;

  private StrictHttp(byte[] bytes) {
    this.bytes = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// The bodies of the requests that are whole and beyond doubt, in order; a byte is a char.
  static List<String> bodies(byte[] bytes) {
    StrictHttp reader = new StrictHttp(bytes);
    try {
      while (reader.at < bytes.length) {
        reader.request();
      }
    } catch (Doubt _) {
      // Nothing more is meant.
    }
    return reader.bodies;
  }

  private static final class Doubt extends Exception {
    private static final long serialVersionUID = 1;
  }

  private void request() throws Doubt {
    String first = line();
    while (first.isEmpty() && at < bytes.length()) {
      first = line(); // an empty line before a request is borne
    }
    Matcher words = REQUEST_LINE.matcher(first);
    sure(words.matches());
    boolean old = words.group(2).equals("0");
    List<String> lengths = new ArrayList<>();
    List<String> codings = new ArrayList<>();
    int hosts = headers(lengths, codings);
    sure(lengths.size() + codings.size() <= 1 && hosts <= 1 && (old || hosts == 1));
    if (!codings.isEmpty()) {
      sure(!old && codings.getFirst().equalsIgnoreCase("chunked"));
      bodies.add(chunks());
    } else {
      bodies.add(lengths.isEmpty() ? "" : take(number(lengths.getFirst(), 10)));
    }
  }

  private int headers(List<String> lengths, List<String> codings) throws Doubt {
    int hosts = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher header = HEADER.matcher(line);
      sure(header.matches());
      switch (header.group(1).toLowerCase(Locale.ROOT)) {
        case "content-length" -> lengths.add(header.group(2).strip());
        case "transfer-encoding" -> codings.add(header.group(2).strip());
        case "host" -> hosts++;
        default -> {}
      }
    }
    return hosts;
  }

  private String chunks() throws Doubt {
    StringBuilder body = new StringBuilder();
    while (true) {
      Matcher size = CHUNK.matcher(line());
      sure(size.matches());
      int length = number(size.group(1), 16);
      if (length == 0) {
        headers(new ArrayList<>(), new ArrayList<>());
        return body.toString();
      }
      body.append(take(length));
      sure(line().isEmpty());
    }
  }

  private static int number(String text, int radix) throws Doubt {
    sure(text.matches(radix == 10 ? "[0-9]{1,9}" : "[0-9A-Fa-f]{1,7}"));
    return Integer.parseInt(text, radix);
  }

  private String take(int length) throws Doubt {
    sure(at + length <= bytes.length());
    at += length;
    return bytes.substring(at - length, at);
  }

  /// Up to the next CRLF; a CR or an LF alone is a doubt.
  private String line() throws Doubt {
    int end = at;
    while (end < bytes.length() && bytes.charAt(end) != '\r' && bytes.charAt(end) != '\n') {
      end++;
    }
    sure(bytes.startsWith("\r\n", end));
    String line = bytes.substring(at, end);
    at = end + 2;
    return line;
  }

  private static void sure(boolean fact) throws Doubt {
    if (!fact) {
      throw new Doubt();
    }
  }
}
