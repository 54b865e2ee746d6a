package dev.headgate.bench.fault;

import dev.headgate.bench.front.Front;
import dev.headgate.bench.front.HeadgateFront;
import dev.headgate.bench.front.NodeAt;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/// A gateway that is broken on purpose: one of its sources is changed in one place, compiled, and
/// put before the class path of a gateway process.
///
/// @param source of the class, under `gateway/src/main/java/dev/headgate`
/// @param sound what stands there, once
/// @param broken what is put in its place
record BrokenBuild(String source, String sound, String broken) {
  private static final String SOURCES = "gateway/src/main/java/dev/headgate";

  /// Nothing is sent a second time.
  static final BrokenBuild NO_RETRIES =
      new BrokenBuild(
          "request/plan/RetryPolicy.java",
          "NextStep after(MethodClass c, Standing standing, Outcome outcome) {",
          """
          NextStep after(MethodClass c, Standing standing, Outcome outcome) {
            if (!(outcome instanceof Outcome.Result)) {
              return new GiveUp(Reason.NO_NODE);
            }
          """);

  /// No head is too low.
  static final BrokenBuild NO_FLOOR =
      new BrokenBuild(
          "request/ChainHeads.java", "return floor.get().at(now);", "return Floor.NONE;");

  /// Every call may be repeated, also one that pays.
  static final BrokenBuild REPEATED_WRITES =
      new BrokenBuild(
          "request/decode/MethodClass.java",
          "return this != UNREPEATABLE && this != UNREPEATABLE_TRANSACTION;",
          "return true;");

  /// What its clients saw of a fault on the primary: a fifth of the calls are writes.
  FaultResult under(String fault) throws Exception {
    Path classes = compile();
    FaultRuns.Plan plan = FaultRuns.Plan.brief(100).mix(Contents.WITH_WRITES);
    FaultRuns.Starter starter = (chainId, nodes) -> start(chainId, nodes, classes);
    try (FaultRuns runs = FaultRuns.simulated(starter, plan, SteadyClock.system())) {
      return runs.run(Trouble.parse(fault)).getFirst();
    }
  }

  private static Front start(long chainId, List<NodeAt> nodes, Path classes) throws IOException {
    return HeadgateFront.start(HeadgateFront.Spec.of(chainId, nodes).patch(classes));
  }

  private Path compile() throws IOException {
    String text = Files.readString(sources().resolve(source));
    if (text.split(Pattern.quote(sound), -1).length != 2) {
      throw new AssertionError(source + " has not, or not once: " + sound);
    }
    Path home = Files.createTempDirectory("broken-build-");
    Path changed = home.resolve(Path.of(source).getFileName());
    Files.writeString(changed, text.replace(sound, broken));
    Path classes = Files.createDirectories(home.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-implicit:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                changed.toString());
    if (failed != 0) {
      throw new AssertionError("the broken " + source + " does not compile");
    }
    return classes;
  }

  private static Path sources() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve(SOURCES))) {
      at = at.getParent();
      if (at == null) {
        throw new AssertionError("not in the checkout: there is no " + SOURCES);
      }
    }
    return at.resolve(SOURCES);
  }
}
