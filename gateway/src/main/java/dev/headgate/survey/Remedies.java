package dev.headgate.survey;

import java.util.LinkedHashMap;
import java.util.Map;

/// What to do about a node that does not answer, by the words in which `wire` says why.
final class Remedies {
  private static final Map<String, String> BY_WORDS = new LinkedHashMap<>();

  static {
    BY_WORDS.put("connection refused", "see whether it runs, and whether its port is right");
    BY_WORDS.put("unknown host", "correct the host's name in its `http`");
    BY_WORDS.put("name server", "see whether this machine's name server answers");
    BY_WORDS.put("its name leads to", "give its address itself, or correct the name's record");
    BY_WORDS.put("no route", "see whether this machine may reach it");
    BY_WORDS.put("no connection within", "see whether a firewall stands between");
    BY_WORDS.put("no answer within", "it takes connections and says nothing: see whether it hangs");
    BY_WORDS.put("status 401", "give its key in `headers`, or in the path of its `http`");
    BY_WORDS.put(
        "status 403", "give its key in `headers`, or add this machine to its --http.vhosts");
    BY_WORDS.put("status 404", "correct the path of its `http`");
    BY_WORDS.put("status 429", "it limits its callers: ask again later, or with another key");
    BY_WORDS.put("not trusted", "give this machine's Java the certificate's CA, or use http://");
    BY_WORDS.put("has expired", "renew its certificate");
    BY_WORDS.put("another host", "write the host that its certificate names");
    BY_WORDS.put("does not speak TLS", "write http:// instead of https://");
    BY_WORDS.put("TLS", "see what its TLS wants");
  }

  private Remedies() {}

  static String of(String why) {
    return BY_WORDS.entrySet().stream()
        .filter(each -> why.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("correct its `http`, or take it out");
  }
}
