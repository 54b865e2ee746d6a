package dev.headgate.config;

import dev.headgate.config.Yaml.Entry;
import dev.headgate.config.Yaml.Items;
import dev.headgate.config.Yaml.Keys;
import dev.headgate.config.Yaml.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// YAML in, [GatewaySettings] out, or every reason why not. Nothing is looked up in the network and
/// nothing is started. Thread-safe: no state.
public final class ConfigReader {
  /// A file longer than this is refused before it is parsed.
  static final int LONGEST_FILE = 1 << 20;

  private static final int MOST_AUTO_THREADS = 4;

  private ConfigReader() {}

  /// What came of reading.
  ///
  /// @param settings empty when a problem is an error
  /// @param problems in the order of the file; warnings too
  /// @param secrets what came in by `${...}`, to be masked where settings are shown
  public record Reading(
      Optional<GatewaySettings> settings, List<Problem> problems, Secrets secrets) {
    public Reading {
      problems = List.copyOf(problems);
    }

    /// Nothing came in by `${...}`.
    public Reading(Optional<GatewaySettings> settings, List<Problem> problems) {
      this(settings, problems, Secrets.NONE);
    }

    public GatewaySettings orThrow() throws InvalidConfig {
      return settings.orElseThrow(() -> new InvalidConfig(problems));
    }
  }

  /// The settings of a file.
  ///
  /// @param env for `${NAME}`
  /// @throws InvalidConfig with all that is wrong; also when the file cannot be read
  public static GatewaySettings read(Path file, Map<String, String> env) throws InvalidConfig {
    return check(file, env, Runtime.getRuntime().availableProcessors()).orThrow();
  }

  /// Reads a file, with its warnings.
  ///
  /// @param env for `${NAME}`
  /// @param processors for `threads: auto`
  public static Reading check(Path file, Map<String, String> env, int processors) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST_FILE + 1);
    } catch (NoSuchFileException _) {
      return refused(file, "there is no such file", "give another with --config FILE");
    } catch (IOException wrong) {
      String why = Files.isDirectory(file) ? "it is a directory" : "it cannot be read";
      return refused(file, why, Files.isDirectory(file) ? "name a file in it" : wrong.toString());
    }
    if (bytes.length > LONGEST_FILE) {
      return refused(
          file, "it is over 1MiB", "no configuration is that long: is it the right file?");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return check(file.toString(), text, env, processors);
    } catch (CharacterCodingException _) {
      return refused(file, "it is not UTF-8 text", "save it as UTF-8");
    }
  }

  private static Reading refused(Path file, String message, String hint) {
    Problems problems = new Problems(file.toString(), List.of());
    problems.error(Spot.NOWHERE, message, hint);
    return new Reading(Optional.empty(), problems.all());
  }

  /// Reads a text that is in memory already.
  ///
  /// @param label stands for the file in problems
  static Reading check(String label, String text, Map<String, String> env, int processors) {
    String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Problems problems = new Problems(label, clean.lines().toList());
    Optional<Yaml> yaml = YamlParser.parse(clean, problems);
    return yaml.map(tree -> bind(tree, problems, env, processors))
        .orElseGet(() -> new Reading(Optional.empty(), problems.all()));
  }

  /// The settings for `--chain NAME=URL,URL` alone: all defaults, the first URL of each is the
  /// primary, the others are standbys, called `NAME-a`, `NAME-b`, ...
  ///
  /// @throws InvalidConfig with all that is wrong
  public static GatewaySettings fromChains(List<String> specs) throws InvalidConfig {
    return checkChains(specs, Runtime.getRuntime().availableProcessors()).orThrow();
  }

  /// As [#fromChains], with its warnings.
  ///
  /// @param processors event loops are as many, at most 4
  public static Reading checkChains(List<String> specs, int processors) {
    Problems problems = new Problems("--chain", specs);
    Map<String, Entry> chains = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      addSpec(specs.get(i), i + 1, chains, problems);
    }
    Spot start = new Spot(1, 1);
    if (problems.refused()) {
      return new Reading(Optional.empty(), problems.all());
    }
    Yaml tree = new Keys(start, Map.of("chains", new Entry(start, new Keys(start, chains))));
    return bind(tree, problems, Map.of(), processors);
  }

  /// As if it stood in a file, so that the same rules hold and the caret finds its place.
  private static void addSpec(String spec, int line, Map<String, Entry> chains, Problems problems) {
    Spot start = new Spot(line, 1);
    int equals = spec.indexOf('=');
    if (equals <= 0) {
      problems.error(
          start, "not NAME=URL,URL", "write ethereum=http://host-a:8545,http://host-b:8545");
      return;
    }
    List<Yaml> nodes = new ArrayList<>();
    int column = equals + 2;
    for (String url : spec.substring(equals + 1).split(",", -1)) {
      Spot at = new Spot(line, column);
      // `$${`: an environment variable was the shell's business.
      Scalar http = new Scalar(at, url.replace("${", "$${"), false);
      nodes.add(new Keys(at, Map.of("http", new Entry(at, http))));
      column += url.length() + 1;
    }
    Keys chain = new Keys(start, Map.of("nodes", new Entry(start, new Items(start, nodes))));
    if (chains.putIfAbsent(spec.substring(0, equals), new Entry(start, chain)) != null) {
      problems.error(start, "this chain is given twice", "list all its URLs after one name");
    }
  }

  private static Reading bind(
      Yaml yaml, Problems problems, Map<String, String> env, int processors) {
    if (!(yaml instanceof Keys)) {
      problems.error(
          yaml.spot(),
          "the file must be a mapping",
          "write `key: value`, one a line; begin with chains:");
      return new Reading(Optional.empty(), problems.all());
    }
    Placeholders placeholders = new Placeholders(env);
    Block root = Block.root(yaml, problems, placeholders);
    GatewaySettings settings = settings(root, Math.clamp(processors, 1, MOST_AUTO_THREADS));
    return new Reading(
        problems.refused() ? Optional.empty() : Optional.of(settings),
        problems.all(),
        placeholders.secrets());
  }

  /// A valid text as it showed itself to the reader.
  static Block block(String label, String text) {
    Problems problems = new Problems(label, text.lines().toList());
    Block root =
        Block.root(
            YamlParser.parse(text, problems).orElseThrow(), problems, new Placeholders(Map.of()));
    settings(root, 1);
    return root;
  }

  private static GatewaySettings settings(Block root, int auto) {
    Block listenBlock = root.block("listen");
    ListenSettings listen = SectionReader.listen(listenBlock);
    int threads = root.value("threads", auto, Forms.threads(auto));
    Optional<String> named = root.value("defaultChain", text -> text);
    root.needs("chains");
    Block chainsBlock = root.block("chains");
    Block health = root.block("health");
    SectionReader.health(health, HealthSettings.DEFAULTS);
    BreakerSettings breaker = SectionReader.breaker(root.block("breaker"));
    CallSettings calls = SectionReader.calls(root.block("calls"));
    LimitSettings limits = SectionReader.limits(root.block("limits"), calls);
    Block methods = root.block("methods");
    SectionReader.methods(methods, MethodSettings.DEFAULTS);
    boolean misspelt = !root.has("chains") && !root.lacks("chains");
    List<ChainSettings> chains =
        new ChainReader(health, methods, listen).read(chainsBlock, misspelt);
    FrontSettings front = FrontReader.front(root, listen);
    AdminSettings admin = SectionReader.admin(root.block("admin"), listenBlock, listen);
    root.notBuilt("host");
    root.done();
    return new GatewaySettings(
        listen,
        threads,
        defaultChain(root, named, chains),
        chains,
        breaker,
        calls,
        limits,
        front,
        admin);
  }

  private static Optional<String> defaultChain(
      Block root, Optional<String> named, List<ChainSettings> chains) {
    List<String> names = chains.stream().map(each -> each.chain().name()).toList();
    if (named.isPresent() && !names.isEmpty() && !names.contains(named.get())) {
      root.problems()
          .error(
              root.at("defaultChain"),
              "`defaultChain` is no chain of this file",
              Spelling.nearest(named.get(), names)
                      .map(word -> "did you mean `" + word + "`? ")
                      .orElse("")
                  + "Write one of "
                  + String.join(", ", names));
    }
    return named.or(() -> names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty());
  }
}
