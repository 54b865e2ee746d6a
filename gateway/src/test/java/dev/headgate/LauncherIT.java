package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.testing.anvil.Await;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/headgate` with JDKs and a Maven that are small scripts, in directories with a space in
/// their names, and on a PATH that has nothing but what the launcher may count on.
class LauncherIT {
  private static final List<String> TOOLS =
      List.of(
          "sed",
          "dirname",
          "readlink",
          "find",
          "mkdir",
          "cat",
          "rm",
          "mv",
          "grep",
          "touch",
          "flock",
          "uname",
          "ls",
          "stat",
          "sleep",
          "nice",
          "sync");
  private static final String USUAL_FLAGS =
      "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=deny"
          + " -XX:+UseSerialGC -Xms22m -Xmn10m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40"
          + " -XX:+ExitOnOutOfMemoryError -XX:-ClipInlining -Dio.netty.leakDetection.level=disabled"
          + " -Dio.netty.allocator.type=pooled"
          + " -Dio.netty.jfr.enabled=false";

  @TempDir private Path temporary = Path.of("unset");
  private Path world = temporary;
  private final Map<String, String> env = new HashMap<>();

  private record Ran(int code, long pid, String out, String err) {}

  @BeforeEach
  void a_distribution_and_a_bare_path() throws IOException {
    world = Files.createDirectories(temporary.toRealPath().resolve("a b"));
    Files.createDirectories(world.resolve("dist/lib"));
    Files.writeString(world.resolve("dist/lib/b.jar"), "b");
    Files.writeString(world.resolve("dist/lib/a.jar"), "a");
    install(world.resolve("dist/bin"));
    Path tools = Files.createDirectories(world.resolve("tools"));
    for (String tool : TOOLS) {
      for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
        Path real = Path.of(directory, tool);
        if (Files.isExecutable(real) && !Files.exists(tools.resolve(tool))) {
          script(tools.resolve(tool), "exec '" + real + "' \"$@\"");
        }
      }
    }
    Files.createDirectories(world.resolve("jdks"));
    env.put("PATH", tools.toString());
    env.put("HEADGATE_JDK_DIRS", world.resolve("none") + ":" + world.resolve("jdks"));
  }

  @Test
  void the_jvm_gets_its_flags_the_class_path_and_the_arguments() throws Exception {
    jdk("jdks/25", "25.0.1");
    env.put("HEADGATE_JAVA_OPTS", "-Da=1 -Db=*");
    Ran ran = run("dist/bin/headgate", "run", "--config", "my file", "");
    List<String> expected = new ArrayList<>(List.of("25.0.1", String.valueOf(ran.pid())));
    expected.addAll(List.of(USUAL_FLAGS.split(" ", -1)));
    expected.add("-Dheadgate.home=" + world.resolve("dist"));
    expected.addAll(List.of("-Da=1", "-Db=*", "-cp", classPath()));
    expected.addAll(List.of("dev.headgate.cli.Headgate", "run", "--config", "my file", ""));
    assertEquals(expected, ran.out().lines().toList());
    assertEquals("", ran.err());
    assertEquals(7, ran.code(), "the JVM's own");
  }

  @Test
  void a_collector_of_the_operators_own_replaces_ours() throws Exception {
    jdk("jdks/25", "25");
    env.put("HEADGATE_JAVA_OPTS", "-XX:+UseZGC");
    String out = run("dist/bin/headgate").out();
    assertFalse(out.contains("SerialGC"), out);
    assertTrue(out.contains("-XX:+UseZGC"), out);
  }

  @Test
  void an_operators_heap_is_not_smaller_than_what_we_begin_with() throws Exception {
    jdk("jdks/25", "25");
    env.put("HEADGATE_JAVA_OPTS", "-Xmx16m");
    String out = run("dist/bin/headgate").out();
    assertFalse(out.contains("-Xms"), out);
  }

  @Test
  void a_jdk_that_says_in_a_file_which_it_is_need_not_run_twice() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    Ran ran = run("dist/bin/headgate", "version");
    assertEquals(7, ran.code());
    assertEquals("", ran.err());
  }

  @Test
  void a_jdk_of_another_machine_is_run_to_see_whether_it_does() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    Files.writeString(
        world.resolve("jdks/25/release"), "JAVA_VERSION=\"25.0.3\"\nOS_ARCH=\"vax\"\n");
    Ran ran = run("dist/bin/headgate", "version");
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("jdks/25: does not run"), ran.err());
  }

  @Test
  void the_first_run_makes_a_cache_that_later_ones_use() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    env.put("HEADGATE_AOT_DELAY", "0");
    assertFalse(run("dist/bin/headgate", "run").out().contains("AOT"), "the first has none");
    awaitCache();
    assertTrue(run("dist/bin/headgate", "run").out().contains(usingCache()), "the second");
    assertTrue(run("dist/bin/headgate", "status").out().contains(usingCache()), "every command");
    env.put("HEADGATE_AOT", "off");
    assertFalse(run("dist/bin/headgate", "run").out().contains("AOT"), "unless told not to");
  }

  @Test
  void no_other_command_makes_a_cache_and_train_makes_it_at_once() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    env.put("HEADGATE_AOT_DELAY", "0");
    run("dist/bin/headgate", "version");
    Ran trained = run("dist/bin/headgate", "train");
    assertEquals(0, trained.code(), trained.err());
    assertTrue(trained.err().contains("dist/cache/headgate.aot"), trained.err());
    assertTrue(run("dist/bin/headgate", "run").out().contains(usingCache()));
  }

  @Test
  void a_cache_of_other_jars_another_jdk_or_other_flags_is_left_alone() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    train();
    env.put("HEADGATE_JAVA_OPTS", "-XX:+UseParallelGC");
    assertFalse(run("dist/bin/headgate", "version").out().contains("AOT"), "flags");
    env.put("HEADGATE_JAVA_OPTS", "-Dcom.sun.management.jmxremote.port=7091");
    assertTrue(run("dist/bin/headgate", "version").out().contains("AOT"), "flags that matter not");
    release("jdks/25", "25.0.4+1-LTS");
    assertFalse(run("dist/bin/headgate", "version").out().contains("AOT"), "a JDK");
    release("jdks/25", "25.0.3+9-LTS");
    assertTrue(run("dist/bin/headgate", "version").out().contains("AOT"), "as before");
    Files.writeString(world.resolve("dist/lib/b.jar"), "bb");
    assertFalse(run("dist/bin/headgate", "version").out().contains("AOT"), "a jar");
  }

  @Test
  void a_damaged_cache_is_left_alone_and_made_anew() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    train();
    Path cache = world.resolve("dist/cache/headgate.aot");
    Files.writeString(cache, "something else");
    env.put("HEADGATE_AOT_DELAY", "0");
    assertFalse(run("dist/bin/headgate", "run").out().contains("AOT"), "not used");
    awaitCache();
    assertEquals("cache\n", Files.readString(cache));
  }

  @Test
  void a_training_run_that_fails_leaves_no_cache() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    env.put("HEADGATE_TEST_TRAINING", "fails");
    Ran failed = run("dist/bin/headgate", "train");
    assertEquals(1, failed.code());
    assertTrue(failed.err().contains("headgate.aot.log"), failed.err());
    assertFalse(Files.exists(world.resolve("dist/cache/headgate.aot")));
    assertFalse(run("dist/bin/headgate", "version").out().contains("AOT"));
  }

  @Test
  void a_cache_is_kept_where_it_may_be_written() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    Files.writeString(world.resolve("dist/cache"), "a file where the directory would be");
    env.put("HOME", world.resolve("home").toString());
    train();
    assertTrue(Files.exists(world.resolve("home/.cache/headgate/headgate.aot")));
    env.put("CACHE_DIRECTORY", world.resolve("var/cache/headgate").toString());
    train();
    assertTrue(Files.exists(world.resolve("var/cache/headgate/headgate.aot")));
    env.put("HEADGATE_CACHE_DIR", world.resolve("own").toString());
    train();
    assertTrue(Files.exists(world.resolve("own/headgate.aot")));
  }

  @Test
  void where_none_can_be_kept_the_program_is_told_why() throws Exception {
    release("jdks/25", "25.0.3+9-LTS");
    Files.writeString(world.resolve("dist/cache"), "a file where the directory would be");
    Ran ran = run("dist/bin/headgate", "run");
    assertTrue(ran.out().contains("-Dheadgate.slowStart=there is no AOT cache"), ran.out());
    assertTrue(ran.out().contains("HEADGATE_CACHE_DIR"), ran.out());
    assertEquals("", ran.err());
  }

  private void train() throws Exception {
    Ran trained = run("dist/bin/headgate", "train");
    assertEquals(0, trained.code(), trained.err());
  }

  private void awaitCache() {
    Await.until("the cache is made", this::usesCache);
  }

  private boolean usesCache() {
    try {
      return run("dist/bin/headgate", "version").out().contains(usingCache());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String usingCache() {
    return "-XX:AOTCache=" + world.resolve("dist/cache/headgate.aot");
  }

  private String classPath() {
    return world.resolve("dist/lib/a.jar") + ":" + world.resolve("dist/lib/b.jar");
  }

  /// A JDK with a file that says which it is. Its `java` makes a cache when it is told to, unless
  /// that is to fail, and does not answer `-version`.
  private void release(String place, String version) throws Exception {
    Process uname = new ProcessBuilder("uname", "-m").start();
    String machine = new String(uname.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    script(
        world.resolve(place + "/bin/java"),
        "[ \"$1\" = -version ] && exit 1",
        "for each in \"$@\"; do",
        "  case $each in",
        "    -XX:AOTCacheOutput=*)",
        "      [ -z \"$HEADGATE_TEST_TRAINING\" ] || exit 1",
        "      echo cache >\"${each#*=}\"",
        "      exit 0 ;;",
        "  esac",
        "done",
        "printf '%s\\n' '" + version + "' $$ \"$@\" \"arenas ${MALLOC_ARENA_MAX:-}\"",
        "exit 7");
    Files.writeString(
        world.resolve(place + "/release"),
        "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"%s\"\nOS_ARCH=\"%s\"\n"
            .formatted(version, machine.strip()));
  }

  /// The JVM warns on standard output where the C library cannot.
  @Test
  void only_glibc_is_told_to_give_memory_back() throws Exception {
    for (String libc : List.of("gnu", "musl", "default")) {
      release("jdks/" + libc, "25.0.1");
      Path facts = world.resolve("jdks/" + libc + "/release");
      Files.writeString(facts, "LIBC=\"" + libc + "\"\n", StandardOpenOption.APPEND);
      env.put("JAVA_HOME", world.resolve("jdks/" + libc).toString());
      String out = run("dist/bin/headgate").out();
      assertTrue(out.startsWith("25.0.1\n"), out);
      assertEquals(libc.equals("gnu"), out.contains("-XX:TrimNativeHeapInterval=5000"), out);
      assertEquals(libc.equals("gnu"), out.contains("arenas 2"), out);
    }
  }

  @Test
  void numbers_are_compared_and_not_text() throws Exception {
    jdk("jdks/a", "17.0.15");
    jdk("jdks/b", "9.0.4");
    jdk("jdks/c", "1.8.0_392");
    jdk("jdks/d", "25-ea");
    assertEquals("25-ea", chosen());
    Files.move(world.resolve("jdks/d"), world.resolve("away"));
    jdk("jdks/e", "100.0.1");
    assertEquals("100.0.1", chosen());
  }

  @Test
  void java_home_comes_first_then_the_path_then_the_usual_places() throws Exception {
    jdk("jdks/25", "25.0.1");
    jdk("on-path", "25.0.2");
    jdk("home", "25.0.3");
    assertEquals("25.0.1", chosen());
    env.put("PATH", world.resolve("on-path/bin") + ":" + env.get("PATH"));
    assertEquals("25.0.2", chosen());
    env.put("JAVA_HOME", world.resolve("home").toString());
    assertEquals("25.0.3", chosen());
    jdk("home", "17.0.1");
    assertEquals("25.0.2", chosen());
    jdk("on-path", "21");
    assertEquals("25.0.1", chosen());
  }

  @Test
  void a_link_on_the_path_leads_to_its_jdk() throws Exception {
    jdk("sdk/25", "25.0.9");
    Files.createSymbolicLink(world.resolve("tools/java"), Path.of("../sdk/25/bin/java"));
    env.remove("HEADGATE_JDK_DIRS");
    assertEquals("25.0.9", chosen());
  }

  @Test
  void without_a_fit_jdk_it_says_what_to_do() throws Exception {
    Ran none = run("dist/bin/headgate", "version");
    assertEquals(1, none.code());
    assertEquals("", none.out());
    assertTrue(none.err().startsWith("headgate: no JDK 25 or newer was found.\n"), none.err());
    jdk("jdks/17", "17.0.15");
    script(world.resolve("jdks/x/bin/java"), "exit 1");
    env.put("JAVA_HOME", world.resolve("jdks/17").toString());
    String err = run("dist/bin/headgate", "version").err();
    for (String part :
        List.of("jdks/17: version 17", "jdks/x: does not run", "JAVA_HOME", "openjdk-25-jdk")) {
      assertTrue(err.contains(part), err);
    }
  }

  @Test
  void it_finds_its_place_through_symbolic_links() throws Exception {
    jdk("jdks/25", "25");
    Files.createDirectories(world.resolve("links"));
    Files.createSymbolicLink(world.resolve("links/one"), Path.of("../dist/bin/headgate"));
    Files.createSymbolicLink(world.resolve("links/two"), world.resolve("links/one"));
    String out = run("links/two").out();
    assertTrue(out.contains("\n" + classPath() + "\n"), out);
  }

  @Test
  void half_a_distribution_is_said_so() throws Exception {
    Files.move(world.resolve("dist/lib"), world.resolve("dist/elsewhere"));
    Ran ran = run("dist/bin/headgate");
    assertEquals(1, ran.code());
    assertTrue(
        ran.err().contains("there is no lib directory in " + world.resolve("dist")), ran.err());
  }

  @Test
  void from_source_it_builds_on_first_use_and_after_a_change() throws Exception {
    source();
    maven("");
    Ran first = run("repo/gateway/bin/headgate", "version");
    assertEquals(7, first.code(), first.err());
    assertTrue(first.err().contains("building (the first time"), first.err());
    Path target = world.resolve("repo/gateway/target");
    assertTrue(
        first.out().contains("\n" + target + "/gateway-1.jar:" + target + "/lib/a.jar\n"),
        first.out());
    assertEquals("", run("repo/gateway/bin/headgate", "version").err(), "all is built");
    assertEquals(1, builds());
    touchInTheFuture("repo/gateway/src/main/A.java");
    assertTrue(
        run("repo/gateway/bin/headgate").err().contains("sources have changed"), "a newer source");
    assertEquals(2, builds());
  }

  @Test
  void a_build_cut_short_is_done_again() throws Exception {
    source();
    maven("");
    run("repo/gateway/bin/headgate");
    Files.writeString(world.resolve("repo/gateway/target/headgate-build.begun"), "");
    run("repo/gateway/bin/headgate");
    assertEquals(2, builds());
    run("repo/gateway/bin/headgate");
    assertEquals(2, builds());
  }

  @Test
  void a_failed_build_shows_its_errors_and_starts_nothing() throws Exception {
    source();
    maven("echo '[ERROR] A.java: broken'; exit 1");
    Ran ran = run("repo/gateway/bin/headgate");
    assertEquals(1, ran.code());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("[ERROR] A.java: broken"), ran.err());
    assertTrue(ran.err().contains("headgate-build.log"), ran.err());
  }

  @Test
  void without_maven_or_a_compiler_it_says_what_to_do() throws Exception {
    source();
    Ran noMaven = run("repo/gateway/bin/headgate");
    assertEquals(1, noMaven.code());
    assertTrue(noMaven.err().contains("there is no mvn on the PATH"), noMaven.err());
    maven("");
    Files.delete(world.resolve("jdks/25/bin/javac"));
    Ran noCompiler = run("repo/gateway/bin/headgate");
    assertEquals(1, noCompiler.code());
    assertTrue(noCompiler.err().contains("without a compiler"), noCompiler.err());
  }

  @Test
  void two_at_once_build_once() throws Exception {
    assumeTrue(Files.exists(world.resolve("tools/flock")), "a system without flock");
    source();
    new ProcessBuilder("mkfifo", world.resolve("go").toString()).start().waitFor();
    maven("read line <\"" + world.resolve("go") + "\"");
    Process first = start("repo/gateway/bin/headgate");
    assertTrue(first.errorReader().readLine().contains("building"));
    Process second = start("repo/gateway/bin/headgate");
    try {
      assertTrue(second.errorReader().readLine().contains("another launcher is building"));
    } finally {
      Files.writeString(world.resolve("go"), "go\n");
    }
    assertEquals(7, first.waitFor());
    assertEquals(7, second.waitFor());
    assertEquals(1, builds());
  }

  private String chosen() throws Exception {
    return run("dist/bin/headgate", "version").out().lines().findFirst().orElse("none");
  }

  private void install(Path bin) throws IOException {
    Files.createDirectories(bin);
    Files.copy(Path.of("bin/headgate"), bin.resolve("headgate"));
    assertTrue(bin.resolve("headgate").toFile().setExecutable(true));
  }

  /// A JDK whose `java` says its version, and otherwise its version, its process id and its
  /// arguments; it exits with 7.
  private void jdk(String place, String version) throws IOException {
    script(
        world.resolve(place + "/bin/java"),
        "if [ \"$1\" = -version ]; then",
        "  echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=\"1\"' >&2",
        "  echo 'openjdk version \"" + version + "\" 2025-09-16' >&2",
        "else",
        "  printf '%s\\n' '" + version + "' $$ \"$@\"",
        "  exit 7",
        "fi");
    script(world.resolve(place + "/bin/javac"), "exit 0");
  }

  private void source() throws IOException {
    jdk("jdks/25", "25");
    install(world.resolve("repo/gateway/bin"));
    Files.createDirectories(world.resolve("repo/gateway/src/main"));
    Files.writeString(world.resolve("repo/pom.xml"), "");
    Files.writeString(world.resolve("repo/gateway/pom.xml"), "");
    Files.writeString(world.resolve("repo/gateway/src/main/A.java"), "");
  }

  /// A Maven that leaves what ours leaves.
  private void maven(String first) throws IOException {
    script(
        world.resolve("tools/mvn"),
        "echo built >>\"" + world.resolve("builds") + "\"",
        first,
        "[ \"$1 $2 $3 $4\" = '-B -pl gateway package' ] || exit 9",
        "mkdir -p gateway/target/lib",
        "touch gateway/target/lib/a.jar",
        "touch gateway/target/gateway-1-tests.jar gateway/target/gateway-1.jar");
  }

  private int builds() throws IOException {
    return Files.readAllLines(world.resolve("builds")).size();
  }

  private void touchInTheFuture(String file) throws IOException {
    FileTime now = Files.getLastModifiedTime(world.resolve("repo/gateway/target/gateway-1.jar"));
    Files.setLastModifiedTime(world.resolve(file), FileTime.fromMillis(now.toMillis() + 5000));
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Process start(String launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(world.resolve(launcher).toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    return builder.start();
  }

  private Ran run(String launcher, String... args) throws Exception {
    Process process = start(launcher, args);
    // What it says to standard error is short and cannot fill the pipe.
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), process.pid(), out, said);
  }
}
