package dev.headgate.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Schema (draft 2020-12) of the configuration, for editors and other tools. Nobody writes
/// it down: the reader is let loose on a specimen, and the keys that it asks for are the keys there
/// are. What they mean is told by the comments of `config/headgate.yaml`.
///
/// Whatever the reader takes, the schema takes. The reader refuses more: what depends on two keys,
/// or on what stands in place of a `${...}`.
public final class ConfigSchema {
  private static final String DOCS = "headgate.yaml";

  /// One entry in each mapping whose keys are the operator's own words, so that the reader goes
  /// there.
  private static final String SPECIMEN =
      """
      chains:
        x:
          nodes: [{name: a, http: http://a, headers: {A: b}}]
          methods: {route: {eth_call: [a]}}
      methods: {route: {eth_call: [a]}}
      front: {gateways: {a: {rpc: 127.0.0.1:1, agentCheck: 127.0.0.1:2}}}
      """;

  private ConfigSchema() {}

  /// The schema as text, ending with a line break.
  public static String text() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tree()) + "\n";
  }

  private static Map<String, Object> tree() {
    Block root = ConfigReader.block("specimen", SPECIMEN);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Headgate's configuration");
    schema.putAll(Schemas.notEmpty(root.schema(KeyDocs.of(docs()))));
    Map<String, Object> chain = at(schema, "properties", "chains", "additionalProperties");
    refer(chain, "health");
    refer(chain, "methods");
    return schema;
  }

  /// A chain's own section takes the keys of the global one.
  private static void refer(Map<String, Object> chain, String section) {
    Map<String, Object> own = at(chain, "properties", section);
    Map<String, Object> reference = Schemas.of("$ref", "#/properties/" + section);
    Object description = own.get("description");
    at(chain, "properties")
        .put(
            section,
            description == null ? reference : Schemas.with(reference, "description", description));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> schema, String... path) {
    Map<String, Object> found = schema;
    for (String key : path) {
      found = (Map<String, Object>) Objects.requireNonNull(found.get(key), key);
    }
    return found;
  }

  private static String docs() {
    try (InputStream in =
        Objects.requireNonNull(ConfigSchema.class.getResourceAsStream(DOCS), DOCS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
