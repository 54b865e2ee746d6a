package dev.headgate.request.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The known methods. Known reads may be repeated on another node, cheap ones also hedged; what is
/// not known to be a read never is, and is taken for one that carries a transaction.
///
/// Sources: EIP-1474 and ethereum/execution-apis, and what geth, Erigon, reth, Nethermind, Nitro,
/// op-geth, op-node and AvalancheGo add. A look-up by bytes makes no object for a known method:
/// open addressing over the names' ASCII.
public final class MethodTable {
  /// Stands where no method was found; it has no name.
  static final Method NONE = new Method("", MethodClass.UNREPEATABLE, false, false);

  /// Small and fast on every node: asking two costs little.
  private static final String CHEAP =
      """
      eth_blockNumber eth_chainId eth_gasPrice eth_maxPriorityFeePerGas eth_blobBaseFee eth_baseFee
      eth_feeHistory eth_syncing eth_protocolVersion eth_accounts eth_coinbase eth_mining
      eth_hashrate eth_capabilities eth_config eth_getChainConfig eth_suggestPriceOptions
      eth_getBalance eth_getCode eth_getStorageAt eth_getTransactionCount eth_getAccount
      eth_getAccountInfo eth_call eth_estimateGas
      eth_getBlockByNumber eth_getBlockByHash eth_getHeaderByNumber eth_getHeaderByHash
      eth_getBlockTransactionCountByNumber eth_getBlockTransactionCountByHash
      eth_getUncleCountByBlockNumber eth_getUncleCountByBlockHash
      eth_getUncleByBlockNumberAndIndex eth_getUncleByBlockHashAndIndex
      eth_getTransactionByHash eth_getTransactionReceipt
      eth_getTransactionByBlockNumberAndIndex eth_getTransactionByBlockHashAndIndex
      eth_getRawTransactionByHash
      eth_getRawTransactionByBlockNumberAndIndex eth_getRawTransactionByBlockHashAndIndex
      net_version net_listening net_peerCount web3_clientVersion web3_sha3 rpc_modules
      txpool_status
      erigon_blockNumber erigon_getHeaderByNumber erigon_getHeaderByHash erigon_forks
      erigon_getBlockByTimestamp erigon_issuance erigon_nodeInfo erigon_cacheCheck
      ots_getApiLevel ots_hasCode
      optimism_syncStatus optimism_rollupConfig optimism_version
      arb_checkPublisherHealth
      arb_getMinRequiredNitroVersion
      bor_getAuthor bor_getCurrentValidators bor_getCurrentProposer bor_getRootHash
      bor_getSnapshot bor_getSigners
      platform_getHeight
      """;

  /// Reads whose cost or answer may be large: repeated, never hedged.
  private static final String HEAVY =
      """
      eth_getLogs eth_getProof eth_getBlockReceipts eth_getTransactionReceiptsByBlock
      eth_simulateV1 eth_callMany eth_createAccessList eth_pendingTransactions
      eth_getBlockAccessList eth_getBlockAccessListByBlockHash eth_getBlockAccessListByBlockNumber
      eth_getStorageValues eth_callDetailed
      eth_getBadBlocks
      ots_getInternalOperations ots_getTransactionError ots_getTransactionBySenderAndNonce
      ots_getContractCreator
      optimism_outputAtBlock arb_getRawBlockMetadata eth_getTransactionBySenderAndNonce
      arb_findBatchContainingBlock arb_getL1Confirmations
      txpool_content txpool_contentFrom txpool_inspect
      erigon_getLogs erigon_getLatestLogs erigon_getLogsByHash erigon_getBlockReceiptsByBlockHash
      erigon_getBalanceChangesInBlock
      ots_getBlockDetails ots_getBlockDetailsByHash ots_getBlockTransactions
      ots_searchTransactionsBefore ots_searchTransactionsAfter
      parity_getBlockReceipts parity_listStorageKeys parity_pendingTransactions
      optimism_safeHeadAtL1Block
      """;

  private static final String LONG =
      """
      debug_traceTransaction debug_traceCall debug_traceCallMany debug_traceBlock
      debug_traceBlockByNumber debug_traceBlockByHash debug_traceBadBlock debug_traceChain
      debug_getRawTransaction debug_getRawBlock debug_getRawHeader debug_getRawReceipts
      debug_getRawTransactions debug_getBadBlocks debug_getBlockRlp debug_printBlock
      debug_storageRangeAt debug_accountRange debug_accountAt debug_dumpBlock
      debug_getModifiedAccountsByNumber debug_getModifiedAccountsByHash
      debug_getAccessibleState debug_intermediateRoots debug_preimage debug_dbGet
      debug_executionWitness debug_executionWitnessByBlockHash debug_codeByHash
      debug_executePayload debug_stateRootWithUpdates
      trace_block trace_transaction trace_filter trace_get trace_call trace_callMany
      trace_rawTransaction trace_replayTransaction trace_replayBlockTransactions
      trace_blockOpcodeGas trace_transactionOpcodeGas
      arbtrace_block arbtrace_transaction arbtrace_filter arbtrace_get arbtrace_call
      arbtrace_callMany arbtrace_replayTransaction arbtrace_replayBlockTransactions
      arbdebug_validateMessageNumber arbdebug_pricingModel arbdebug_timeoutQueueHistory
      """;

  private static final String RAW = "eth_sendRawTransaction eth_sendRawTransactionConditional";

  private static final String LONG_RAW = "eth_sendRawTransactionSync";

  /// Known, for the sake of the metrics, but they change something or live in one node's memory.
  private static final String ONCE =
      """
      eth_newFilter eth_newBlockFilter eth_newPendingTransactionFilter eth_getFilterChanges
      eth_getFilterLogs eth_uninstallFilter eth_subscribe eth_unsubscribe
      eth_sign eth_signTransaction eth_signTypedData eth_signTypedData_v3
      eth_signTypedData_v4 eth_fillTransaction
      eth_getWork eth_submitWork eth_submitHashrate
      flashbots_getBundleStats flashbots_getBundleStatsV2 flashbots_getUserStats
      flashbots_getUserStatsV2 flashbots_setFeeRefundRecipient
      flashbots_getFeeRefundTotalsByRecipient
      eth_getUserOperationByHash
      eth_getUserOperationReceipt eth_supportedEntryPoints
      """;

  /// Orders, in the open or in a simulation, that no second node may see.
  private static final String ORDERS =
      """
      eth_sendTransaction eth_resend
      eth_sendBundle eth_callBundle eth_cancelBundle eth_estimateGasBundle eth_sendEndOfBlockBundle
      eth_sendMegabundle eth_sendPrivateTransaction eth_sendPrivateRawTransaction
      eth_cancelPrivateTransaction
      mev_sendBundle mev_simBundle mev_cancelBundle
      timeboost_sendExpressLaneTransaction auctioneer_submitBid
      eth_sendUserOperation eth_estimateUserOperationGas pm_sponsorUserOperation
      wallet_sendTransaction wallet_prepareCalls wallet_sendPreparedCalls
      """;

  private static final String[] LONG_PREFIXES = {"debug_trace", "trace_", "debug_getRaw"};

  private static final List<Method> KNOWN =
      Stream.of(
              methods(CHEAP, MethodClass.READ, true),
              methods(HEAVY, MethodClass.READ, false),
              methods(LONG, MethodClass.LONG_READ, false),
              methods(RAW, MethodClass.RAW_TRANSACTION, false),
              methods(LONG_RAW, MethodClass.LONG_RAW_TRANSACTION, false),
              methods(ONCE, MethodClass.UNREPEATABLE, false),
              methods(ORDERS, MethodClass.UNREPEATABLE_TRANSACTION, false))
          .flatMap(methods -> methods)
          .sorted(Comparator.comparing(Method::name))
          .toList();

  private static final int MASK = Integer.highestOneBit(KNOWN.size()) * 8 - 1;
  private static final byte[][] NAMES = new byte[MASK + 1][];
  private static final Method[] METHODS = new Method[MASK + 1];

  static {
    Arrays.fill(NAMES, new byte[0]);
    Arrays.fill(METHODS, NONE);
    KNOWN.forEach(MethodTable::put);
  }

  private MethodTable() {}

  /// All known methods, by name.
  public static List<Method> known() {
    return KNOWN;
  }

  /// The method of that name: the interned one when it is known.
  public static Method named(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return named(utf8, 0, utf8.length);
  }

  /// The method whose name is `length` bytes of `utf8` from `start` on, unescaped.
  static Method named(byte[] utf8, int start, int length) {
    int slot = slot(utf8, start, length);
    return METHODS[slot].known() ? METHODS[slot] : unknown(utf8, start, length);
  }

  private static Method unknown(byte[] utf8, int start, int length) {
    String name = new String(utf8, start, length, StandardCharsets.UTF_8);
    boolean isLong = Arrays.stream(LONG_PREFIXES).anyMatch(name::startsWith);
    return new Method(
        name, isLong ? MethodClass.LONG_READ : MethodClass.UNREPEATABLE_TRANSACTION, false, false);
  }

  private static void put(Method method) {
    byte[] name = method.name().getBytes(StandardCharsets.US_ASCII);
    int slot = slot(name, 0, name.length);
    if (METHODS[slot].known()) {
      throw new IllegalStateException(method.name() + " is in the table twice");
    }
    NAMES[slot] = name;
    METHODS[slot] = method;
  }

  /// Where the name is, or the free slot where it would be.
  private static int slot(byte[] utf8, int start, int length) {
    int slot = hash(utf8, start, length) & MASK;
    while (METHODS[slot].known()
        && !Arrays.equals(NAMES[slot], 0, NAMES[slot].length, utf8, start, start + length)) {
      slot = (slot + 1) & MASK;
    }
    return slot;
  }

  private static int hash(byte[] utf8, int start, int length) {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + utf8[i];
    }
    return hash ^ (hash >>> 15);
  }

  private static Stream<Method> methods(String names, MethodClass methodClass, boolean cheap) {
    return names
        .strip()
        .lines()
        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
        .map(name -> new Method(name, methodClass, true, cheap));
  }
}
