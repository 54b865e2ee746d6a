package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// The schema beside the configuration, as an editor would use it: with a validator and a YAML
/// reader that know nothing of Headgate.
class ConfigSchemaTest {
  private static final Path COMMITTED = Path.of("../config/headgate.schema.json");
  private static final Path EXAMPLE = Path.of("../config/headgate.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);

  @Test
  void the_committed_schema_is_current() throws IOException {
    String now = ConfigSchema.text();
    if (Boolean.getBoolean("schema")) {
      Files.writeString(COMMITTED, now);
    }
    assertEquals(
        Files.readString(COMMITTED),
        now,
        "write it anew: mvn -pl gateway test -Dtest=ConfigSchemaTest -Dschema=true");
  }

  @Test
  void it_is_a_schema_of_draft_2020_12() throws IOException {
    JsonSchema meta = SCHEMAS.getSchema(SchemaLocation.of(VersionFlag.V202012.getId()));
    assertEquals(List.of(), List.copyOf(meta.validate(JSON.readTree(ConfigSchema.text()))));
  }

  @Test
  void the_example_agrees_and_points_at_it() throws IOException {
    String example = Files.readString(EXAMPLE);
    assertEquals(List.of(), complaints(example));
    assertTrue(
        example.startsWith("# yaml-language-server: $schema=" + COMMITTED.getFileName() + "\n"));
  }

  @Test
  void what_the_reader_takes_the_schema_takes() {
    for (String text : ConfigTexts.taken()) {
      assertEquals(List.of(), complaints(text), text);
    }
  }

  /// Keys, shapes and values: what one value alone shows.
  static Stream<ConfigRefusalTest.Case> seen() {
    return Stream.of(
            ConfigRefusalTest.keys(),
            ConfigRefusalTest.shapes(),
            ConfigRefusalTest.values(),
            ConfigRefusalTest.nodes())
        .flatMap(cases -> cases)
        .filter(ConfigSchemaTest::isSeen);
  }

  /// What only the reader sees: files that are no YAML, what stands in place of a `${...}`, which
  /// addresses are meant, which names of headers are the gateway's, and limits of a text's range.
  private static boolean isSeen(ConfigRefusalTest.Case bad) {
    String said = bad.expected();
    return Stream.of(
                "not YAML",
                "YAML takes",
                "may not stand in YAML",
                "stands here twice",
                "second document",
                "no anchor",
                "single word",
                "stands before",
                "a second node is called",
                "gateway",
                "in this version",
                "is the same address",
                "are the same address",
                "has no such port",
                "port that is no number",
                "does not say on which",
                "does not begin with an IP",
                "`deadline` is out of range",
                "KiB",
                "${",
                "needs the",
                "names a file",
                "needs /dev",
                "user or a password",
                "fragment",
                "no host that a URL",
                "is not a URL",
                "`hold` is out of range",
                "listens for other machines",
                "is not a file",
                "not an address to listen")
            .noneMatch(part -> said.contains(part) && !said.contains("unknown key"))
        // YAML of old merges what stands there.
        && !said.contains("<<");
  }

  @ParameterizedTest
  @MethodSource("seen")
  void what_one_value_shows_to_be_wrong_the_schema_refuses(ConfigRefusalTest.Case bad) {
    assertFalse(complaints(bad.text()).isEmpty(), bad.text());
  }

  @Test
  void every_key_is_described_by_the_example() throws IOException {
    List<String> mute = new ArrayList<>();
    undescribed("", JSON.readTree(ConfigSchema.text()), mute);
    assertEquals(List.of(), mute, "give each a comment in " + EXAMPLE);
  }

  /// Keys of a mapping that is written on one line have no comment of their own.
  private static void undescribed(String path, JsonNode schema, List<String> mute) {
    boolean together =
        schema.path("properties").properties().stream()
            .noneMatch(each -> each.getValue().has("description"));
    schema
        .path("properties")
        .properties()
        .forEach(each -> {
          String key = path + "." + each.getKey();
          if (!together && !each.getValue().has("description")) {
            mute.add(key);
          }
          undescribed(key, each.getValue(), mute);
        });
    for (String inside : List.of("additionalProperties", "items")) {
      if (schema.path(inside).isObject()) {
        undescribed(path + ".*", schema.path(inside), mute);
      }
    }
  }

  private static List<String> complaints(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Object read = new Load(settings).loadFromString(yaml);
    JsonSchema schema = SCHEMAS.getSchema(ConfigSchema.text());
    return schema.validate(JSON.<JsonNode>valueToTree(asJson(read))).stream()
        .map(each -> each.getInstanceLocation() + " " + each.getMessage())
        .toList();
  }

  /// JSON's keys are text, whatever YAML takes them for.
  private static @Nullable Object asJson(@Nullable Object read) {
    return switch (read) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> keyed = new LinkedHashMap<>();
        map.forEach((key, value) -> keyed.put(String.valueOf(key), asJson(value)));
        yield keyed;
      }
      case List<?> list -> list.stream().map(ConfigSchemaTest::asJson).toList();
      case null, default -> read;
    };
  }
}
