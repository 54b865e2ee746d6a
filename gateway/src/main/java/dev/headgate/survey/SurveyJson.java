package dev.headgate.survey;

import dev.headgate.survey.Survey.ChainReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A survey for programs: maps and lists, as they become JSON. What is not known is absent.
public final class SurveyJson {
  private SurveyJson() {}

  /// One map for each chain.
  public static List<Map<String, Object>> of(List<ChainReport> reports) {
    return reports.stream().map(SurveyJson::chain).toList();
  }

  private static Map<String, Object> chain(ChainReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", report.chain().chain().name());
    report.chain().chain().chainId().ifPresent(id -> fields.put("chainId", id));
    fields.put("allServe", report.allServe());
    fields.put("nodes", report.nodes().stream().map(SurveyJson::node).toList());
    fields.put("advice", report.advice().stream().map(SurveyJson::advice).toList());
    return fields;
  }

  private static Map<String, Object> advice(Advice advice) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("weight", advice.weight().name().toLowerCase(Locale.ROOT));
    fields.put("subject", advice.subject());
    fields.put("finding", advice.finding());
    fields.put("remedy", advice.remedy());
    return fields;
  }

  private static Map<String, Object> node(NodeFacts facts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", facts.node().name());
    fields.put("role", facts.node().role().name().toLowerCase(Locale.ROOT));
    fields.put("answered", facts.answered());
    put(fields, "why", facts.unusable());
    facts.chainId().ifPresent(id -> fields.put("chainId", id));
    put(fields, "genesis", facts.genesis());
    facts.head().ifPresent(head -> putHead(fields, head));
    put(fields, "headRefusal", facts.headRefusal());
    put(fields, "client", facts.client());
    put(fields, "syncing", facts.syncing());
    put(fields, "roundTripMs", facts.roundTrip().map(trip -> trip.toNanos() / 1e6));
    put(fields, "keepsAlive", facts.keepsAlive());
    put(fields, "clockAheadMs", facts.clockAhead().map(by -> by.toMillis()));
    facts.socket().ifPresent(socket -> fields.put("ws", socket.taken()));
    put(
        fields,
        "wsRefusal",
        facts.socket().filter(socket -> !socket.taken()).map(NodeFacts.Subscribed::refusal));
    if (facts.answered()) {
      fields.put("has", facts.has().stream().sorted().toList());
      fields.put("lacks", facts.sortedLacks());
    }
    put(fields, "state", facts.state().map(SurveyJson::reach));
    put(fields, "proofs", facts.proofs().map(SurveyJson::reach));
    put(fields, "batch", facts.batch().map(NodeFacts.Batch::most));
    fields.put("late", facts.late());
    return fields;
  }

  private static void putHead(Map<String, Object> fields, NodeFacts.Head head) {
    fields.put("head", head.number());
    fields.put("headHash", head.hash());
    fields.put("headAgeMs", head.age().toMillis());
  }

  private static Object reach(NodeFacts.Reach reach) {
    return reach.whole() ? "all" : Math.max(reach.blocks(), 0);
  }

  private static void put(Map<String, Object> fields, String key, Optional<?> value) {
    value.ifPresent(each -> fields.put(key, each));
  }
}
