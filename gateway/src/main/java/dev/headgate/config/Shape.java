package dev.headgate.config;

import java.util.List;
import java.util.Map;

/// What may stand under a key, as it showed when the key was asked for.
sealed interface Shape {

  /// As a JSON Schema.
  ///
  /// @param docs what is written of the key
  Map<String, Object> schema(KeyDocs docs);

  record Single(Form<?> form) implements Shape {
    @Override
    public Map<String, Object> schema(KeyDocs docs) {
      return form.schema();
    }
  }

  record Several(Form<?> form) implements Shape {
    @Override
    public Map<String, Object> schema(KeyDocs docs) {
      return listOf(form.schema());
    }
  }

  record Mapping(Block block) implements Shape {
    @Override
    public Map<String, Object> schema(KeyDocs docs) {
      return block.schema(docs);
    }
  }

  /// A list of mappings.
  ///
  /// @param blocks all of one shape; the first shows it
  record Mappings(List<Block> blocks) implements Shape {
    public Mappings {
      blocks = List.copyOf(blocks);
    }

    @Override
    public Map<String, Object> schema(KeyDocs docs) {
      return listOf(blocks.getFirst().schema(docs.item()));
    }
  }

  private static Map<String, Object> listOf(Map<String, Object> item) {
    return Schemas.with(Schemas.of("type", List.of("array", "null")), "items", item);
  }
}
