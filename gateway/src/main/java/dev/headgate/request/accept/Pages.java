package dev.headgate.request.accept;

import java.util.Optional;

/// What the rpc listener answers to anything but a POST: health endpoints. Called on event loops:
/// must answer from what is already known.
public interface Pages {

  /// One answer.
  ///
  /// @param body sent with every verb but HEAD
  record Page(int status, String contentType, String body) {}

  /// The page at a target, if there is one.
  ///
  /// @param verb GET, HEAD or OPTIONS
  /// @param uri the request target as it came, query included
  /// @return empty when there is no such page
  Optional<Page> page(String verb, String uri);
}
