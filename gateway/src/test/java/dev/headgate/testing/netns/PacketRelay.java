package dev.headgate.testing.netns;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Two network devices whose packets pass through this process, which treats them as an
/// [Impairment] says. The kernel puts whole packets with their checksums into a TUN device, so
/// damage is found by whoever receives it, as on a real line.
@SuppressWarnings("restricted") // the kernel is reached by its own functions
final class PacketRelay {
  // Of <fcntl.h> and <linux/if_tun.h>.
  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int NAME_LENGTH = 16;
  private static final int REQUEST_LENGTH = 40;
  private static final int LONGEST_PACKET = 65_536;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      function(
          "ioctl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ = transfer("read");
  private static final MethodHandle WRITE = transfer("write");

  private final AtomicLong touched = new AtomicLong();
  private volatile Impairment impairment = Impairment.NONE;

  /// Makes both devices and relays between them, to the end of the process.
  ///
  /// @param node towards the node
  /// @param gateway towards the gateway
  static PacketRelay between(String node, String gateway) {
    PacketRelay relay = new PacketRelay();
    int nodeSide = device(node);
    int gatewaySide = device(gateway);
    relay.pump("from the node", nodeSide, gatewaySide, true);
    relay.pump("to the node", gatewaySide, nodeSide, false);
    return relay;
  }

  void impair(Impairment with) {
    impairment = with;
  }

  /// How many packets it has doubled, damaged or held back to be overtaken.
  long touched() {
    return touched.get();
  }

  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type, options);
  }

  private static MethodHandle transfer(String name) {
    return function(
        name,
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG));
  }

  private static int device(String name) {
    try (Arena arena = Arena.ofConfined()) {
      int file = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR);
      MemorySegment request = arena.allocate(REQUEST_LENGTH);
      request.setString(0, name);
      request.set(ValueLayout.JAVA_SHORT, NAME_LENGTH, (short) (IFF_TUN | IFF_NO_PI));
      if (file < 0 || (int) IOCTL.invokeExact(file, TUNSETIFF, request) < 0) {
        throw new IllegalStateException("no TUN device " + name + " can be made here");
      }
      return file;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void pump(String name, int from, int to, boolean delayed) {
    ScheduledExecutorService writer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    Thread.ofPlatform()
        .daemon()
        .name("packets " + name)
        .start(() -> {
          MemorySegment packet = Arena.ofAuto().allocate(LONGEST_PACKET);
          while (true) {
            long length = transfer(READ, from, packet, LONGEST_PACKET);
            if (length > 0) {
              byte[] bytes = packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
              pass(bytes, to, writer, delayed ? impairment : impairment.withoutDelay());
            } else {
              Thread.onSpinWait(); // its device is down for now
            }
          }
        });
  }

  private void pass(byte[] packet, int to, ScheduledExecutorService writer, Impairment bad) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long delay = bad.delayMillis();
    if (bad.jitterMillis() > 0) {
      delay += random.nextInt(-bad.jitterMillis(), bad.jitterMillis() + 1);
    }
    if (strikes(random, bad.reorder())) {
      delay += Impairment.OVERTAKEN_MILLIS;
    }
    if (strikes(random, bad.corrupt())) {
      packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
    }
    int copies = strikes(random, bad.duplicate()) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      writer.schedule(() -> write(to, packet), Math.max(0, delay), TimeUnit.MILLISECONDS);
    }
  }

  private boolean strikes(ThreadLocalRandom random, int percent) {
    boolean strikes = random.nextInt(100) < percent;
    if (strikes) {
      touched.incrementAndGet();
    }
    return strikes;
  }

  /// What the kernel does not take (a damaged header) is lost, as on a real line.
  private static void write(int to, byte[] packet) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, packet);
      transfer(WRITE, to, bytes, packet.length);
    }
  }

  private static long transfer(MethodHandle call, int file, MemorySegment bytes, long length) {
    try {
      return (long) call.invokeExact(file, bytes, length);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
