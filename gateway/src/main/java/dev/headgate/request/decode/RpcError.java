package dev.headgate.request.decode;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// An error that the gateway itself makes (INTERFACE section 4).
///
/// @param httpStatus of a single call's answer; inside a batch the status is 200
/// @param code JSON-RPC error code
/// @param message for people; names no node's address, never says "execution reverted"
/// @param data the JSON text of `data`, or empty for none
public record RpcError(int httpStatus, int code, String message, String data) {
  private static final int NOT_A_REQUEST = -32600;
  private static final int INTERNAL = -32603;
  private static final int UNAVAILABLE = -32005;
  private static final int FATE_UNKNOWN = -32000;
  private static final int ECHO = 64;
  private static final Pattern REVERTED = Pattern.compile("(?i)execution\\s+reverted");

  /// Clients take those two words for a contract's own answer and stop; they can only come from an
  /// echo of what the client wrote.
  public RpcError {
    message = REVERTED.matcher(message).replaceAll("execution-reverted");
  }

  public static RpcError notJson(String why) {
    return new RpcError(200, -32700, "not JSON: " + why, "");
  }

  public static RpcError notARequest(String why) {
    return new RpcError(200, NOT_A_REQUEST, why, "");
  }

  public static RpcError denied(String method) {
    return new RpcError(
        200, -32601, "the method " + method + " is not allowed through this gateway", "");
  }

  /// No node to serve it, overloaded, or the retry budget is spent: the one answer that clients
  /// repeat by themselves.
  ///
  /// @param reason a clause: "no node is reachable"
  /// @param retryAfterMs when it may be worth another try, in milliseconds
  public static RpcError unavailable(
      String chain, String reason, long retryAfterMs, String requestId) {
    String data =
        object(
            "\"retryable\":true",
            member("chain", chain),
            "\"retryAfterMs\":" + retryAfterMs,
            member("requestId", requestId));
    return new RpcError(503, UNAVAILABLE, chain + " is unavailable: " + reason, data);
  }

  /// As [#unavailable(String, String, long, String)] for a raw transaction that an attempt may have
  /// brought to the chain: worth another try, since the same bytes do no harm, but not to be taken
  /// as unsent.
  public static RpcError unavailableAfterSending(
      String chain, String reason, long retryAfterMs, String requestId) {
    RpcError plain = unavailable(chain, reason, retryAfterMs, requestId);
    String data = plain.data().substring(0, plain.data().length() - 1);
    return new RpcError(
        plain.httpStatus(), plain.code(), plain.message(), data + ",\"submitted\":\"unknown\"}");
  }

  /// The client sends more than its share.
  ///
  /// @param retryAfterMs when it may send again, in milliseconds; never as a `Retry-After` header
  public static RpcError rateLimited(long retryAfterMs, String requestId) {
    String data =
        object(
            "\"retryable\":true",
            "\"retryAfterMs\":" + retryAfterMs,
            member("requestId", requestId));
    return new RpcError(
        429, UNAVAILABLE, "too many calls: wait " + retryAfterMs + " ms before the next", data);
  }

  /// The deadline passed, and the call may be repeated.
  ///
  /// @param rawTransaction whether it was one, which may have reached the chain all the same
  public static RpcError timeout(String chain, String requestId, boolean rawTransaction) {
    String common =
        "\"retryable\":true," + member("chain", chain) + "," + member("requestId", requestId);
    return rawTransaction
        ? new RpcError(
            504,
            INTERNAL,
            "no node of "
                + chain
                + " answered in time: the transaction may have been sent, look for its hash",
            object(common, "\"submitted\":\"unknown\""))
        : new RpcError(504, INTERNAL, "no node of " + chain + " answered in time", object(common));
  }

  /// A node may have carried the call out, and it may not be repeated.
  public static RpcError unknownFate(String chain, String requestId) {
    return new RpcError(
        200,
        FATE_UNKNOWN,
        "the node of "
            + chain
            + " was lost after the call was sent to it: it may have been carried out, check before"
            + " you send it again",
        object(
            "\"retryable\":false",
            "\"submitted\":\"unknown\"",
            member("chain", chain),
            member("requestId", requestId)));
  }

  /// The path names no chain that is served here.
  ///
  /// @param name as the client wrote it
  /// @param known the names of the chains that are served
  public static RpcError unknownChain(String name, Collection<String> known) {
    String path = name.isEmpty() ? "no chain is named" : "there is no chain " + echo(name);
    List<String> paths = known.stream().sorted().map(chain -> "/" + chain).toList();
    return http(404, path + ": send to " + String.join(" or ", paths));
  }

  /// Something else than POST.
  ///
  /// @param verb as the client wrote it
  public static RpcError wrongVerb(String verb) {
    return http(405, "send calls with POST, not " + echo(verb));
  }

  /// The body is over its limit.
  ///
  /// @param limit of the body, in bytes
  public static RpcError tooLarge(long limit) {
    return http(413, "the body is over the limit of " + limit + " bytes: send less at once");
  }

  /// The body is not said to be JSON.
  ///
  /// @param contentType as the client wrote it, empty when it sent none
  public static RpcError wrongContentType(String contentType) {
    return http(
        415,
        "send Content-Type: application/json"
            + (contentType.isEmpty() ? "" : ", not " + echo(contentType)));
  }

  /// What came is no HTTP; the connection is closed after it.
  ///
  /// @param why a clause: "the request line is longer than 4096 bytes"
  public static RpcError brokenHttp(String why) {
    return http(400, "broken HTTP: " + why);
  }

  private static RpcError http(int status, String why) {
    return new RpcError(status, NOT_A_REQUEST, why, "");
  }

  private static String echo(String written) {
    return "\"" + (written.length() <= ECHO ? written : written.substring(0, ECHO) + "…") + "\"";
  }

  private static String object(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  private static String member(String key, String value) {
    return "\"" + key + "\":" + JsonText.quote(value);
  }
}
