package dev.headgate.wire;

import dev.headgate.time.SteadyClock;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hosts of nodes to addresses, so that a name server's bad hour is no outage. Thread-safe;
/// each loop has its own [Finder], and what they found they share.
///
/// - An address, and a name of the hosts file, is the operator's own word and taken as it is.
/// - Any other name is asked of a name server, without blocking a loop. What it led to last is
///   kept: later connections go there at once while the name is asked again, at most once a second
///   and loop. A name that is gone, or a name server that is, changes nothing.
/// - A name may not lead to where no node can be but a machine's own secrets can ([Forbidden]):
///   whoever holds a name could else turn the gateway against its own host.
/// - Of several addresses one is used until a connection to it fails, then the next.
final class NodeNames extends AddressResolverGroup<InetSocketAddress> {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.wire");

  /// A call waits no longer for a name; the question goes on, and a later call has the answer.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /// Below this age an answer is not asked for again, whatever its time to live says.
  static final Duration LEAST_AGE = Duration.ofSeconds(1);

  private final AddressResolverGroup<InetSocketAddress> dns;
  private final HostsFileEntriesResolver hostsFile;
  private final SteadyClock clock;
  private final Map<String, Found> found = new ConcurrentHashMap<>();

  /// What a name led to last.
  ///
  /// @param addresses at least one, all of them allowed
  /// @param at which of them is used
  /// @param stale whether the last question since had no answer
  private record Found(List<InetAddress> addresses, int at, boolean stale) {
    InetAddress current() {
      return addresses.get(at);
    }

    Found next() {
      return new Found(addresses, (at + 1) % addresses.size(), stale);
    }
  }

  /// @param dns asks a name server, and nothing else
  NodeNames(
      AddressResolverGroup<InetSocketAddress> dns,
      HostsFileEntriesResolver hostsFile,
      SteadyClock clock) {
    this.dns = dns;
    this.hostsFile = hostsFile;
    this.clock = clock;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return finder(executor, dns.getResolver(executor));
  }

  /// For one loop.
  ///
  /// @param server asks a name server, on that loop
  AddressResolver<InetSocketAddress> finder(
      EventExecutor executor, AddressResolver<InetSocketAddress> server) {
    return new Finder(executor, server);
  }

  /// A connection there could not be made: the next one goes to another address of the name, if it
  /// has any.
  static void failed(AddressResolver<InetSocketAddress> resolver, InetSocketAddress address) {
    if (resolver instanceof Finder finder) {
      finder.names().leave(address);
    }
  }

  private void leave(InetSocketAddress address) {
    found.computeIfPresent(
        address.getHostString(),
        (_, last) -> last.current().equals(address.getAddress()) ? last.next() : last);
  }

  @Override
  public void close() {
    super.close();
    dns.close();
  }

  /// What a question came to.
  private void learn(String host, List<InetAddress> allowed) {
    Found before = found.put(host, new Found(allowed, place(allowed, found.get(host)), false));
    if (before != null && before.stale()) {
      LOG.atInfo().addKeyValue("event", "nameBack").log("the name {} is known again", host);
    }
  }

  /// The address in use stays in use while the name still leads to it.
  private static int place(List<InetAddress> allowed, @Nullable Found before) {
    return before == null ? 0 : Math.max(allowed.indexOf(before.current()), 0);
  }

  /// So that a failed connection tells whose address it went to.
  private static InetAddress named(String host, InetAddress address) {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void miss(String host, NameFailure why) {
    Found before = found.get(host);
    if (before != null && !before.stale()) {
      found.put(host, new Found(before.addresses(), before.at(), true));
      LOG.atWarn()
          .addKeyValue("event", "nameLost")
          .addKeyValue("reason", why.reason())
          .log("the name {} cannot be resolved ({}); its last address is kept", host, why.reason());
    }
  }

  /// One loop's. Everything happens on that loop.
  private final class Finder extends AbstractAddressResolver<InetSocketAddress> {
    private final AddressResolver<InetSocketAddress> server;
    private final Set<String> asking = new HashSet<>();
    private final Map<String, Long> askedNanos = new ConcurrentHashMap<>();

    Finder(EventExecutor executor, AddressResolver<InetSocketAddress> server) {
      super(executor, InetSocketAddress.class);
      this.server = server;
    }

    NodeNames names() {
      return NodeNames.this;
    }

    @Override
    protected boolean doIsResolved(InetSocketAddress address) {
      return !address.isUnresolved();
    }

    @Override
    protected void doResolve(InetSocketAddress wanted, Promise<InetSocketAddress> promise)
        throws UnknownHostException {
      String host = wanted.getHostString();
      InetAddress own = operators(host);
      Found last = found.get(host);
      if (own != null) {
        promise.setSuccess(new InetSocketAddress(own, wanted.getPort()));
      } else if (last != null) {
        promise.setSuccess(new InetSocketAddress(last.current(), wanted.getPort()));
        askAgain(host);
      } else {
        await(ask(host), wanted.getPort(), promise);
      }
    }

    @Override
    protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise)
        throws UnknownHostException {
      Promise<InetSocketAddress> one = executor().newPromise();
      one.addListener((Future<InetSocketAddress> came) -> {
        if (came.isSuccess()) {
          promise.trySuccess(List.of(came.getNow()));
        } else {
          promise.tryFailure(came.cause());
        }
      });
      doResolve(wanted, one);
    }

    private @Nullable InetAddress operators(String host) throws UnknownHostException {
      byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
      return literal != null
          ? InetAddress.getByAddress(literal)
          : hostsFile.address(host, ResolvedAddressTypes.IPV4_PREFERRED);
    }

    private void askAgain(String host) {
      long now = clock.nanos();
      Long before = askedNanos.get(host);
      boolean due = before == null || now - before >= LEAST_AGE.toNanos();
      if (due && asking.add(host)) {
        askedNanos.put(host, now);
        ask(host).addListener(_ -> asking.remove(host));
      }
    }

    private Future<List<InetAddress>> ask(String host) {
      Promise<List<InetAddress>> answer = executor().newPromise();
      server
          .resolveAll(InetSocketAddress.createUnresolved(host, 0))
          .addListener((Future<List<InetSocketAddress>> came) -> answered(host, came, answer));
      return answer;
    }

    private void answered(
        String host, Future<List<InetSocketAddress>> came, Promise<List<InetAddress>> answer) {
      List<InetAddress> allowed =
          came.isSuccess()
              ? came.getNow().stream()
                  .map(InetSocketAddress::getAddress)
                  .filter(address -> !Forbidden.holds(address))
                  .distinct()
                  .map(address -> named(host, address))
                  .toList()
              : List.of();
      if (allowed.isEmpty()) {
        NameFailure why = came.isSuccess() ? NameFailure.forbidden() : NameFailure.of(came.cause());
        miss(host, why);
        answer.tryFailure(why);
      } else {
        learn(host, allowed);
        answer.trySuccess(allowed);
      }
    }

    private void await(
        Future<List<InetAddress>> answer, int port, Promise<InetSocketAddress> promise) {
      Future<?> bound =
          executor()
              .schedule(
                  () -> promise.tryFailure(NameFailure.silent()),
                  LONGEST_WAIT.toMillis(),
                  TimeUnit.MILLISECONDS);
      answer.addListener((Future<List<InetAddress>> came) -> {
        bound.cancel(false);
        if (came.isSuccess()) {
          promise.trySuccess(new InetSocketAddress(came.getNow().getFirst(), port));
        } else {
          promise.tryFailure(came.cause());
        }
      });
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
