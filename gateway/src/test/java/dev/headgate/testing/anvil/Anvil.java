package dev.headgate.testing.anvil;

import dev.headgate.testing.anvil.NodeRpc.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// One anvil that mines only when told to: a process of its own, so that signals hit a real one.
/// Not thread-safe, apart from the questions to the node.
public final class Anvil implements AutoCloseable {
  public static final long CHAIN_ID = 31337;
  private static final String HOST = "127.0.0.1";
  private static final Set<String> HAD_IT = Set.of("transaction already imported", "nonce too low");

  private final String name;
  private final List<String> command;
  private final Path log;
  private final URI url;
  private final Thread atExit = new Thread(this::destroy, "anvil at exit");
  private Process process;
  private NodeRpc rpc;

  private Anvil(String name, int port, long genesisSeconds) {
    this.name = name;
    this.command = command(port, genesisSeconds);
    this.log = Path.of("target", "anvil-" + name + "-" + port + ".log").toAbsolutePath();
    this.url = URI.create("http://" + HOST + ":" + port);
    this.process = launch();
    this.rpc = new NodeRpc(url);
  }

  /// A node that answers, at its genesis, on a free port that it keeps over restarts.
  public static Anvil start(String name, long genesisSeconds) {
    Anvil anvil = new Anvil(name, FreePorts.next(), genesisSeconds);
    Runtime.getRuntime().addShutdownHook(anvil.atExit);
    anvil.awaitReady();
    return anvil;
  }

  private static List<String> command(int port, long genesisSeconds) {
    return List.of(
        Provision.anvil().toString(),
        "--host=" + HOST,
        "--port=" + port,
        "--chain-id=" + CHAIN_ID,
        "--timestamp=" + genesisSeconds,
        "--no-mining",
        "--block-base-fee-per-gas=0",
        "--accounts=50",
        "--quiet");
  }

  public String name() {
    return name;
  }

  public URI url() {
    return url;
  }

  /// Where it speaks WebSocket.
  public URI ws() {
    return URI.create(url.toString().replace("http://", "ws://"));
  }

  /// SIGKILL; returns once the process is gone.
  void kill() {
    destroy();
    Await.exit(process);
  }

  /// Starts the killed node again, at its genesis.
  void restart() {
    process = launch();
    rpc = new NodeRpc(url);
    awaitReady();
  }

  void stop() {
    Signals.send("STOP", process);
  }

  void proceed() {
    Signals.send("CONT", process);
  }

  void mine(long timestamp) {
    rpc.call("evm_mine", timestamp);
  }

  void rollback() {
    rpc.call("anvil_rollback", 1);
  }

  /// Replaces the last blocks by as many new ones.
  void reorg(int depth) {
    rpc.call("anvil_reorg", depth, List.of());
  }

  Block head() {
    return Block.of(rpc.call("eth_getBlockByNumber", "latest", false));
  }

  Block block(long number) {
    return Block.of(rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false));
  }

  /// Hands over a raw transaction; true when the node had it already, waiting or mined.
  boolean offer(String raw) {
    try {
      rpc.call("eth_sendRawTransaction", raw);
      return false;
    } catch (Refusal refusal) {
      if (HAD_IT.contains(refusal.message())) {
        return true;
      }
      throw refusal;
    }
  }

  /// The hashes of all transactions that wait, also behind a gap of nonces.
  Set<String> pool() {
    JsonNode content = rpc.call("txpool_content");
    Set<String> hashes = new HashSet<>();
    for (String part : List.of("pending", "queued")) {
      for (JsonNode sender : content.path(part)) {
        sender.forEach(transaction -> hashes.add(transaction.path("hash").asString()));
      }
    }
    return hashes;
  }

  void drop(String hash) {
    rpc.call("anvil_dropTransaction", hash);
  }

  Optional<String> raw(String hash) {
    return rpc.call("eth_getRawTransactionByHash", hash).asStringOpt();
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private Process launch() {
    try {
      Files.createDirectories(log.getParent());
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void destroy() {
    process.destroyForcibly();
  }

  private void awaitReady() {
    Await.until(name + " answers, see " + log, this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError(name + " ended with " + process.exitValue() + ", see " + log);
    }
    try {
      rpc.call("eth_chainId");
      return true;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }
}
