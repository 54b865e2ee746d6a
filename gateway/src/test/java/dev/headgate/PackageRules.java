package dev.headgate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who may use what. Each rule gives its breaches as sentences.
final class PackageRules {
  private static final String ROOT = "dev.headgate";

  /// Top to bottom: a package uses itself and those below it. A package that is not here fails.
  static final List<String> TOP_TO_BOTTOM =
      Stream.of(
              ".cli",
              "",
              ".generate",
              ".survey",
              ".operate",
              ".request.accept",
              ".request",
              ".request.send",
              ".request.plan",
              ".request.decode",
              ".health",
              ".health.gather",
              ".health.publish",
              ".health.judge",
              ".wire",
              ".http",
              ".config",
              ".simulate.check",
              ".simulate",
              ".chain",
              ".time")
          .map(ROOT::concat)
          .toList();

  /// Use nothing of ours, wherever they stand.
  private static final Set<String> ALONE = Set.of(ROOT + ".chain", ROOT + ".time");

  /// A library and the packages that may use it. One that is not here fails.
  private static final Map<String, Set<String>> OWNERS = owners();

  private static final String ANYONE = "anyone";

  private static Map<String, Set<String>> owners() {
    Map<String, Set<String>> owners = new LinkedHashMap<>();
    for (String free :
        List.of(
            "java",
            "javax",
            "jdk",
            "com.sun.net.httpserver",
            "com.sun.management",
            "org.jspecify",
            "org.slf4j",
            "io.netty",
            "tools.jackson",
            "com.fasterxml.jackson.annotation")) {
      owners.put(free, Set.of(ANYONE));
    }
    Set<String> gather = Set.of(ROOT + ".health.gather");
    owners.put("org.web3j", gather);
    owners.put("io.reactivex", gather);
    owners.put("org.reactivestreams", gather);
    owners.put("io.github.resilience4j", Set.of(ROOT + ".request.send"));
    // The named caches: methods that a node lacks, who took a transaction, how fast clients call.
    owners.put(
        "com.github.benmanes.caffeine",
        Set.of(ROOT + ".request", ROOT + ".request.send", ROOT + ".request.accept"));
    owners.put("io.micrometer", Set.of(ROOT + ".operate"));
    owners.put("io.prometheus", Set.of(ROOT + ".operate"));
    owners.put("ch.qos.logback", Set.of(ROOT + ".operate"));
    owners.put("org.snakeyaml", Set.of(ROOT + ".config"));
    // Keccak: a transaction's hash; the simulated nodes also find out who signed one.
    owners.put("org.bouncycastle", Set.of(ROOT + ".chain", ROOT + ".simulate"));
    owners.put("picocli", Set.of(ROOT + ".cli"));
    return owners;
  }

  /// Values in, a value out.
  private static final Set<String> PURE =
      Set.of(ROOT + ".request.decode", ROOT + ".request.plan", ROOT + ".health.judge");

  private static final Pattern IMPURE =
      Pattern.compile(
          "io\\.netty\\..*|java\\.net\\..*|java\\.nio\\.file\\..*|java\\.nio\\.channels\\..*"
              + "|java\\.io\\.File.*|org\\.slf4j\\..*|java\\.time\\.(Clock|InstantSource).*"
              + "|dev\\.headgate\\.time\\..*|java\\.lang\\.Thread|java\\.util\\.Random"
              + "|java\\.util\\.concurrent\\.(ThreadLocalRandom|Executor.*)");

  /// What reads the time, or stops until some has passed.
  private static final Pattern CLOCK =
      Pattern.compile(
          "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)"
              + "|java\\.time\\.[A-Za-z]+\\.now"
              + "|java\\.time\\.(Clock\\.(system|tick).*|InstantSource\\.(system|tick))"
              + "|java\\.lang\\.(Thread\\.(sleep|onSpinWait|yield)|Object\\.wait)"
              + "|java\\.util\\.concurrent\\.TimeUnit\\.sleep"
              + "|java\\.util\\.concurrent\\.locks\\.LockSupport\\.park(Nanos|Until)"
              + "|java\\.util\\.(Date\\.<init>|Calendar\\.getInstance)");

  private PackageRules() {}

  static List<String> breaches(List<ClassUses> classes) {
    List<String> breaches = new ArrayList<>();
    for (ClassUses one : classes) {
      if (TOP_TO_BOTTOM.contains(one.packageName())) {
        one.types().forEach(type -> check(one, type, breaches));
        checkClock(one, breaches);
      } else {
        breaches.add(
            one.name() + ": the package " + one.packageName() + " is not on the list of packages");
      }
    }
    return breaches.stream().distinct().sorted().toList();
  }

  private static void check(ClassUses user, String type, List<String> breaches) {
    boolean ours = type.startsWith(ROOT + ".");
    String breach = ours ? direction(user.packageName(), type) : owner(user.packageName(), type);
    if (breach.isEmpty()) {
      breach = purity(user.packageName(), type);
    }
    if (!breach.isEmpty()) {
      breaches.add(user.name() + " uses " + type + ": " + breach);
    }
  }

  private static String direction(String user, String type) {
    String used = ClassUses.packageOf(type);
    if (used.equals(user)) {
      return "";
    }
    if (ALONE.contains(user)) {
      return user + " uses no other package";
    }
    return TOP_TO_BOTTOM.indexOf(used) > TOP_TO_BOTTOM.indexOf(user)
        ? ""
        : used + " is not below " + user;
  }

  private static String owner(String user, String type) {
    return OWNERS.entrySet().stream()
        .filter(library -> type.startsWith(library.getKey() + "."))
        .findFirst()
        .map(library -> owner(user, library.getKey(), library.getValue()))
        .orElse("its library is on no list; give it an owner");
  }

  private static String owner(String user, String library, Set<String> owners) {
    return owners.contains(ANYONE) || owners.contains(user)
        ? ""
        : library + " belongs to " + String.join(", ", owners);
  }

  private static String purity(String user, String type) {
    boolean buffer = user.equals(ROOT + ".request.decode") && type.startsWith("io.netty.buffer.");
    return PURE.contains(user) && !buffer && IMPURE.matcher(type).matches()
        ? user + " is pure"
        : "";
  }

  private static void checkClock(ClassUses user, List<String> breaches) {
    if (!user.packageName().equals(ROOT + ".time")) {
      user.members().stream()
          .filter(member -> CLOCK.matcher(member).matches())
          .forEach(member ->
              breaches.add(user.name() + " calls " + member + ": only the package time may"));
    }
  }
}
