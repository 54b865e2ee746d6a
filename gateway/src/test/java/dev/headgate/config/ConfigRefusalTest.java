package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigRefusalTest {
  /// Stands last, so that what a case writes begins in line 1.
  private static final String CHAIN =
      "chains: {x: {nodes: [{name: a, http: http://a}, {name: b, http: http://b}]}}\n";

  /// @param expected `line:column: message`
  /// @param hint a part of it
  record Case(String text, String expected, String hint) {
    @Override
    public String toString() {
      return text.strip().replace('\n', '⏎');
    }
  }

  private static Case top(String text, String expected, String hint) {
    return new Case(text + "\n" + CHAIN, expected, hint);
  }

  /// A chain x with a node b besides the one given.
  private static Case node(String keys, String expected, String hint) {
    return new Case(
        "chains:\n  x:\n    nodes:\n      - {http: http://b}\n      - {" + keys + "}\n",
        expected,
        hint);
  }

  private static Case chain(String name, String keys, String expected, String hint) {
    return new Case(
        "chains:\n  "
            + name
            + ":\n    nodes: [{name: a, http: http://a}, {name: b, http: http://b}]\n    "
            + keys
            + "\n",
        expected,
        hint);
  }

  static Stream<Case> keys() {
    return Stream.of(
        new Case(
            "chain: {x: {nodes: [{http: http://a}]}}\n",
            "1:1: unknown key `chain`",
            "did you mean `chains`?"),
        new Case(
            "chains:\n  x: {node: [{http: http://a}]}\n",
            "2:7: unknown key `node`",
            "did you mean `nodes`?"),
        node("htp: http://a", "5:10: unknown key `htp`", "did you mean `http`?"),
        chain("x", "<<: {}", "4:5: unknown key `<<`", "give an anchor to a whole value"),
        top(
            "listn: {}",
            "1:1: unknown key `listn`",
            "did you mean `listen`? The keys here are: li"),
        top("calls: {dead-line: 1s}", "1:9: unknown key `dead-line`", "did you mean `deadline`?"),
        top("health: {lag: {block: 1}}", "1:16: unknown key `block`", "did you mean `blocks`?"),
        top(
            "breaker: {zzz: 1}",
            "1:11: unknown key `zzz`",
            "The keys here are: window, minimumCal"),
        node("http: http://a, rol: primary", "5:26: unknown key `rol`", "did you mean `role`?"),
        chain("x", "helth: {}", "4:5: unknown key `helth`", "did you mean `health`?"),
        top("threads: 1\nthreads: 2", "2:1: key `threads` stands here twice", "in line 1"),
        top("? [a]\n: b", "1:3: a key must be a single word", ""),
        top("listen: {ipc: /run/x}", "1:10: `ipc` is not built yet in this version", "remove it"),
        top(
            "front: {bnd: 1}",
            "1:9: unknown key `bnd`",
            "did you mean `bind`? The keys here are: b"),
        top(
            "front: {gateways: {a: {rpc: 127.0.0.1:1, agentChek: x}}}",
            "1:42: unknown key `agentChek`",
            "did you mean `agentCheck`?"),
        top("admin: {tokenfile: x}", "1:9: unknown key `tokenfile`", "did you mean `tokenFile`?"),
        top("admin: {tokenFile: \"~/token\"}", "1:20: `tokenFile` is not a file", "write its path"),
        top("host: {mode: plan}", "1:1: `host` is not built yet in this version", "remove it"));
  }

  static Stream<Case> shapes() {
    return Stream.of(
        new Case("- a\n", "1:1: the file must be a mapping", "key: value"),
        new Case("", "1:1: no chain is configured", "chains: {ethereum:"),
        new Case("chains: {}\n", "1:1: no chain is configured", "chains: {ethereum:"),
        new Case("chains: [a]\n", "1:9: `chains` must be a mapping", "key: value"),
        new Case("chains:\n  x: [a]\n", "2:6: `x` must be a mapping", "key: value"),
        new Case("chains:\n  x: {nodes: {a: b}}\n", "2:14: `nodes` must be a list", "[a, b]"),
        new Case("chains:\n  x: {nodes: b}\n", "2:14: `nodes` must be a list", "[a, b]"),
        new Case(
            "chains:\n  x: {nodes: [http://a]}\n",
            "2:15: an item of `nodes` must be a mapping",
            "write - http: http://host:port"),
        top("calls: 5", "1:8: `calls` must be a mapping", "key: value"),
        top("calls: [a]", "1:8: `calls` must be a mapping", "key: value"),
        top("calls: {deadline: [1s]}", "1:19: `deadline` must be a single value", "brackets"),
        top("calls: {deadline: }", "1:9: `deadline` has no value", "remove the key"),
        top("methods: {deny: eth_*}", "1:17: `deny` must be a list", "[a, b]"),
        top("methods: {deny: {a: b}}", "1:17: `deny` must be a list", "[a, b]"),
        top("a: b\n---", "2:1: a second document begins here", "one document"),
        top(
            "methods: {deny: [!debug_trace*]}",
            "1:18: YAML takes this for a type, and types are not used here",
            "begins with ! in quotes"),
        top("threads: !!int 4", "1:10: YAML takes `tag:yaml.org,2002:int` for a type", "in quotes"),
        top(
            "methods: {deny: [*x]}",
            "1:18: no anchor `&x` stands before this alias",
            "begins with * in quotes"),
        new Case("a: [b\n", "2:1: not YAML: expected ',' or ']', but got <stream end>", "close"),
        new Case(
            "a:\n\t- b\n",
            "2:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use"
                + " \\t(TAB) for indentation)",
            "indent with spaces"),
        new Case("a: b\nc: \u0007\n", "2:4: character U+0007 may not stand in YAML", "remove"));
  }

  static Stream<Case> values() {
    return Stream.of(
        top("calls: {deadline: 30}", "1:19: `deadline` is not a duration", "`30s` or `30ms`"),
        top("calls: {deadline: 30 s}", "1:19: `deadline` is not a duration", "write `30s`"),
        top("calls: {deadline: 2min}", "1:19: `deadline` is not a duration", "write `2m`"),
        top("calls: {deadline: 30SEC}", "1:19: `deadline` is not a duration", "write `30s`"),
        top("calls: {deadline: 500msec}", "1:19: `deadline` is not a duration", "write `500ms`"),
        top("calls: {deadline: 1.5s}", "1:19: `deadline` is not a duration", "250ms"),
        top("calls: {deadline: -1s}", "1:19: `deadline` is not a duration", "250ms"),
        top("calls: {deadline: 0s}", "1:19: `deadline` is out of range", "10ms to 24h"),
        top("calls: {deadline: 99h}", "1:19: `deadline` is out of range", "10ms to 24h"),
        top("calls: {hold: 64KB}", "1:15: `hold` is not a size", "`64KiB`"),
        top("calls: {hold: 1GiB}", "1:15: `hold` is out of range", "0 to 64MiB"),
        top("calls: {hold: 999999999999999GiB}", "1:15: `hold` is out of range", "0 to 64MiB"),
        top("limits: {body: 5m}", "1:16: `body` is not a size", "`5MiB`"),
        top("limits: {body: 12}", "1:16: `body` is out of range", "1KiB to 1GiB"),
        top("calls: {retryBudget: 20%}", "1:22: `retryBudget` is not a whole number", "digits"),
        top("calls: {retryBudget: 101}", "1:22: `retryBudget` is out of range", "0 to 100"),
        top("health: {fall: 0}", "1:16: `fall` is out of range", "1 to 100"),
        top("calls: {hedgeAfter: of}", "1:21: `hedgeAfter` is not a duration", "auto or off, or:"),
        top("threads: many", "1:10: `threads` is not a whole number", "write auto, or: write 1"),
        top("listen: {stamps: yes}", "1:18: `stamps` is not a word known here", "false, true"),
        top("listen: {rpc: 8645}", "1:15: `rpc` is not an address to listen on", "127.0.0.1:8645"),
        top("listen: {rpc: \":8645\"}", "1:15: `rpc` does not say on which", "write 0.0.0.0:8645"),
        top("listen: {rpc: \"::1:5\"}", "1:15: `rpc` is not an address to listen on", "[::1]:8645"),
        top("listen: {rpc: a.b:5}", "1:15: `rpc` does not begin with an IP", "not looked up"),
        top("listen: {rpc: \"1:5\"}", "1:15: `rpc` does not begin with an IP", "0.0.0.0:5"),
        top("listen: {rpc: 1.2.3.4:70000}", "1:15: `rpc` has no such port", "1 to 65535"),
        top(
            "listen: {admin: 0.0.0.0:9645}",
            "1:17: `admin` listens for other machines, but there is no admin.tokenFile",
            "or 127.0.0.1:9645 here"),
        top(
            "listen: {rpc: 0.0.0.0:9645}",
            "1:15: `rpc` and `admin` are the same address",
            "a port of its own"),
        top(
            "listen: {trustedProxies: [10.0.0.0/8]}",
            "1:27: an item of `trustedProxies` is not an IP address",
            "one address"),
        top(
            "methods: {deny: [eth_*_x]}",
            "1:18: an item of `deny` is not a method or a pattern of methods",
            "debug_*"),
        top(
            "methods: {allow: [\"!eth_call\"]}",
            "1:19: an item of `allow` is not a method or a pattern of methods",
            "eth_call"),
        top(
            "calls: {deadline: \"${NOPE}\"}",
            "1:19: `deadline` needs the environment variable NOPE, which is not set",
            "${NOPE:-default}"),
        top(
            "calls: {deadline: \"${file:/no/such}\"}",
            "1:19: `deadline` needs the file /no/such, which cannot be read",
            "exists"),
        top(
            "calls: {deadline: \"${file:x}\"}",
            "1:19: `deadline` names a file whose path",
            "/whole"),
        top(
            "calls: {deadline: \"${file:/dev/zero}\"}",
            "1:19: `deadline` needs /dev/zero",
            "regular"),
        top(
            "calls: {deadline: \"${X:-5}\"}",
            "1:19: `deadline` is not a duration once its ${...} is replaced",
            "`5s`"),
        top("calls: {deadline: \"a${B\"}", "1:19: `deadline` has a ${ without its }", "$${"),
        top(
            "calls: {deadline: \"${a b}\"}",
            "1:19: `deadline` has a ${...} that is no name",
            "$${"));
  }

  static Stream<Case> together() {
    return Stream.of(
        top(
            "calls: {deadline: 5m}",
            "1:19: `deadline` (5m) is longer than `longDeadline` (2m)",
            "raise `longDeadline`"),
        top(
            "calls: {deadline: 1s}",
            "1:19: `headWait` (2s) is longer than `deadline` (1s)",
            "lower `headWait`"),
        top(
            "calls: {hedgeAfter: 31s}",
            "1:21: `hedgeAfter` (31s) is longer than `deadline` (30s)",
            "lower `hedgeAfter`"),
        top(
            "limits: {response: 32KiB}",
            "1:20: `limits.response` (32KiB) is smaller than `calls.hold` (64KiB)",
            "lower `calls.hold`"),
        top(
            "health: {probeInterval: 1m, fall: 2}",
            "1:35: a dead node would be noticed after 121s",
            "below 2m"),
        chain(
            "x",
            "health: {fall: 100, probeInterval: 2s}",
            "4:20: a dead node would be noticed after 201s",
            "below 2m"),
        top(
            "defaultChain: y",
            "1:15: `defaultChain` is no chain of this file",
            "did you mean `x`? Write one of x"));
  }

  static Stream<Case> fronts() {
    return Stream.of(
        top(
            "listen: {agentCheck: 127.0.0.1:8645}",
            "1:22: `rpc` and `agentCheck` are the same address",
            "a port of its own"),
        top(
            "listen: {agentCheck: 0.0.0.0:9645}",
            "1:22: `admin` and `agentCheck` are the same address",
            "a port of its own"),
        top("listen: {agentCheck: off}", "1:22: `agentCheck` is not an address", "127.0.0.1:8645"),
        top("front: {bind: 8080}", "1:15: `bind` is not an address to listen on", "127.0.0.1:"),
        top("front: {bind: 127.0.0.1:0}", "1:15: `bind` has no such port", "127.0.0.1:8080"),
        top(
            "front: {bind: 127.0.0.1:8645}",
            "1:15: `front.bind` and `listen.rpc` are the same address",
            "HAProxy needs a port of its own"),
        top(
            "front: {stats: 127.0.0.1:9645}",
            "1:16: `front.stats` and `listen.admin` are the same address",
            "HAProxy needs a port of its own"),
        top(
            "front: {stats: 127.0.0.1:8080}",
            "1:16: `front.stats` and `front.bind` are the same address",
            "HAProxy needs a port of its own"),
        top(
            "front: {stats: 0.0.0.0:8404}",
            "1:16: `stats` may be on a loopback address only: it asks for no password",
            "write 127.0.0.1:8404"),
        top(
            "front: {certificate: headgate.pem}",
            "1:22: `certificate` is not a whole path of plain letters",
            "/etc/haproxy/headgate.pem"),
        top("front: {mode: activ}", "1:15: `mode` is not a word", "did you mean `active`?"),
        top("front: {gateways: {}}", "1:19: `gateways` names no gateway", "gateways: {a: {rpc:"),
        top("front: {gateways: [a]}", "1:19: `gateways` must be a mapping", "key: value"),
        top(
            "front: {gateways: {a: {agentCheck: 127.0.0.1:9646}}}",
            "1:20: gateway `a` has no `rpc`",
            "gateways: {a: {rpc:"),
        top(
            "front: {gateways: {a b: {rpc: 127.0.0.1:8645}}}",
            "1:20: `a b` is not a fit name",
            "letters, digits"),
        top(
            "front: {gateways: {a: {rpc: 0.0.0.0:8645}}}",
            "1:29: `rpc` does not say which machine",
            "127.0.0.1:8645"),
        top(
            "front: {gateways: {a: {rpc: gateway-a:8645}}}",
            "1:29: `rpc` does not begin with an IP address",
            "names are not looked up"),
        top(
            "front: {gateways: {a: {rpc: 10.0.0.1:1}, b: {rpc: 10.0.0.1:1}}}",
            "1:51: `rpc` of gateway `a` and `rpc` of gateway `b` are the same address",
            "write those"),
        top("front: {requestsPerClient: 0}", "1:28: `requestsPerClient` is out of range", "1 to"));
  }

  static Stream<Case> chains() {
    return Stream.of(
        chain("X_y", "", "2:3: `X_y` is not a fit name", "lower-case"),
        chain("12", "", "2:3: a chain's name may not be a number", "`chainId: 12`"),
        chain("readyz", "", "2:3: `readyz` is a path that the gateway answers itself", "another"),
        chain("x", "chainId: 0x1", "4:14: `chainId` is not a whole number", "in digits"),
        chain("x", "chainId: 0", "4:14: `chainId` is out of range", "write 1 to"),
        new Case("chains:\n  x: {}\n", "2:3: `x` has no nodes", "write nodes: ["),
        new Case("chains:\n  x:\n    nodes: []\n", "3:12: `x` has no nodes", "write nodes: ["),
        new Case(
            "chains:\n  x:\n    nodes:\n      - {role: relay, http: http://a}\n",
            "4:7: `x` has relays only, and they have no head",
            "role: primary"),
        new Case(
            """
            chains:
              x: {chainId: 5, nodes: [{http: http://a}, {http: http://b}]}
              y: {chainId: 5, nodes: [{http: http://a}, {http: http://b}]}
            """,
            "3:16: `x` and `y` have the same chain id",
            "one chain"),
        new Case(
            """
            chains:
              x: {nodes: [{http: http://a}, {http: http://b}]}
              x: {nodes: [{http: http://a}, {http: http://b}]}
            """,
            "3:3: key `x` stands here twice",
            "line 2"),
        chain(
            "x",
            "methods: {route: {eth_call: [c]}}",
            "4:34: `x` has no node of this name",
            "Its nodes: a, b"),
        chain("x", "methods: {route: {eth_call: []}}", "4:23: `eth_call` is routed to no", "deny"),
        chain("x", "methods: {route: {eth*x: [a]}}", "4:23: `eth*x` is not a method or", "debug_*"),
        top(
            "methods: {route: {eth_call: [sequencer]}}",
            "1:30: `x` has no node of this name",
            "chains.<chain>.methods.route"));
  }

  static Stream<Case> nodes() {
    return Stream.of(
        node("name: a", "5:9: the node has no `http`", "http://host:port"),
        node("name: a b, http: http://a", "5:16: `name` is not a fit name", "letters, digits"),
        node("name: x-a, http: http://a", "5:16: a second node is called `x-a`", "in line 4"),
        node(
            "http: http://a, role: primry", "5:32: `role` is not a word", "did you mean `primary`"),
        node("http: http://a, mempool: none", "5:35: `mempool` is not a word", "private, public"),
        node("http: http://a, batch: 0", "5:33: `batch` is out of range", "1 to 100000"),
        node("http: http://a, maxConnections: 0", "5:42: `maxConnections` is out of", "1 to 65535"),
        node("http: ftp://a", "5:16: `http` must begin with http:// or https://", "http://host"),
        node("http: a", "5:16: `http` must begin with http:// or https://", "put http:// before"),
        node("http: 'localhost:8545'", "5:16: `http` must begin with", "put http:// before it"),
        node("http: http://a, ws: 'a:8546'", "5:30: `ws` must begin with", "put ws:// before it"),
        node("http: 'http://a:port'", "5:16: `http` has a port that is no number", "host:port"),
        node("http: ws://a", "5:16: `http` must begin with", "belongs under `ws`"),
        node(
            "http: http://a, ws: http://a", "5:30: `ws` must begin with ws:// or", "write it with"),
        node("http: 'http://u:p@a'", "5:16: `http` has a user or a password in it", "headers"),
        node("http: 'http://a/#x'", "5:16: `http` has a fragment", "remove it"),
        node("http: http://a_b:1", "5:16: `http` has no host that a URL may have", "no _"),
        node("http: 'http:///x'", "5:16: `http`", "http://host:port/path"),
        node("http: http://a:70000", "5:16: `http` has no such port", "65535"),
        node("http: 'http://a/ b'", "5:16: `http` has a space or a letter", "%20"),
        node("http: 'http://a/%zz'", "5:16: `http` is not a URL (character 10)", "http://host"),
        node("http: http://localhost:8645", "5:16: this is the address the gateway", "8545"),
        node("http: http://a, units: [erigon]", "5:34: an item of `units` is not a", "erigon.serv"),
        node("http: http://a, headers: {a b: c}", "5:36: this is no name of a header", "hyphens"),
        node(
            "http: http://a, headers: {A: \"b\\r\\nC: d\"}",
            "5:39: `A` is not a header's",
            "one line"),
        node(
            "http: http://a, headers: {Connection: x}",
            "5:36: the gateway itself writes",
            "remove"),
        node("http: http://a, headers: {content-length: 1}", "5:36: the gateway itself", "remove"),
        node("http: http://a, headers: {Transfer-Encoding: x}", "5:36: the gateway its", "remove"),
        node("http: http://a, headers: {A: x, a: y}", "5:42: header `a` stands here twice", "one"));
  }

  @ParameterizedTest
  @MethodSource({"keys", "shapes", "values", "together", "fronts", "chains", "nodes"})
  void a_bad_file_is_refused_with_its_place_and_a_way_out(Case bad) {
    ConfigReader.Reading reading = read(bad.text());
    assertTrue(reading.settings().isEmpty(), "refused");
    List<Problem> errors = reading.problems().stream().filter(Problem::isError).toList();
    assertTrue(
        errors.stream()
            .anyMatch(p -> place(p).startsWith(bad.expected()) && p.hint().contains(bad.hint())),
        () -> "expected " + bad.expected() + " / " + bad.hint() + " but got\n" + render(errors));
    assertEquals(1, errors.size(), () -> "one mistake, one error, but got\n" + render(errors));
  }

  @Test
  void all_problems_are_said_at_once_in_the_order_of_the_file() {
    ConfigReader.Reading reading =
        read("threads: x\nlisten: {rpc: y}\nfoo: 1\nchains: {z_: {nodes: [{}]}}\n");
    assertEquals(
        List.of("1:10", "2:15", "3:1", "4:10", "4:23"),
        reading.problems().stream().map(p -> p.line() + ":" + p.column()).toList());
  }

  @Test
  void a_problem_shows_the_line_and_a_caret() {
    Problem problem =
        new Problem("f", 2, 4, Severity.ERROR, "\t  é: \u001b5s", "what is wrong", "do this");
    assertEquals("f:2:4: what is wrong\n  \t  é: ?5s\n  \t  ^\n  do this\n", problem.render());
  }

  @Test
  void a_replaced_value_is_never_repeated() {
    for (String line :
        List.of("http: '${S}'", "http: http://a, headers: {A: \"${S}\"}", "http: 'http://${S}'")) {
      String text = "chains:\n  x:\n    nodes:\n      - {" + line + "}\n";
      ConfigReader.Reading reading =
          ConfigReader.check("f", text, Map.of("S", "hunter2 \u00e9"), 1);
      assertTrue(reading.settings().isEmpty());
      assertFalse(render(reading.problems()).contains("hunter2"));
    }
  }

  @Test
  void what_is_hardly_meant_is_warned_of() {
    assertWarning(
        "chains: {x: {nodes: [{http: http://a}]}}", "1:21: `x` has one node only, so there is");
    assertWarning(
        "chains: {ethereum: {chainId: 5, nodes: [{http: http://a}, {http: http://b}]}}",
        "1:30: ethereum has chain id 1, and this says 5");
    for (String same : List.of("http://a", "http://a/", "HTTP://A:80", "http://A:80/")) {
      assertWarning(
          "chains: {x: {nodes: [{http: http://a}, {http: '" + same + "'}]}}",
          "1:47: `x-a` and `x-b` are the same address");
    }
    assertWarning(
        "chains: {x: {nodes: [{http: http://a}, {http: http://b}]}, y: {nodes: [{http: http://b}, {http: http://c}]}}",
        "1:79: `y-a` is the address of `x-b` of `x` too");
    assertWarning(
        "chains: {x: {nodes: [{http: http://a, role: standby}, {http: http://b}]}}",
        "1:21: `x` has no primary, so whichever node serves keeps on serving");
    assertWarning(
        "chains: {x: {nodes: [{http: http://a}, {http: http://b}, {role: relay, http: http://c}]}}",
        "1:21: relay `x-c` gets no call: no route names it");
  }

  private static void assertWarning(String text, String expected) {
    ConfigReader.Reading reading = read(text);
    assertTrue(reading.settings().isPresent(), () -> render(reading.problems()));
    assertEquals(1, reading.problems().size());
    assertEquals(Severity.WARNING, reading.problems().getFirst().severity());
    assertTrue(
        place(reading.problems().getFirst()).startsWith(expected),
        () -> render(reading.problems()));
  }

  private static ConfigReader.Reading read(String text) {
    return ConfigReader.check("f", text, Map.of(), 2);
  }

  private static String place(Problem problem) {
    return problem.line() + ":" + problem.column() + ": " + problem.message();
  }

  private static String render(List<Problem> problems) {
    return String.join("", problems.stream().map(Problem::render).toList());
  }
}
