package dev.headgate;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Compiles small sources against the class path of the tests, with debug information as Maven
/// does. One file manager for all: it has read the jars' lists already.
final class InMemoryCompiler {
  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
  private static final JavaFileManager CLASS_PATH =
      JAVAC.getStandardFileManager(null, null, StandardCharsets.UTF_8);

  private InMemoryCompiler() {}

  /// @param sources text by class name
  /// @return the bytes of every class
  /// @throws IllegalArgumentException when they do not compile
  static List<byte[]> compile(Map<String, String> sources) {
    Output output = new Output();
    StringWriter complaints = new StringWriter();
    List<Source> files =
        sources.entrySet().stream().map(one -> new Source(one.getKey(), one.getValue())).toList();
    if (!JAVAC
        .getTask(complaints, output, null, List.of("-proc:none", "-g", "-nowarn"), null, files)
        .call()) {
      throw new IllegalArgumentException(complaints.toString());
    }
    return output.classes.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("memory:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    final List<ByteArrayOutputStream> classes = new ArrayList<>();

    Output() {
      super(CLASS_PATH);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      classes.add(bytes);
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
