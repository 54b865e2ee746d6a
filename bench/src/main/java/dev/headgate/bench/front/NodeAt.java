package dev.headgate.bench.front;

import java.net.URI;
import java.util.Optional;

/// A node and where it is.
///
/// @param ws where it speaks WebSocket; empty when it does not
public record NodeAt(String name, URI http, Optional<URI> ws) {
  String authority() {
    return http.getAuthority();
  }
}
