package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The compiled classes keep to [PackageRules]; and the rules find each kind of breach, tried on
/// classes that are compiled here.
class PackageDirectionTest {
  private static final Path CLASSES = Path.of("target/classes");

  @TempDir Path folder;

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
        "dev.headgate.wire.Questions field;",
        "dev.headgate.wire.Questions[][] array;",
        "java.util.List<dev.headgate.wire.Questions> generic;",
        "java.util.Map<String, ? super java.util.List<dev.headgate.wire.Questions[]>> nested;",
        "void takes(dev.headgate.wire.Questions it) {}",
        "dev.headgate.wire.Questions gives() { return null; }",
        "void fails() throws dev.headgate.wire.Lost {}",
        "<T extends dev.headgate.wire.Questions> void bound() {}",
        "record R(java.util.Optional<dev.headgate.wire.Questions> component) {}",
        "interface I extends dev.headgate.wire.Questions {}",
        "Object makes() { return new dev.headgate.wire.Lost(); }",
        "Object literal() { return dev.headgate.wire.Questions.class; }",
        "Object cast(Object o) { return (dev.headgate.wire.Questions) o; }",
        "boolean pattern(Object o) { return o instanceof dev.headgate.wire.Pair(var a, var b); }",
        "Object lambda() { return (Runnable) () -> dev.headgate.wire.Lost.count(); }",
        "Object reference() { return (Runnable) dev.headgate.wire.Lost::count; }",
        "void local() { java.util.List<dev.headgate.wire.Questions> it = null; }",
        "void caught() { try { caught(); } catch (dev.headgate.wire.Lost e) { return; } }",
        "@dev.headgate.wire.Mark void annotated() {}",
        "@dev.headgate.wire.Mark(dev.headgate.wire.Questions.class) int value;",
      })
  void a_use_of_a_higher_package_is_found_however_it_is_written(String member) throws IOException {
    List<String> breaches = breaches("health.judge", "wire", member);

    assertEquals(List.of(), breaches, "downward is allowed");
    assertTrue(
        breaches("config", "wire", member).stream()
            .anyMatch(one -> one.contains("dev.headgate.wire is not below dev.headgate.config")),
        member);
  }

  @ParameterizedTest
  @CsvSource({
    "health.gather, org.web3j.Web3j, request.send",
    "request.send, io.github.resilience4j.Breaker, request.plan",
    "request.send, com.github.benmanes.caffeine.cache.Cache, request.accept",
    "operate, io.micrometer.Counter, request",
    "config, org.snakeyaml.engine.Load, cli",
    "cli, picocli.CommandLine, operate",
    "operate, ch.qos.logback.Encoder, time",
  })
  void a_library_in_the_hands_of_another_than_its_owner_is_found(
      String owner, String type, String other) throws IOException {
    assertEquals(List.of(), breaches(owner, type));
    assertEquals(1, breaches(other, type).size(), other);
  }

  @Test
  void a_library_without_an_owner_is_found() throws IOException {
    assertTrue(breaches("cli", "org.example.Thing").getFirst().contains("give it an owner"));
  }

  @Test
  void a_package_that_is_not_on_the_list_is_found() throws IOException {
    assertTrue(
        breaches("misc", "", "int it;")
            .getFirst()
            .contains("dev.headgate.misc is not on the list"));
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
  void what_is_not_pure_is_found_in_the_deciders_and_allowed_elsewhere(String member)
      throws IOException {
    for (String decider : List.of("request.decode", "request.plan", "health.judge")) {
      assertEquals(1, breaches(decider, "", member).size(), decider);
    }
    assertEquals(List.of(), breaches("request.send", "", member));
  }

  @Test
  void decode_reads_buffers_and_the_other_deciders_do_not() throws IOException {
    String member = "io.netty.buffer.ByteBuf bytes;";

    assertEquals(List.of(), breaches("request.decode", "", member));
    assertEquals(1, breaches("request.plan", "", member).size());
    assertEquals(1, breaches("request.decode", "", "io.netty.util.AttributeMap map;").size());
  }

  @Test
  void instants_and_durations_are_values_that_deciders_may_hold() throws IOException {
    assertEquals(
        List.of(),
        breaches(
            "health.judge",
            "",
            "java.time.Instant at; java.time.Duration age(java.time.Instant now)"
                + " { return java.time.Duration.between(at, now); }"));
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
  void a_stray_clock_or_sleep_is_found_everywhere_but_in_time(String member) throws IOException {
    assertEquals(1, breaches("request.send", "", member).size(), member);
    assertEquals(List.of(), breaches("time", "", member));
  }

  @Test
  void the_nouns_use_nothing_of_ours() throws IOException {
    assertTrue(
        breaches("chain", "time", "dev.headgate.time.Lost it;")
            .getFirst()
            .contains("uses no other package"));
  }

  private List<String> breaches(String user, String type) throws IOException {
    int dot = type.lastIndexOf('.');
    source(
        type.replace('.', '/'),
        "package "
            + type.substring(0, dot)
            + "; public interface "
            + type.substring(dot + 1)
            + " {}");
    return breaches(user, "", type + " it;");
  }

  /// What the rules say of one class with this member.
  ///
  /// @param user its package, below dev.headgate
  /// @param used a package with some classes to use; empty for none
  private List<String> breaches(String user, String used, String member) throws IOException {
    if (!used.isEmpty()) {
      sources("dev.headgate." + used);
    }
    String name = "dev/headgate/" + user.replace('.', '/') + "/Subject";
    Path source =
        source(
            name, "package dev.headgate." + user + "; abstract class Subject { " + member + " }");
    Path out = Files.createTempDirectory(folder, "classes");
    List<String> command = new ArrayList<>(List.of("-proc:none", "-g", "-nowarn", "-d", out + ""));
    command.addAll(
        List.of(
            "-sourcepath",
            folder.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            source.toString()));
    int failed =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new));
    assertEquals(0, failed, "compiles: " + member);
    List<ClassUses> subject =
        ClassUses.under(out).stream().filter(one -> one.name().contains(".Subject")).toList();
    return PackageRules.breaches(subject);
  }

  private void sources(String name) throws IOException {
    String begin = "package " + name + "; public ";
    String path = name.replace('.', '/') + "/";
    source(path + "Questions", begin + "interface Questions {}");
    source(path + "Pair", begin + "record Pair(int a, int b) {}");
    source(
        path + "Lost",
        begin + "class Lost extends RuntimeException { public static void count() {} }");
    source(path + "Mark", begin + "@interface Mark { Class<?> value() default Object.class; }");
  }

  private Path source(String name, String text) throws IOException {
    Path file = folder.resolve(name + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
