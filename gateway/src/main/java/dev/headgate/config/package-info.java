/// The configuration: YAML in, records out. Each record holds the settings of one package, with its
/// defaults; the reader refuses unknown keys, naming file, line, column and what to write instead.
///
/// The way through: `YamlParser` makes a tree of `Yaml` that knows its places and stays small;
/// `Block` is one mapping of it while it is read, and knows its keys because they are asked for;
/// `Forms` are the ways a value may be written; `Placeholders` replaces `${...}` in values; what is
/// wrong collects in `Problems`, all of it, and leaves as [dev.headgate.config.InvalidConfig].
/// [dev.headgate.config.ConfigSource] can be read again, [dev.headgate.config.ConfigChanges] says
/// what is different then, and [dev.headgate.config.Reloaded] what came of it.
/// [dev.headgate.config.ConfigSchema] asks the same reader which keys and forms there are, and so
/// is the JSON Schema that is committed as `config/headgate.schema.json`; the comments of
/// `config/headgate.yaml` describe the keys. After a change of either: `mvn -pl gateway test
/// -Dtest=ConfigSchemaTest -Dschema=true`. Refusals never repeat a value: it may be a secret.
@NullMarked
package dev.headgate.config;

import org.jspecify.annotations.NullMarked;
