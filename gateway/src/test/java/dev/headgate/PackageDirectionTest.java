package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The compiled classes keep to [PackageRules]; and the rules find each kind of breach, tried on
/// classes that are compiled here.
class PackageDirectionTest {
  private static final Path CLASSES = Path.of("target/classes");

  /// Classes of a package high up, to be named from below.
  private static final Map<String, String> HIGHER =
      Map.of(
          "dev.headgate.wire.Query",
          "package dev.headgate.wire; public interface Query {}",
          "dev.headgate.wire.Pair",
          "package dev.headgate.wire; public record Pair(int a, int b) {}",
          "dev.headgate.wire.Lost",
          "package dev.headgate.wire; public class Lost extends RuntimeException"
              + " { public static void count() {} }",
          "dev.headgate.wire.Mark",
          "package dev.headgate.wire; public @interface Mark"
              + " { Class<?> value() default Object.class; }");

  @Test
  void every_class_keeps_to_the_rules() throws IOException {
    List<ClassUses> classes = ClassUses.under(CLASSES);

    assertTrue(classes.size() > 30, "found the classes");
    assertTrue(
        classes.stream().anyMatch(one -> one.types().contains("dev.headgate.chain.Node")),
        "saw what they use");
    assertEquals(List.of(), PackageRules.breaches(classes));
  }

  /// Each way to name a class of a higher package.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.headgate.wire.Query field;",
        "dev.headgate.wire.Query[][] array;",
        "java.util.List<dev.headgate.wire.Query> generic;",
        "java.util.Map<String, ? super java.util.List<dev.headgate.wire.Query[]>> nested;",
        "void takes(dev.headgate.wire.Query it) {}",
        "dev.headgate.wire.Query gives() { return null; }",
        "void fails() throws dev.headgate.wire.Lost {}",
        "<T extends dev.headgate.wire.Query> void bound() {}",
        "record R(java.util.Optional<dev.headgate.wire.Query> component) {}",
        "interface I extends dev.headgate.wire.Query {}",
        "Object makes() { return new dev.headgate.wire.Lost(); }",
        "Object literal() { return dev.headgate.wire.Query.class; }",
        "Object cast(Object o) { return (dev.headgate.wire.Query) o; }",
        "boolean pattern(Object o) { return o instanceof dev.headgate.wire.Pair(var a, var b); }",
        "Object lambda() { return (Runnable) () -> dev.headgate.wire.Lost.count(); }",
        "Object reference() { return (Runnable) dev.headgate.wire.Lost::count; }",
        "void local() { java.util.List<dev.headgate.wire.Query> it = null; }",
        "void caught() { try { caught(); } catch (dev.headgate.wire.Lost e) { return; } }",
        "@dev.headgate.wire.Mark void annotated() {}",
        "@dev.headgate.wire.Mark(dev.headgate.wire.Query.class) int value;",
      })
  void a_use_of_a_higher_package_is_found_however_it_is_written(String member) {
    List<String> breaches = breaches(member, "health.publish", "config");

    assertTrue(
        breaches.stream().anyMatch(one -> one.contains("wire is not below dev.headgate.config")),
        member);
    assertTrue(
        breaches.stream().noneMatch(one -> one.startsWith("dev.headgate.health")),
        "downward is allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "health.gather, org.web3j.Web3j, request.send",
    "request.send, io.github.resilience4j.Breaker, request.plan",
    "request.send, com.github.benmanes.caffeine.cache.Cache, operate",
    "operate, io.micrometer.Counter, request",
    "config, org.snakeyaml.engine.Load, cli",
    "cli, picocli.CommandLine, operate",
    "operate, ch.qos.logback.Encoder, time",
  })
  void a_library_in_the_hands_of_another_than_its_owner_is_found(
      String owner, String type, String other) {
    assertEquals(List.of(), breachesOfUsing(type, owner));
    assertEquals(1, breachesOfUsing(type, other).size(), other);
  }

  @Test
  void a_library_without_an_owner_is_found() {
    assertTrue(breachesOfUsing("org.example.Thing", "cli").getFirst().contains("give it an owner"));
  }

  @Test
  void a_package_that_is_not_on_the_list_is_found() {
    assertTrue(
        breaches("int it;", "misc").getFirst().contains("dev.headgate.misc is not on the list"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object o = new java.net.Socket();",
        "java.net.URI uri;",
        "java.nio.file.Path file;",
        "org.slf4j.Logger log;",
        "io.netty.channel.Channel channel;",
        "java.time.Clock clock;",
        "dev.headgate.time.SteadyClock clock;",
        "Object o = java.util.concurrent.ThreadLocalRandom.current();",
      })
  void what_is_not_pure_is_found_in_the_deciders_and_allowed_elsewhere(String member) {
    List<String> breaches =
        breaches(member, "request.decode", "request.plan", "health.judge", "request.send");

    assertEquals(3, breaches.size(), breaches.toString());
    assertTrue(breaches.stream().allMatch(one -> one.endsWith(" is pure")), breaches.toString());
  }

  @Test
  void decode_reads_buffers_and_the_other_deciders_do_not() {
    List<String> breaches =
        breaches("io.netty.buffer.ByteBuf bytes;", "request.decode", "request.plan");

    assertEquals(1, breaches.size());
    assertTrue(breaches.getFirst().contains("request.plan is pure"));
    assertEquals(1, breaches("io.netty.util.AttributeMap map;", "request.decode").size());
  }

  @Test
  void instants_and_durations_are_values_that_deciders_may_hold() {
    assertEquals(
        List.of(),
        breaches(
            "java.time.Instant at; java.time.Duration age(java.time.Instant now)"
                + " { return java.time.Duration.between(at, now); }",
            "health.judge"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "long t = System.nanoTime();",
        "long t = System.currentTimeMillis();",
        "Object t = java.time.Instant.now();",
        "Object t = java.time.LocalDateTime.now();",
        "Object t = java.time.Clock.systemUTC();",
        "Object t = java.time.Clock.tickSeconds(java.time.ZoneOffset.UTC);",
        "java.util.function.LongSupplier t = System::nanoTime;",
        "Object t = new java.util.Date();",
        "void nap() throws Exception { Thread.sleep(1); }",
        "void nap() throws Exception { java.util.concurrent.TimeUnit.SECONDS.sleep(1); }",
        "void nap() { java.util.concurrent.locks.LockSupport.parkNanos(1); }",
        "synchronized void nap() throws Exception { wait(1); }",
      })
  void a_stray_clock_or_sleep_is_found_everywhere_but_in_time(String member) {
    List<String> breaches = breaches(member, "request.send", "time");

    assertEquals(1, breaches.size(), breaches.toString());
    assertTrue(breaches.getFirst().startsWith("dev.headgate.request.send"), breaches.toString());
  }

  @Test
  void the_nouns_use_nothing_of_ours() {
    assertTrue(
        breaches("dev.headgate.time.SteadyClock it;", "chain")
            .getFirst()
            .contains("uses no other package"));
  }

  /// What the rules say when each of these packages has a class with this member.
  ///
  /// @param users below dev.headgate
  private static List<String> breaches(String member, String... users) {
    return breaches(member, HIGHER, users);
  }

  private static List<String> breaches(String member, Map<String, String> others, String... users) {
    Map<String, String> sources = new HashMap<>(others);
    for (String user : users) {
      sources.put(
          "dev.headgate." + user + ".Subject",
          "package dev.headgate." + user + "; abstract class Subject { " + member + " }");
    }
    return PackageRules.breaches(
        InMemoryCompiler.compile(sources).stream()
            .map(ClassUses::of)
            .filter(one -> one.name().contains(".Subject"))
            .toList());
  }

  private static List<String> breachesOfUsing(String type, String... users) {
    int dot = type.lastIndexOf('.');
    String text =
        "package " + type.substring(0, dot) + "; public interface " + type.substring(dot + 1);
    return breaches(type + " it;", Map.of(type, text + " {}"), users);
  }
}
