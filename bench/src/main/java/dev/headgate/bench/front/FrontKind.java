package dev.headgate.bench.front;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The fronts there are.
public enum FrontKind {
  HEADGATE("Headgate"),
  HAPROXY("HAProxy"),
  NGINX("nginx");

  /// In which answers name their node.
  public static final String NODE_HEADER = "X-Headgate-Node";

  private final String title;

  FrontKind(String title) {
    this.title = title;
  }

  /// As its makers write it.
  public String title() {
    return title;
  }

  /// The front of this name, in any case.
  ///
  /// @throws IllegalArgumentException with all names, when there is none
  public static FrontKind of(String name) {
    return Arrays.stream(values())
        .filter(one -> one.title.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no front is called \""
                    + name
                    + "\"; there are: "
                    + String.join(
                        ", ",
                        Arrays.stream(values())
                            .map(one -> one.title.toLowerCase(Locale.ROOT))
                            .toList())));
  }

  /// Starts one in front of these nodes, the primary first, and waits until it serves.
  public Front start(long chainId, List<NodeAt> nodes) throws IOException {
    return switch (this) {
      case HEADGATE -> HeadgateFront.start(HeadgateFront.Spec.of(chainId, nodes));
      case HAPROXY -> HaProxyFront.start(nodes);
      case NGINX -> NginxFront.start(nodes);
    };
  }
}
