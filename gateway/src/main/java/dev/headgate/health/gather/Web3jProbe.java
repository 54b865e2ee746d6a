package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Questions;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthSyncing;

/// Asks one node for its head, and on request whose chain it is on. Every failure is an observation
/// too. Thread-safe; each probe blocks its caller, a virtual thread.
public final class Web3jProbe {
  /// What every full node keeps (128 blocks in geth) less what the question itself takes, and what
  /// reth and Erigon keep when they prune (10064).
  private static final List<Long> DEPTHS = List.of(100L, 10_000L);

  private static final String NOBODY = "0x" + "0".repeat(40);

  private final Questions questions;
  private final SteadyClock clock;
  private final Duration timeout;

  /// A probe of any node.
  ///
  /// @param timeout for each question
  public Web3jProbe(Questions questions, SteadyClock clock, Duration timeout) {
    this.questions = questions;
    this.clock = clock;
    this.timeout = timeout;
  }

  /// Asks for the head: number, hash, timestamp and latency in one question. The identity, when it
  /// is asked for, goes first, so that no head of an unknown chain is ever judged; what the node
  /// says of its own syncing comes last, for nobody waits for it.
  ///
  /// @param identity whether to ask for chain id and genesis as well
  /// @param sink told of each observation as it comes
  /// @return why the probe failed, in words without any address; empty when the head was answered
  public Optional<String> probe(Node node, boolean identity, Consumer<Observation> sink) {
    NodeService service = new NodeService(questions, node, timeout);
    try {
      if (identity) {
        sink.accept(identity(node, service));
      }
      sink.accept(head(node, service));
    } catch (ConnectException e) {
      return silent(node, e, true, sink);
    } catch (IOException e) {
      return silent(node, e, false, sink);
    } catch (BadAnswer e) {
      return silent(node, "answered with " + e.getMessage(), false, sink);
    }
    if (identity) {
      syncing(node, service).ifPresent(sink);
    }
    return Optional.empty();
  }

  private Optional<String> silent(
      Node node, IOException cause, boolean gone, Consumer<Observation> sink) {
    String why = Optional.ofNullable(cause.getMessage()).orElse("connection lost");
    return silent(node, why, gone, sink);
  }

  private Optional<String> silent(Node node, String why, boolean gone, Consumer<Observation> sink) {
    sink.accept(new Observation.Silent(node, clock.instant(), why, gone));
    return Optional.of(why);
  }

  private Observation identity(Node node, NodeService service) throws IOException, BadAnswer {
    EthChainId answer = ask(service, "eth_chainId", List.of(), EthChainId.class);
    long chainId = Hex.quantity(result(answer, "eth_chainId"), "chain id");
    return new Observation.Identity(node, clock.instant(), chainId, genesis(service));
  }

  /// A pruned node may have forgotten block 0, and says so with null or an error; then the chain id
  /// alone must do.
  private Optional<String> genesis(NodeService service) throws IOException, BadAnswer {
    EthBlock answer = block(service, "0x0");
    return answer.hasError() || answer.getBlock() == null
        ? Optional.empty()
        : Optional.of(Hex.hash(answer.getBlock().getHash(), "genesis hash"));
  }

  private Observation head(Node node, NodeService service) throws IOException, BadAnswer {
    long asked = clock.nanos();
    EthBlock.Block block = result(block(service, "latest"), "eth_getBlockByNumber");
    long latency = clock.nanos() - asked;
    Header header =
        Header.of(
            block.getNumberRaw(), block.getHash(), block.getParentHash(), block.getTimestampRaw());
    return new Observation.Head(
        node,
        clock.instant(),
        header.number(),
        header.hash(),
        header.parentHash(),
        header.timestamp(),
        latency);
  }

  /// How far back the node has state: asks for a balance at each depth, shallowest first, until it
  /// has none. Empty when a question was not answered at all.
  ///
  /// @param head the node's
  Optional<Observation> window(Node node, long head) {
    NodeService service = new NodeService(questions, node, timeout);
    long deepest = 0;
    try {
      for (long depth : DEPTHS) {
        if (!hasState(service, Math.max(head - depth, 0))) {
          break;
        }
        deepest = depth;
      }
    } catch (IOException | BadAnswer e) {
      return Optional.empty();
    }
    return Optional.of(new Observation.StateWindow(node, clock.instant(), deepest));
  }

  private static boolean hasState(NodeService service, long block) throws IOException, BadAnswer {
    List<String> params = List.of(NOBODY, "0x" + Long.toHexString(block));
    EthGetBalance answer = ask(service, "eth_getBalance", params, EthGetBalance.class);
    return !answer.hasError();
  }

  private Optional<Observation> syncing(Node node, NodeService service) {
    try {
      EthSyncing answer = ask(service, "eth_syncing", List.of(), EthSyncing.class);
      return answer.hasError() || answer.getResult() == null
          ? Optional.empty()
          : Optional.of(
              new Observation.SyncHint(node, clock.instant(), answer.getResult().isSyncing()));
    } catch (IOException | BadAnswer e) {
      // A hint is worth no failed probe: the head was answered.
      return Optional.empty();
    }
  }

  private static EthBlock block(NodeService service, String tag) throws IOException, BadAnswer {
    return ask(service, "eth_getBlockByNumber", List.of(tag, false), EthBlock.class);
  }

  private static <T extends Response<?>> T ask(
      NodeService service, String method, List<?> params, Class<T> type)
      throws IOException, BadAnswer {
    T answer;
    try {
      answer = service.send(new Request<>(method, params, service, type), type);
    } catch (RuntimeException e) {
      // Jackson's complaint quotes the answer, and so it stays inside.
      throw new BadAnswer("something that is no answer to " + method);
    }
    if (answer == null) {
      throw new BadAnswer("nothing to " + method);
    }
    return answer;
  }

  private static <T> T result(Response<T> answer, String method) throws BadAnswer {
    if (answer.hasError()) {
      throw new BadAnswer("error " + answer.getError().getCode() + " to " + method);
    }
    T result = answer.getResult();
    if (result == null) {
      throw new BadAnswer("null to " + method);
    }
    return result;
  }
}
