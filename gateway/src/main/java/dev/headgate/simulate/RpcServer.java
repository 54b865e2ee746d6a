package dev.headgate.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// From the bytes of a request to the bytes of its answer, with the faults that speak JSON-RPC.
final class RpcServer {
  /// As Erigon's `--rpc.batch.limit`.
  static final int BATCH_LIMIT = 100;

  private static final Set<String> STATE =
      Set.of(
          "eth_call",
          "eth_estimateGas",
          "eth_getBalance",
          "eth_getTransactionCount",
          "eth_getCode",
          "eth_getStorageAt");

  private final NodeView view;
  private final int batchLimit;
  private final boolean failing;
  private final Subscriptions subscriptions;
  private final Consumer<RpcRequest> log;

  /// Over HTTP, where nobody is notified.
  RpcServer(NodeView view, int batchLimit, boolean failing, Consumer<RpcRequest> log) {
    this(view, batchLimit, failing, Subscriptions.NONE, log);
  }

  /// @param failing whether this request is one of those that an intermittent fault fails
  /// @param log is told each call as it is read
  RpcServer(
      NodeView view,
      int batchLimit,
      boolean failing,
      Subscriptions subscriptions,
      Consumer<RpcRequest> log) {
    this.view = view;
    this.batchLimit = batchLimit;
    this.failing = failing;
    this.subscriptions = subscriptions;
    this.log = log;
  }

  /// @param body empty when nothing is to be said, as after a notification
  record Answer(Optional<Body> body, Duration delay) {}

  Answer answer(byte[] request) {
    try {
      RpcRequest.Parsed parsed = RpcRequest.parse(request);
      return parsed.batch() ? batch(parsed.calls()) : one(parsed.calls().getFirst());
    } catch (RpcRefusal refusal) {
      return new Answer(Optional.of(error("null", refusal)), Duration.ZERO);
    }
  }

  private Answer batch(List<RpcRequest> calls) {
    if (calls.isEmpty()) {
      throw new RpcRefusal(RpcRefusal.INVALID_REQUEST, "empty batch");
    }
    if (calls.size() > batchLimit) {
      throw new RpcRefusal(
          RpcRefusal.SERVER,
          "batch limit %d exceeded (can increase by --rpc.batch.limit). Requested batch of size: %d"
              .formatted(batchLimit, calls.size()));
    }
    List<Body> parts = new ArrayList<>();
    Duration delay = Duration.ZERO;
    for (RpcRequest call : calls) {
      Answer answer = one(call);
      delay = delay.plus(answer.delay());
      answer
          .body()
          .ifPresent(body -> {
            parts.add(Body.of(parts.isEmpty() ? "[" : ","));
            parts.add(body);
          });
    }
    parts.add(Body.of("]"));
    boolean silent = parts.size() == 1;
    return new Answer(silent ? Optional.empty() : Optional.of(Body.join(parts)), delay);
  }

  private Answer one(RpcRequest call) {
    log.accept(call);
    String id = call.id().map(this::spelled).orElse("null");
    try {
      RpcMethods.Result result = result(call);
      Body body =
          Body.join(
              List.of(
                  Body.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":"),
                  result.body(),
                  Body.of("}")));
      return new Answer(call.id().map(_ -> body), result.delay());
    } catch (RpcRefusal refusal) {
      boolean silent = call.id().isEmpty() && call.method().isPresent();
      return new Answer(silent ? Optional.empty() : Optional.of(error(id, refusal)), Duration.ZERO);
    }
  }

  private RpcMethods.Result result(RpcRequest call) {
    String method =
        call.method()
            .orElseThrow(() -> new RpcRefusal(RpcRefusal.INVALID_REQUEST, "invalid request"));
    refuse(call, method);
    return switch (method) {
      case "eth_subscribe" -> RpcMethods.Result.of(subscriptions.subscribe(call));
      case "eth_unsubscribe" -> RpcMethods.Result.of(subscriptions.unsubscribe(call));
      default -> RpcMethods.call(view, method, call);
    };
  }

  private void refuse(RpcRequest call, String method) {
    Faults faults = view.faults();
    faults
        .find(Fault.RpcError.class)
        .ifPresent(error -> {
          throw new RpcRefusal(error.code(), error.message());
        });
    if (failing) {
      throw new RpcRefusal(RpcRefusal.INTERNAL, "simulated failure of " + view.node());
    }
    if (STATE.contains(method) && faults.has(Fault.MissingState.class)) {
      String root = Hashes.of(Hashes.STATE, view.head(), 2, 0);
      throw new RpcRefusal(
          RpcRefusal.SERVER,
          "missing trie node %s (path ) state %s is not available, not found"
              .formatted(root.substring(2), root));
    }
    if (faults.has(Fault.HeaderNotFound.class) && isRelative(call, method)) {
      throw new RpcRefusal(RpcRefusal.SERVER, "header not found");
    }
  }

  private static boolean isRelative(RpcRequest call, String method) {
    if (method.equals("eth_getBlockByNumber")) {
      return BlockTag.isRelative(call.param(0));
    }
    int at = method.equals("eth_getStorageAt") ? 2 : 1;
    return STATE.contains(method) && BlockTag.isRelative(call.param(at));
  }

  /// The id as it was spelled, unless another is to go out.
  private String spelled(String id) {
    return view.faults().has(Fault.WrongId.class) ? "\"not-" + Hashes.mix(1, id) + "\"" : id;
  }

  private static Body error(String id, RpcRefusal refusal) {
    return Body.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + refusal.json() + "}");
  }
}
