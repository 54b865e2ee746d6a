package dev.headgate;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one compiled class names.
///
/// @param name its binary name with dots
/// @param types every class it names: in code, descriptors, generic signatures, annotations and
///   their values, record components, types of local variables. All of these stand in the constant
///   pool, so the whole of it is read
/// @param members each method and field of another class that it touches, as `owner.name`
record ClassUses(String name, Set<String> types, Set<String> members) {
  private static final Pattern WRITTEN_AS_DESCRIPTOR = Pattern.compile("[\\w/$;:<>()\\[*+.^-]+");
  private static final Pattern NAMED = Pattern.compile("L((?:[\\w$]+/)+[\\w$]+)(?=[;<])");

  static List<ClassUses> under(Path classes) throws IOException {
    List<ClassUses> all = new ArrayList<>();
    try (var files = Files.walk(classes)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        all.add(of(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  static ClassUses of(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    Set<String> types = new TreeSet<>();
    Set<String> members = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry used -> add(used.asSymbol(), types);
        case MemberRefEntry used ->
            members.add(dotted(used.owner().asInternalName()) + "." + used.name().stringValue());
        case Utf8Entry text -> add(text.stringValue(), types);
        default -> {}
      }
    }
    return new ClassUses(dotted(model.thisClass().asInternalName()), types, members);
  }

  String packageName() {
    return packageOf(name);
  }

  static String packageOf(String type) {
    return type.substring(0, Math.max(0, type.lastIndexOf('.')));
  }

  private static void add(ClassDesc used, Set<String> types) {
    add(used.descriptorString(), types);
  }

  private static void add(String text, Set<String> types) {
    if (WRITTEN_AS_DESCRIPTOR.matcher(text).matches()) {
      Matcher named = NAMED.matcher(text);
      while (named.find()) {
        types.add(dotted(named.group(1)));
      }
    }
  }

  private static String dotted(String internal) {
    return internal.replace('/', '.');
  }
}
