package dev.headgate.request.decode;

import java.util.List;

/// What a request's body turned out to be.
public sealed interface Request {

  /// One call, or one object that is no call.
  record Single(Element element) implements Request {}

  /// A batch with at least one element and at most the limit.
  record Batch(List<Element> elements) implements Request {}

  /// Nothing of it can be served; one error object answers all of it (not JSON, empty batch, too
  /// many calls).
  record Refused(RpcError error) implements Request {}
}
